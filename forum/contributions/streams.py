"""The streams of topics and rooms: who may subscribe, catch-up, and the frames of contributions.

forum/topics/streams.py and forum/chat/streams.py each make one instance of a subclass. It has the
interface of forum.live.StreamKind.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.functions import Length
from django.http import Http404
from django.template.loader import render_to_string

from collective_brain.caching.fragments import Fragment, render_each
from forum.contributions.models import Contribution
from forum.live.broadcast import broadcast, item_frame

# A tab that missed more reloads its page.
MAX_CHANGES = 200
MAX_CHANGED_HTML = 400_000  # characters; one post can have 200,000


class ConversationStream:
    """The stream of a topic or room: its frames, and how it reads conversations.

    model: Topic or Room. fragment: renders one contribution. head_template: renders the title and
    state. variable: the name of the conversation in its context.
    """

    model: Any
    fragment: Fragment
    head_template: str
    variable: str

    # --- what differs between topics and rooms ---

    def visible_to(self, member: Any) -> Any:
        """The conversations that `member` may see, with everything that the rules read."""
        raise NotImplementedError

    def contributions(self, conversation: Any) -> Any:
        """The manager of the posts or messages of `conversation`."""
        raise NotImplementedError

    def refuse_write(self, member: Any, conversation: Any) -> str:
        raise NotImplementedError

    def missing_sentence(self) -> str:
        """The sentence for a subscriber to a conversation that they may not see."""
        raise NotImplementedError

    # --- the interface of forum.live.StreamKind ---

    def refuse_subscription(self, member: Any, key: int) -> str:
        is_visible = self.visible_to(member).filter(pk=key).exists()
        return "" if is_visible else self.missing_sentence()

    def may_type(self, member: Any, key: int) -> bool:
        conversation = self.visible_to(member).filter(pk=key).first()
        return conversation is not None and not self.refuse_write(member, conversation)

    def last_marks(self, keys: Iterable[int]) -> Mapping[int, int]:
        conversations = self.model.objects.filter(pk__in=list(keys))
        return dict(conversations.values_list("pk", "last_mark"))

    def changes(
        self, key: int, member: Any, *, since: int, first: int, last: int
    ) -> dict[str, Any]:
        """{head, end, state, items, more} of the changes after `since` with a number in
        first..last.

        head: the last change mark, read before the items, so that no change is missed.
        end: the last number. A page that shows other numbers learns how many are new.
        """
        conversation = self.visible_to(member).filter(pk=key).first()
        if conversation is None:
            raise Http404
        changed = self.contributions(conversation).filter(
            changed__gt=since, number__range=(first, last)
        )
        sizes = list(changed.values_list(Length("html"), flat=True)[: MAX_CHANGES + 1])
        has_more = len(sizes) > MAX_CHANGES or sum(sizes) > MAX_CHANGED_HTML
        items = [] if has_more else self._frames(conversation, changed.for_display())
        return {
            "head": conversation.last_mark,
            "end": conversation.last_number,
            "state": self.head_payload(conversation),
            "items": items,
            "more": has_more,
        }

    # --- frames ---

    def frame(self, conversation: Any, contribution: Contribution) -> dict[str, Any]:
        """The frame of one contribution in the active language."""
        return self._frames(conversation, [contribution])[0]

    def _frames(
        self, conversation: Any, contributions: Iterable[Contribution]
    ) -> list[dict[str, Any]]:
        contributions = list(contributions)
        for contribution in contributions:
            contribution.conversation = conversation
        return [
            item_frame(conversation.stream_name, contribution, html)
            for contribution, html in zip(
                contributions, render_each(self.fragment, contributions), strict=True
            )
        ]

    def broadcast(self, contribution: Contribution, *, author_id: int = 0) -> None:
        """Send the contribution, which is from for_display(), to all subscribers.

        author_id: who stops typing.
        """
        conversation = contribution.conversation
        broadcast(
            conversation.stream_name,
            lambda: self.frame(conversation, contribution),
            author_id=author_id,
        )

    def broadcast_head(self, conversation: Any, mark: int) -> None:
        """Send the title and the state. mark: the change mark of the change."""
        stream = conversation.stream_name
        broadcast(
            stream,
            lambda: {
                "type": "head",
                "line": stream,
                "mark": mark,
                **self.head_payload(conversation),
            },
        )

    def head_payload(self, conversation: Any) -> dict[str, Any]:
        context = {self.variable: conversation}
        return {
            "html": render_to_string(self.head_template, context).strip(),
            "title": conversation.title,
            "closed": conversation.is_closed,
        }
