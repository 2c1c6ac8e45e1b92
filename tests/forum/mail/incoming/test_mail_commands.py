"""Commands in the first line of a mail."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import Member
from forum.following.levels import Level
from forum.following.models import ReadPosition
from forum.mail.incoming.outcomes import State
from forum.mail.incoming.receiving import receive
from forum.mail.kinds import CHOICES, When
from forum.mail.models import DigestPlan, MailSettings
from forum.mail.reading.commands import find_command
from forum.reports.models import Report
from tests import factories as make
from tests.forum.mail.incoming.sent_mails import answer, posts, reply_address

pytestmark = pytest.mark.usefixtures("database")


def chosen(member: Member) -> MailSettings:
    [stored] = MailSettings.objects.of([member.pk]).values()
    return stored


def test_commands_in_the_first_line_are_done_and_confirmed(topic, ben, to, mailoutbox):
    for text in ("watch", "Mute", "pausa 2 semanas\n\nGracias, Ben", "arrêter"):
        assert receive(answer(ben, to, text)).state == State.COMMAND
    assert ReadPosition.objects.get(member=ben, topic=topic).level == Level.MUTED
    assert chosen(ben).paused_until == timezone.now().date() + timedelta(days=14)
    assert {getattr(chosen(ben), kind) for kind in CHOICES} == {When.SITE}
    assert posts(topic) == [] and len(mailoutbox) == 4
    assert mailoutbox[0].body.startswith("You now watch this topic.")


@pytest.mark.parametrize("text", ["Weekly\n\nThat suits us.", f"Stop\n\n{'this project. ' * 9}"])
def test_a_text_that_begins_like_a_command_is_a_post(text, topic, ben, to):
    assert receive(answer(ben, to, text)).state == State.PUBLISHED


@pytest.mark.parametrize("when", ["daily", "weekly"])
def test_daily_and_weekly_choose_the_digest(when, topic, ben, to):
    assert receive(answer(ben, to, when)).state == State.COMMAND
    assert chosen(ben).digest_time == when and chosen(ben).reply == When.AT_ONCE
    assert DigestPlan.objects.get(member=ben).due_at


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "pt-br"])
def test_the_words_that_the_page_names_are_commands(language):
    with translation.override(language):
        sentence = gettext(
            "One of these words as the whole e-mail does something instead: stop, pause 2 weeks, "
            "watch, mute."
        )
    words = sentence.partition(":")[2].strip("\u00a0 .").split(", ")
    commands = [find_command(word) for word in words]
    assert [command and command.name for command in commands] == ["stop", "pause", "watch", "mute"]


REPORT_WORDS = ["report", "Denunciar", "Signaler.", "denúncia"]


@pytest.mark.parametrize("word", REPORT_WORDS)
def test_a_mail_reports_the_post_that_it_answers_with_the_lines_below_as_reason(
    word, topic, ben, to, mailoutbox
):
    post = make.post(topic, make.member("seller"), "Buy my lamps.")
    about = f"<topic-{topic.pk}.post-2@brain.example.org>"
    mail = answer(ben, to, f"{word}\n\nThis is advertising.", in_reply_to=about)
    for _twice in range(2):
        assert receive(mail).state == State.COMMAND
    report = Report.objects.get()
    assert (report.post, report.reporter) == (post, ben)
    assert (report.why, report.source) == ("This is advertising.", "Buy my lamps.")
    assert posts(topic) == ["Buy my lamps."] and len(mailoutbox) == 1
    assert "You reported post #2." in mailoutbox[0].body


@pytest.mark.parametrize(
    ("text", "about", "sentence"),
    [
        ("report", "", "Answer the e-mail with the post that you want to report."),
        ("report\n" + "Long words. " * 40, "2", "Use at most 300 characters."),
        ("report", "1", "You cannot report what you wrote yourself."),
    ],
)
def test_a_report_by_mail_that_is_refused_is_never_published(
    text, about, sentence, topic, ben, mailoutbox
):
    make.post(topic, make.member("seller"), "Buy my lamps.")
    ana = topic.author
    in_reply_to = about and f"<topic-{topic.pk}.post-{about}@brain.example.org>"
    raw = answer(ana, reply_address(ana, topic), text, in_reply_to=in_reply_to)
    assert receive(raw).state == State.REFUSED
    assert sentence in mailoutbox[0].body.replace("\n", " ")
    assert posts(topic) == ["Buy my lamps."] and not Report.objects.exists()


def test_report_without_a_reason_says_that_it_came_by_mail(topic, ben, to):
    about = f"<topic-{topic.pk}.post-1@brain.example.org>"
    receive(answer(ben, to, "Report", in_reply_to=about))
    assert Report.objects.get().why == "Reported by e-mail."
