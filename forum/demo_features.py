"""What the demonstration community shows besides its texts: a group, a question, reactions.

Each function changes nothing where its work is done already, so that a repetition is safe.
"""

import tempfile
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import Member
from forum.bookmarks import actions as bookmarks
from forum.bookmarks.models import Bookmark
from forum.contributions.numbered_rules import Rule
from forum.contributions.reaction_kinds import ReactionKind
from forum.contributions.rendering import render_post
from forum.contributions.screening_hook import Arrival, NewText
from forum.facilitation import actions as facilitation
from forum.groups import actions as groups
from forum.groups.models import Group
from forum.private_notes import actions as private_notes
from forum.profile_pictures import actions as profile_pictures
from forum.reactions import actions as reactions
from forum.reports import actions as reports
from forum.reports.models import Report
from forum.screening import actions as screening
from forum.screening.models import HeldPost
from forum.screening.reasons import Reason
from forum.themes import actions as themes
from forum.themes.models import Theme
from forum.topics import actions as topics
from forum.topics.models import Post, Topic
from forum.uploads import actions as uploads

GROUP, PRIVATE_THEME = "academy-participants", "academy-preparation"
COUNTING = "Counting cooperatives after the 2018 guidelines: where do you get stuck?"
SAVINGS = "Savings group, credit union, regulated institution: when is it time to move up?"
PLATFORMS = "Platform cooperatives for drivers: is the app the easy part?"
REACTIONS: dict[
    tuple[str, int], dict[ReactionKind, tuple[str, ...]]
] = {  # by topic and number of a post
    (SAVINGS, 4): {ReactionKind.AGREE: ("amina", "rosa"), ReactionKind.THANKS: ("marlon",)},
    (SAVINGS, 6): {ReactionKind.USEFUL: ("priya", "sione", "kwame")},
    (COUNTING, 2): {ReactionKind.USEFUL: ("teresa", "minjun"), ReactionKind.THANKS: ("priya",)},
    (PLATFORMS, 5): {ReactionKind.AGREE: ("kwame", "carmen")},
}
PARTICIPANTS = ("kwame", "priya", "amina", "minjun", "claire")
Members = dict[str, Member]
THEME_FIELDS = {
    "colour": "#5b4b8a",
    "name_en": "Preparing the Academy",
    "name_es": "Preparar la Academia",
    "name_fr": "Préparer l’Académie",
    "name_pt": "Preparar a Academia",
    "description_en": "Only the participants of the Academy read and write here.",
    "description_es": "Solo leen y escriben aquí quienes participan en la Academia.",
    "description_fr": "Seules les personnes qui participent à l’Académie lisent et écrivent ici.",
    "description_pt": "Só quem participa na Academia lê e escreve aqui.",
}
ADVERTISEMENT = (
    "Our dispatch software is half price for cooperatives this week. Write to me for the list."
)


def show_features(members: Members, administrator: Member) -> None:
    """members: by username without "demo."."""
    _ask_a_question(members)
    _write_a_note(members)
    _open_a_table_to_everyone(members)
    _react(members)
    _keep_a_bookmark(members)
    _choose_a_picture(members)
    _decide_about_an_advertisement(members)
    _let_a_post_wait(members["solange"])
    _write_a_private_note(members)
    _prepare_the_academy(members, administrator)


def are_shown() -> bool:
    """Whether the last step is done."""
    return Topic.objects.filter(theme__slug=PRIVATE_THEME).exists()


def _ask_a_question(members: Members) -> None:
    topic = Topic.objects.get(title=SAVINGS)
    if topic.accepted_number is None:
        topic = facilitation.set_kind(topic, members["marlon"], is_question=True)
        topics.accept_answer(_post(SAVINGS, 6), members["marlon"])


def _write_a_note(members: Members) -> None:
    topic = Topic.objects.get(title=PLATFORMS)
    if not topic.note:
        note = "We take this up again in the open hour on platforms. Please bring one example."
        facilitation.set_note(topic, members["minjun"], note=note)


def _open_a_table_to_everyone(members: Members) -> None:
    """Post 5 asks the others to add rows to its table."""
    topics.set_wiki(_post(COUNTING, 5), members["teresa"], is_wiki=True)


def _react(members: Members) -> None:
    for (title, number), kinds in REACTIONS.items():
        for kind, names in kinds.items():
            for name in names:
                reactions.react(_post(title, number), members[name], kind=kind, on=True)


