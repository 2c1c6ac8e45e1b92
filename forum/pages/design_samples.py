"""Members, posts, messages and forms for the page of all components. None is ever stored."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string

from accounts.choices import Community
from accounts.models import Member
from collective_brain.i18n.relative_time import relative_time
from forum.chat.models import Message, Room
from forum.contributions.form_fields import LanguageField, SourceField
from forum.markup import render_post
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

Row = TypeVar("Row")

WRITTEN_AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
EDITED_AT = WRITTEN_AT + timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """What the samples say in one script."""

    language: str
    direction: str
    names: tuple[str, str, str]
    title: str
    sentence: str
    label: str


LATIN = Words(
    "fr",
    "ltr",
    ("Amina Diallo", "José Quispe", "Ngozi Okafor-Lindqvist"),
    "Une coopérative peut-elle payer la sécurité sociale de ses membres ?",
    "Nous avons commencé avec douze membres et une caisse commune.",
    "Votre organisation",
)
ARABIC = Words(
    "ar",
    "rtl",
    ("آمنة دياب", "خالد المنصوري", "ليلى بن يوسف"),
    "هل تستطيع التعاونية أن تدفع الضمان الاجتماعي لأعضائها؟",
    "بدأنا باثني عشر عضوا وصندوق مشترك.",
    "منظمتك",
)
MARKDOWN = """## {title}

{sentence} **{label}**, _{label}_, `code`, <https://www.ilo.org/>.

> {sentence}

- {label}
- {sentence}

1. {label}

| {label} | 2025 | 2026 |
|---|---|---|
| {sentence} | 12 | 48 |

```
total = members * contribution
```
"""


class SampleForm(forms.Form):
    """One field of each kind. Without data every required field is wrong."""

    bound_field_class = BoundField  # no focus: the page has two refused forms

    text = forms.CharField()
    hint = forms.CharField(required=False)
    password = forms.CharField(widget=forms.PasswordInput)
    longer = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    choice = forms.ChoiceField(choices=Community.choices)
    radio = forms.ChoiceField(choices=Community.choices, widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(
        choices=Community.choices, widget=forms.CheckboxSelectMultiple
    )
    box = forms.BooleanField()

    def __init__(self, words: Words, **options: Any) -> None:
        super().__init__(**options)
        for name, field in self.fields.items():
            field.label = f"{words.label} ({name})"
        self.fields["hint"].help_text = words.sentence


class ComposerForm(forms.Form):
    source = SourceField(label="Markdown")
    language = LanguageField(required=False)


def samples(words: Words, *, first_key: int) -> dict[str, Any]:
    """What the templates of the components need, in one script."""
    members = [_member(words, index, first_key + index) for index in range(3)]
    topics = _topics(words, members[0], first_key)
    return {
        "words": words,
        "members": members,
        "topic_rows": [(topic, _row(topic)) for topic in topics],
        "theme": topics[0].theme,
        "posts": _posts(words, members, topics[0], first_key),
        "messages": _messages(words, members, first_key),
        "notifications": _notifications(words, members, topics[0], first_key),
        "form": SampleForm(words, prefix=words.language),
        "wrong_form": SampleForm(words, prefix=f"{words.language}-wrong", data={}),
        "composer": ComposerForm(
            initial={"source": words.sentence, "language": ""}, auto_id=f"{words.language}_%s"
        ),
    }


def _member(words: Words, index: int, key: int) -> Member:
    communities = (Community.CONSTITUENT, Community.PRACTITIONER, Community.ACADEMIC)
    return Member(
        pk=key,
        name=words.names[index],
        handle=f"sample.{key}",
        community=communities[index],
        side="workers" if index == 0 else "",
        community_confirmed=index < 2,
        facilitates=[1] if index == 1 else [],
        is_staff=index == 2,
        organisation=words.label,
    )


def _topics(words: Words, member: Member, key: int) -> list[Topic]:
    theme = Theme(
        pk=1,
        slug="sample",
        name=words.label,
        description=words.sentence,
        topic_count=12,
        post_count=340,
        last_post_at=WRITTEN_AT,
    )
    states: list[dict[str, Any]] = [
        {"pinned": True, "by_academic": True, "by_practitioner": True, "by_constituent": True},
        {"closed_at": WRITTEN_AT, "by_practitioner": True},
        {"hidden_at": WRITTEN_AT},
    ]
    return [
        _topic(words, theme, member, key + index, **state) for index, state in enumerate(states)
    ]


def _topic(words: Words, theme: Theme, member: Member, key: int, **state: Any) -> Topic:
    topic = Topic(
        pk=key,
        theme=theme,
        title=words.title,
        slug="sample",
        language=words.language,
        author=member,
        last_poster=member,
        last_post_at=WRITTEN_AT,
        post_count=25,
        last_number=25,
        **state,
    )
    unread_count = 3 if topic.pinned else 0
    return _with(
        topic,
        unread_count=unread_count,
        is_new=not topic.closed_at,
        my_last_read=22,
        my_level="normal",
        newest_words=words.sentence,
        newest_language=words.language,
        time_ago=relative_time(WRITTEN_AT, WRITTEN_AT + timedelta(minutes=5)),
    )


def _row(topic: Topic) -> str:
    return render_to_string("topics/_row.html", {"topic": topic, "theme": True})


def _posts(words: Words, members: list[Member], topic: Topic, key: int) -> list[Post]:
    whole = render_post(MARKDOWN.format(**vars(words)))
    states: list[dict[str, Any]] = [
        {"html": whole, "answers": [key + 1], "answer_count": 1},
        {
            "html": f"<p>{words.sentence}</p>",
            "reply_to": key,
            "edited_at": WRITTEN_AT + timedelta(days=1),
        },
        {"deleted_at": WRITTEN_AT},
        {"hidden_at": WRITTEN_AT},
    ]
    return [
        Post(
            pk=key + index,
            topic=topic,
            author=members[index % 3],
            number=key + index,
            language=words.language,
            created_at=WRITTEN_AT + timedelta(hours=index),
            **state,
        )
        for index, state in enumerate(states)
    ]


def _messages(words: Words, members: list[Member], key: int) -> list[Message]:
    room = Room(pk=1, theme=Theme(pk=1, slug="sample", name=words.label))
    states: list[dict[str, Any]] = [
        {"html": f"<p>{words.sentence}</p>"},
        {"html": f"<p>{words.title}</p>", "reply_to": key, "answered": members[0]},
        {"deleted_at": WRITTEN_AT},
    ]
    return [
        Message(
            pk=key + index,
            room=room,
            author=members[index],
            number=key + index,
            language=words.language,
            created_at=WRITTEN_AT + timedelta(minutes=index),
            **state,
        )
        for index, state in enumerate(states)
    ]


def _notifications(
    words: Words, members: list[Member], topic: Topic, key: int
) -> list[Notification]:
    states: list[dict[str, Any]] = [
        {"kind": Kind.REPLY},
        {"kind": Kind.MENTION, "read_at": WRITTEN_AT},
        {"kind": Kind.HIDDEN, "read_at": WRITTEN_AT, "text": words.sentence},
    ]
    return [
        _notification(words, topic, pk=key + index, member=members[0], by=members[1], **state)
        for index, state in enumerate(states)
    ]


def _notification(words: Words, topic: Topic, **fields: Any) -> Notification:
    notification = Notification(topic=topic, number=1, created_at=WRITTEN_AT, **fields)
    return _with(notification, first_words=words.sentence, first_words_language=words.language)


def _with(row: Row, **values: Any) -> Row:
    """`row` with values that a query or a view adds."""
    vars(row).update(values)
    return row
