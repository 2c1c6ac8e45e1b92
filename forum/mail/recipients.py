"""Who may get a post or a message by mail, and why.

The rules are those of notifications. The kinds of a member are in the order of MailKind, except
that a post which comes in a mail of its own needs no other reason.
"""

from collections.abc import Iterable

from accounts.models import Member
from forum.blocking.models import Block
from forum.enquiries.models import EnquiryMessage
from forum.following.levels import FOLLOWED_LEVELS
from forum.following.models import ReadPosition, ThemeFollow
from forum.mail.delivery.addresses import MailAddress
from forum.mail.kinds import MailKind, PlaceWhen
from forum.notifications import recipients
from forum.private_notes.models import Participant, PrivateNote
from forum.topics.models import Post

AT_ONCE = (PlaceWhen.EVERY, PlaceWhen.AT_ONCE)


def kinds_by_member(post: Post, places: dict[int, str]) -> dict[int, list[MailKind]]:
    """Why each member gets `post`: every reason, the strongest first.

    places: what members chose for its topic (PlaceChoiceQuerySet.in_topic).
    """
    kinds: dict[int, list[MailKind]] = {}
    for member_id, strongest in recipients.recipients_of_post(post).items():
        kinds[member_id] = [MailKind(strongest.value)]
    chosen = [key for key, when in places.items() if when in AT_ONCE]
    _add(kinds, MailKind.CHOSEN, _allowed(post, chosen))
    watchers = ReadPosition.objects.watcher_ids(post.topic)
    _add(kinds, MailKind.WATCHED, _allowed(post, watchers))
    if post.number == 1:
        _add(kinds, MailKind.TOPIC, _allowed(post, _followers_of_theme(post)))
    for blocker in Block.objects.blockers_of(post.author_id, among=kinds):
        del kinds[blocker]
    return {key: _only_list(reasons, places.get(key)) for key, reasons in kinds.items()}


def mentioned(post: Post) -> set[int]:
    members = recipients.mentioned_who_may_see(post)
    return members - Block.objects.blockers_of(post.author_id, among=members)


def readers_of(message: EnquiryMessage) -> set[int]:
    """The member, or the facilitators if the member wrote."""
    enquiry = message.enquiry
    if message.author_id != enquiry.member_id:
        return {enquiry.member_id}
    return recipients.facilitators_or_administrators(enquiry.theme, exclude={enquiry.member_id})


def readers_of_note(note: PrivateNote) -> set[int]:
    """The other participants, unless they have read the note or muted the conversation."""
    waiting = Participant.objects.waiting_for(note)
    return set(waiting.values_list("member", flat=True))


def members_with_mail(member_ids: Iterable[int]) -> list[int]:
    """Those of `member_ids` with an open account and a confirmed address that works."""
    members = Member.objects.filter(pk__in=list(member_ids), closed_at=None, is_active=True)
    confirmed = members.exclude(email_confirmed_at=None)
    reached = confirmed.exclude(pk__in=MailAddress.objects.stopped().values("member"))
    return list(reached.order_by("pk").values_list("pk", flat=True))


def _add(kinds: dict[int, list[MailKind]], kind: MailKind, member_ids: Iterable[int]) -> None:
    for member_id in member_ids:
        reasons = kinds.setdefault(member_id, [])
        if kind not in reasons:
            reasons.append(kind)


def _only_list(reasons: list[MailKind], place: str | None) -> list[MailKind]:
    return [MailKind.CHOSEN] if place == PlaceWhen.EVERY else reasons


def _allowed(post: Post, member_ids: list[int]) -> set[int]:
    return recipients.members_who_may_see(post.topic, member_ids) - {post.author_id}


def _followers_of_theme(post: Post) -> list[int]:
    follows = ThemeFollow.objects.filter(theme=post.topic.theme_id, level__in=FOLLOWED_LEVELS)
    return list(follows.values_list("member", flat=True))
