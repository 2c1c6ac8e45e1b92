"""Turn hits into what a page shows: groups with snippets, read from the rows as they are now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from accounts.models import Member
from forum.blocking.collapsing import blocked_by
from forum.chat.models import Message, Room
from forum.contributions.models import REMOVED, Contribution
from forum.search.entry_builders import profile_language
from forum.search.models import Kind
from forum.search.query_parser import Query
from forum.search.snippets import TextPart, build_snippet, highlight
from forum.topics.models import Post, Topic

HITS_PER_GROUP = 3  # posts or messages that a group shows
# Characters of HTML that the snippets of a page read. One post can have 200,000. Splitting them
# into words takes about 2 µs each.
PAGE_HTML = 30_000
LEAST_HTML = 1_500  # of each contribution, however long the others are
GroupKey = tuple[str, int]  # ("topic", 17), ("room", 3) or ("member", 8)
_CONTRIBUTION_MODELS: dict[str, Any] = {Kind.POST: Post, Kind.MESSAGE: Message}


class Hit(NamedTuple):
    """An entry that matches the query."""

    score: int
    entry_key: int
    kind: str
    row_key: int
    group_key: GroupKey

    @property
    def rank(self) -> tuple[int, int]:
        """The order of results. The newer of two entries with the same score ranks higher."""
        return self.score, self.entry_key

    @property
    def row_id(self) -> tuple[str, int]:
        return self.kind, self.row_key


@dataclass
class ResultItem:
    """A post or message that matches."""

    contribution: Post | Message
    snippet: list[TextPart]
    is_blocked: bool = False  # the reader blocks its author


@dataclass
class ResultGroup:
    """A topic, room or member with the matches in it."""

    kind: str  # "topic", "room" or "member"
    target: Any  # the topic, room or member
    title: list[TextPart]
    about: list[TextPart] = field(default_factory=list)  # a snippet of the first post or profile
    about_language: str = ""
    items: list[ResultItem] = field(default_factory=list)
    hidden_hit_count: int = 0  # matches that the group does not show


def visible_group_keys(group_keys: Iterable[GroupKey], reader: Any) -> set[GroupKey]:
    """Those of `group_keys` that `reader` may see."""
    return {
        (kind, key)
        for kind, queryset in _visible_rows(group_keys, reader).items()
        for key in queryset.values_list("pk", flat=True)
    }


def build_result_groups(
    query: Query,
    group_keys: list[GroupKey],
    hits_by_group: dict[GroupKey, list[Hit]],
    reader: Any,
    *,
    hits_per_group: int = HITS_PER_GROUP,
) -> list[ResultGroup]:
    """The groups of one page as `reader` sees them."""
    targets = {
        (kind, row.pk): row
        for kind, queryset in _visible_rows(group_keys, reader).items()
        for row in queryset
    }
    keys = [key for key in group_keys if key in targets]
    item_hits = {key: _only_contribution_hits(hits_by_group[key]) for key in keys}
    shown_hits = {key: hits[:hits_per_group] for key, hits in item_hits.items()}
    contributions = _load_unremoved_contributions(list(chain.from_iterable(shown_hits.values())))
    topics_that_match = [key for key in keys if _topic_matches(hits_by_group[key])]
    blocked = blocked_by(reader)
    first_posts = _first_posts((pk for _kind, pk in topics_that_match), blocked)
    _cut_bodies_to_budget([*first_posts.values(), *contributions.values()])
    groups = []
    for key in keys:
        group = _group_without_items(query, key, targets[key], first_posts)
        shown = [
            contributions[hit.row_id] for hit in shown_hits[key] if hit.row_id in contributions
        ]
        group.items = [_result_item(query, group, contribution) for contribution in shown]
        for item in group.items:
            item.is_blocked = item.contribution.author_id in blocked
        group.hidden_hit_count = max(0, len(item_hits[key]) - hits_per_group)
        if group.items or group.kind == "member" or key in topics_that_match:
            groups.append(group)
    return groups


def _visible_rows(group_keys: Iterable[GroupKey], reader: Any) -> dict[str, Any]:
    """A query set of the rows that `reader` may see, for each kind in `group_keys`."""
    visible: dict[str, Any] = {
        "topic": Topic.objects.visible_to(reader).select_related("theme"),
        "room": Room.objects.visible_to(reader).with_theme_and_topic(),
        "member": Member.objects.listed_to(reader),
    }
    pks_by_kind: dict[str, list[int]] = {}
    for kind, pk in group_keys:
        pks_by_kind.setdefault(kind, []).append(pk)
    return {kind: visible[kind].filter(pk__in=pks) for kind, pks in pks_by_kind.items()}


def _only_contribution_hits(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.kind in _CONTRIBUTION_MODELS]


def _topic_matches(hits: list[Hit]) -> bool:
    """Whether the title or the first post of the topic matches."""
    return any(hit.kind == Kind.TOPIC for hit in hits)


def _load_unremoved_contributions(hits: list[Hit]) -> dict[tuple[str, int], Post | Message]:
    """The posts and messages of `hits`, in that order, without those deleted or hidden."""
    contributions: dict[tuple[str, int], Post | Message] = {}
    for kind, model in _CONTRIBUTION_MODELS.items():
        pks = [hit.row_key for hit in hits if hit.kind == kind]
        if not pks:
            continue
        existing = model.objects.filter(pk__in=pks).exclude(REMOVED)
        for row in existing.with_body(first=PAGE_HTML).select_related("author"):
            contributions[kind, row.pk] = row
    in_order = [hit.row_id for hit in hits if hit.row_id in contributions]
    return {row_id: contributions[row_id] for row_id in in_order}


def _first_posts(topic_ids: Iterable[int], blocked: Collection[int]) -> dict[int, Post]:
    posts = Post.objects.filter(topic__in=list(topic_ids), number=1).exclude(REMOVED)
    posts = posts.exclude(author__in=list(blocked)) if blocked else posts
    return {post.topic_id: post for post in posts.with_body(first=PAGE_HTML)}


def _cut_bodies_to_budget(contributions: Iterable[Contribution]) -> None:
    """Cut the bodies, so that the snippets of a page read about PAGE_HTML characters together."""
    left = PAGE_HTML
    for contribution in contributions:
        contribution.body = contribution.body[: max(left, LEAST_HTML)]
        left -= len(contribution.body)


def _group_without_items(
    query: Query, group_key: GroupKey, target: Any, first_posts: dict[int, Post]
) -> ResultGroup:
    kind, pk = group_key
    if kind == "member":
        return _member_group_without_items(query, target)
    if kind == "room":
        return ResultGroup(kind, target, [TextPart(target.title)])
    return _topic_group_without_items(query, target, first_posts.get(pk))


def _member_group_without_items(query: Query, member: Member) -> ResultGroup:
    language = profile_language(member)
    about = [member.organisation, member.country_name, " ".join(member.bio.split())]
    return ResultGroup(
        "member",
        member,
        highlight(member.get_full_name(), query.required_terms, language),
        build_snippet(" · ".join(filter(None, about)), query.required_terms, language),
    )


def _topic_group_without_items(query: Query, topic: Topic, first_post: Post | None) -> ResultGroup:
    terms = query.required_terms
    group = ResultGroup("topic", topic, highlight(topic.title, terms, topic.language))
    if first_post:
        first_post.topic = topic
        group.about = build_snippet(first_post.own_text, terms, first_post.language)
        group.about_language = first_post.language
    return group


def _result_item(query: Query, group: ResultGroup, contribution: Post | Message) -> ResultItem:
    setattr(contribution, group.kind, group.target)  # its topic or its room, without a query
    terms, language = query.required_terms, contribution.language
    return ResultItem(contribution, build_snippet(contribution.text, terms, language))
