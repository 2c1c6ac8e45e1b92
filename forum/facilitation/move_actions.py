"""Split a topic in two, or merge one into another (decision 95)."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.models import Member
from collective_brain.errors import Refused
from forum import markup
from forum.themes.models import Theme
from forum.themes.rules import refuse_archived, refuse_facilitation
from forum.topics import rules
from forum.topics.events import TopicMerged, TopicSplit, as_ranges
from forum.topics.models import Topic, movable_numbers, move_posts
from forum.topics.titles import clean_title

MAX_MOVED = 10_000  # posts in one transaction


def split(
    topic: Topic,
    member: Member,
    *,
    numbers: Collection[int],
    title: str,
    theme: Theme,
    note: str = "",
) -> Topic:
    """Move the posts with these numbers into a new topic, and return it. Raises Refused.

    A repeat is refused, because the posts are no longer there.
    """
    title, note = clean_title(title), note.strip()
    if note:
        markup.render_message(note)
    with transaction.atomic(durable=True):
        source = Topic.objects.select_related("theme").locked(topic.pk)
        if refusal := _refuse_move(member, source, theme):
            raise Refused(refusal)
        moved = _numbers_to_split(source, numbers)
        first = source.posts.select_related("author").get(number=moved[0])
        target = Topic(theme=theme, author=first.author, language=first.language, note=note)
        target.created_at = first.created_at
        target.set_title(title)
        target.save()
        _record_move(source, target, moved, member, TopicSplit)
    return target


def merge(topic: Topic, member: Member, *, target: Topic) -> Topic:
    """Move all posts of `topic` to the end of `target`, close `topic`, and return `target`.

    A repeat changes nothing. Raises Refused.
    """
    with transaction.atomic(durable=True):
        keys = sorted({topic.pk, target.pk})  # in one order, so that two merges cannot deadlock
        locked = {pk: Topic.objects.select_related("theme").locked(pk) for pk in keys}
        source, target = locked[topic.pk], locked[target.pk]
        if source.merged_into_id == target.pk:
            return target
        if refusal := _refuse_merge(member, source, target):
            raise Refused(refusal)
        source.merged_into, source.pinned, source.pinned_until = target, False, None
        source.close(source.closed_at or timezone.now())
        source.closes_at = source.reopens_at = None
        _record_move(source, target, movable_numbers(source), member, TopicMerged)
    return target


def _refuse_move(member: Member, topic: Topic, theme: Theme) -> str:
    """Why `member` may not move posts of `topic` into a topic of `theme`."""
    if topic.merged_into_id:
        return rules.merged_sentence()
    if topic.hidden_at:
        return _("This topic is hidden. Show it again before you move its posts.")
    for place in (topic.theme, theme):
        if refusal := refuse_facilitation(member, place) or refuse_archived(place):
            return refusal
    return ""


def _refuse_merge(member: Member, topic: Topic, target: Topic) -> str:
    if topic.pk == target.pk:
        return _("Choose another topic.")
    if target.hidden_at or target.merged_into_id:
        return _("The other topic is hidden, or was merged itself.")
    return _refuse_move(member, topic, target.theme)


def _numbers_to_split(topic: Topic, numbers: Collection[int]) -> list[int]:
    """Those of `numbers` that are there. Raises Refused if they cannot be a topic."""
    wanted = set(numbers)
    moved = [number for number in movable_numbers(topic) if number in wanted]
    if 1 in wanted:
        raise Refused(_("The first post stays in its topic. Choose others."))
    if not moved:
        raise Refused(_("There are no posts with these numbers."))
    if topic.posts.get(number=moved[0]).is_removed:
        raise Refused(_("The first post that you move was removed. Begin with another one."))
    return moved


def _record_move(
    source: Topic,
    target: Topic,
    numbers: list[int],
    member: Member,
    event_class: type[TopicSplit] | type[TopicMerged],
) -> None:
    if len(numbers) > MAX_MOVED:
        raise Refused(_("Move at most %(most)d posts at once.") % {"most": MAX_MOVED})
    first = move_posts(source, target, numbers, by_id=member.pk)
    event = event_class(
        source.pk,
        by=member.pk,
        mark=source.last_mark,
        target_id=target.pk,
        target_mark=target.last_mark,
        ranges=as_ranges(numbers),
        first=first,
    )
    after: dict[str, Any] = {"title": target.title, "theme": target.theme_id, "posts": len(numbers)}
    if target.theme.is_private:  # other facilitators of this theme may not read the other one
        del after["title"], after["theme"]
    before = {"title": source.title, "theme": source.theme_id}
    recording.record(event, source.act_target, before=before, after=after)
