"""Acts as rows of a page: in words, with the addresses of their targets."""

from typing import Any, NamedTuple

from accounts.acts.models import Act
from accounts.acts.targets import TargetKind
from forum.chat.models import Message
from forum.contributions.numbered_rules import Rule
from forum.groups.models import Group
from forum.moderation import record_words
from forum.screening.models import HeldPost
from forum.themes.models import Theme
from forum.topics.models import Post, Topic


class RecordRow(NamedTuple):
    act: Act
    sentence: str
    url: str
    changes: list[record_words.Change]
    rule: str  # the rule that was broken, "" if none is named


def rows_of(acts: list[Act], reader: Any) -> list[RecordRow]:
    """The acts in words, with the addresses of their targets.

    A topic may have moved to a private theme: its name, and the new title, are for its readers.
    """
    themes = {theme.pk: theme for theme in Theme.objects.visible_to(reader)}
    urls = urls_of(acts, themes, reader)
    return [
        RecordRow(
            act,
            record_words.sentence(act, themes),
            urls.get((act.kind, act.target_id), ""),
            record_words.changes(act, themes),
            str(Rule(act.rule).label) if act.rule else "",
        )
        for act in acts
    ]


def urls_of(
    acts: list[Act], themes: dict[int, Theme], reader: Any
) -> dict[tuple[str, int | None], str]:
    """(kind, key) -> the address of the target, for those that still have a page."""
    keys: dict[str, set[int]] = {}
    for act in acts:
        if act.target_id:
            keys.setdefault(act.kind, set()).add(act.target_id)
    urls: dict[tuple[str, int | None], str] = {}
    visible = Topic.objects.visible_to(reader)
    topics = visible.in_bulk(keys.get(TargetKind.TOPIC, ()))
    posts = Post.objects.select_related("topic").in_bulk(keys.get(TargetKind.POST, ()))
    messages = Message.objects.select_related("room").in_bulk(keys.get(TargetKind.MESSAGE, ()))
    groups = Group.objects.visible_to(reader).in_bulk(keys.get(TargetKind.GROUP, ()))
    held = HeldPost.objects.visible_to(reader).in_bulk(keys.get(TargetKind.HELD, ()))
    for kind, rows in (
        (TargetKind.TOPIC, topics),
        (TargetKind.THEME, themes),
        (TargetKind.HELD, held),
        (TargetKind.GROUP, groups),
    ):
        urls |= {(kind.value, pk): row.get_absolute_url() for pk, row in rows.items()}
    for kind, texts in ((TargetKind.POST, posts), (TargetKind.MESSAGE, messages)):
        urls |= {(kind.value, pk): text.own_page_url for pk, text in texts.items()}
    urls |= {
        (TargetKind.MEMBER.value, act.member.pk): act.member.get_absolute_url()
        for act in acts
        if act.member and act.kind == TargetKind.MEMBER
    }
    return urls
