"""What happens to texts that wait when other things happen. Each listener is safe to repeat."""

from accounts.events import MemberClosed
from accounts.models import Member
from collective_brain import event_log
from forum.screening.models import HeldPost
from forum.screening.reasons import State
from forum.topics.events import TopicMerged


def delete_texts_of_closed_account(event: MemberClosed) -> None:
    held_ids = set(HeldPost.objects.filter(author=event.member_id).values_list("pk", flat=True))
    event_log.erase_reasons(lambda body: body.get("held_id") in held_ids)
    HeldPost.objects.all().delete_of(Member.objects.get(pk=event.member_id))


def move_texts_of_merged_topic(event: TopicMerged) -> None:
    """Nobody can publish a text in a merged topic: it becomes a reply in the other topic.

    A rejected one too, because an appeal can still publish it.
    """
    texts = HeldPost.objects.filter(topic=event.topic_id).exclude(state=State.PUBLISHED)
    texts.update(topic=event.target_id, reply_to=None)