def _keep_a_bookmark(members: Members) -> None:
    if not Bookmark.objects.filter(member=members["kwame"]).exists():
        remind_on: date = timezone.now().date() + timedelta(days=7)
        note = "For the meeting of our drivers"
        bookmarks.save(_post(PLATFORMS, 1), members["kwame"], note=note, remind_on=remind_on)


def _choose_a_picture(members: Members) -> None:
    if not members["minjun"].picture:
        _with_drawing(lambda file: profile_pictures.choose(members["minjun"], file))


def _decide_about_an_advertisement(members: Members) -> None:
    """A member reports an advertisement, and a facilitator hides it and says why."""
    topic, author = Topic.objects.get(title=PLATFORMS), members["sione"]
    post = Post.objects.filter(topic=topic, author=author).first()
    if post is None:
        nonce = _nonce("advertisement")
        post = topics.reply(topic, author, source=ADVERTISEMENT, language="en", nonce=nonce)
    report = Report.objects.filter(post=post).first()
    if report is None:
        why = "This sells something."
        report = reports.report(post, members["amina"], why=why, rule=Rule.ADVERTISING)
    if not post.hidden_at:
        why = "It is an advertisement, and no answer."
        reports.hide(report, members["minjun"], why=why, rule=Rule.ADVERTISING)


def _let_a_post_wait(author: Member) -> None:
    topic, source = Topic.objects.get(title=PLATFORMS), "Who pays when a driver has an accident?"
    text = NewText(
        author=author,
        theme=topic.theme,
        conversation=topic,
        source=source,
        html=render_post(source, _nonce("held")).fields["html"],
        language="en",
        nonce=_nonce("held"),
        arrival=Arrival(),
    )
    if not HeldPost.objects.filter(author=author).exists():
        screening.hold(text, Reason.ALL_WAIT)


def _write_a_private_note(members: Members) -> None:
    if settings.PRIVATE_NOTES:
        private_notes.start(
            members["marlon"],
            others=[members["amina"]],
            source="Amina, can you tell the open hour about the cash box with three locks?",
            nonce=_nonce("private note"),
        )


def _prepare_the_academy(members: Members, administrator: Member) -> None:
    """A group, and a theme that only its members read."""
    group = Group.objects.filter(slug=GROUP).first()
    if group is None:
        group = groups.create_group(
            by=administrator,
            slug=GROUP,
            name="Participants of the Academy (demo)",
            description="Who takes part in the next Academy. You can ask to join.",
            takes_requests=True,
            is_academy=True,
        )
    addresses = [members[name].email for name in PARTICIPANTS]
    groups.add_by_email(group, addresses, by=administrator)
    theme = Theme.objects.filter(slug=PRIVATE_THEME).first()
    if theme is None:
        theme = themes.create_theme(
            by=administrator,
            slug=PRIVATE_THEME,
            reading_group=group,
            writing_group=group,
            **THEME_FIELDS,
        )
    if not are_shown():
        _start_the_private_topic(theme, members)


def _start_the_private_topic(theme: Theme, members: Members) -> None:
    def write(file: Path) -> None:
        alt = "A plan of a room: three tables and a door"
        plan = uploads.store(members["minjun"], file, name="plan-of-the-room.png", alt=alt)
        topics.start_topic(
            theme,
            members["minjun"],
            title="Where each working group meets",
            source=f"This is the plan of the room. Which table do you want?\n\n{plan.markdown}",
            language="en",
            nonce=_nonce("plan"),
        )

    _with_drawing(write)


def _with_drawing(use: Callable[[Path], Any]) -> None:
    """Call `use` with the file of a drawing: a room with three tables and a door."""
    image = Image.new("RGB", (600, 600), "#f3efe6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 560, 560), outline="#1e3a5f", width=12)
    draw.rectangle((250, 550, 350, 570), fill="#c2702d")
    for x, y in ((170, 180), (430, 180), (300, 380)):
        draw.ellipse((x - 70, y - 70, x + 70, y + 70), fill="#2f7d6b")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "drawing.png")
        image.save(file)
        use(file)


def _post(title: str, number: int) -> Post:
    return Post.objects.get(topic__title=title, number=number)


def _nonce(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demonstration of features: {name}")
