"""Tell deciders about appeals, and both sides about answers and the decision.

The worker calls these listeners. Each is safe to repeat.
"""

from forum.live.broadcast import nudge
from forum.moderation.events import AppealAnswered, AppealDecided, AppealMade
from forum.moderation.models import Appeal, AppealMessage, Outcome
from forum.moderation.rules import other_deciders
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification


def notify_of_appeal(event: AppealMade) -> None:
    for appeal in Appeal.objects.with_statement().filter(pk=event.appeal_id, decided_at=None):
        _notify(_decider_ids(appeal), Kind.APPEAL, appeal, by_id=event.by, mark=appeal.pk)


def notify_of_appeal_message(event: AppealAnswered) -> None:
    """The other side: the member, or those who have written to them, or all who can decide."""
    messages = AppealMessage.objects.filter(pk=event.message_id)
    for message in messages:  # none if the account of the member was closed
        appeal = Appeal.objects.with_statement().get(pk=message.appeal_id)
        member_id = appeal.statement.member_id
        if message.author_id == member_id:
            writers = appeal.messages.exclude(author=member_id).values_list("author", flat=True)
            readers = set(writers) or _decider_ids(appeal)
        else:
            readers = {member_id}
        _notify(readers, Kind.APPEAL_MESSAGE, appeal, by_id=event.by, mark=message.pk)


def notify_of_appeal_decision(event: AppealDecided) -> None:
    """The member, and the person who decided."""
    for appeal in Appeal.objects.with_statement().filter(pk=event.appeal_id):
        kind = Kind.CHANGED if appeal.outcome == Outcome.CHANGED else Kind.UPHELD
        involved = (appeal.statement.member_id, appeal.statement.act.by_id)
        readers = {key for key in involved if key and key != event.by}
        _notify(readers, kind, appeal, by_id=event.by, mark=event.mark, text=event.why)
        waiting = Notification.objects.filter(
            kind=Kind.APPEAL, statement=appeal.statement_id, read_at=None
        )
        reader_ids = set(waiting.values_list("member", flat=True))
        waiting.mark_read()
        for member_id in reader_ids:
            nudge(f"member:{member_id}")


def _decider_ids(appeal: Appeal) -> set[int]:
    return set(other_deciders(appeal.statement).values_list("pk", flat=True))


def _notify(
    member_ids: set[int], kind: Kind, appeal: Appeal, *, by_id: int, mark: int, text: str = ""
) -> None:
    told = Notification.objects.create_missing(
        member_ids,
        kind=kind,
        number=0,
        by_id=by_id,
        theme_id=appeal.statement.theme_id,
        statement=appeal.statement,
        text=text,
        mark=mark,
    )
    for member_id in told:
        nudge(f"member:{member_id}")
