"""What members do in topics. Each write is one function and one transaction (decision 13).

Posts share most actions with messages: forum/contributions/actions.py.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from collective_brain.i18n.languages import content_language
from forum.contributions import screening_hook
from forum.contributions.actions import (
    DIRECT,
    Approve,
    ContributionActions,
    check_limits_of_text,
    spend_bytes_of,
)
from forum.contributions.base_actions import ContributionEvents, Fields
from forum.contributions.language_guess import guess_language
from forum.contributions.rendering import RenderedText, render_post
from forum.contributions.screening_hook import Arrival, NewText
from forum.themes.models import Theme
from forum.topics import events, rules
from forum.topics.models import Post, Quotation, Revision, Topic, TopicQuerySet
from forum.topics.quotation_checker import QuotationChecker
from forum.topics.titles import clean_title


class PostActions(ContributionActions):
    """Posts keep every revision, and remember which posts they quote."""

    model = Post
    rules = rules
    events = ContributionEvents(
        sent=events.PostPublished,
        edited=events.PostEdited,
        deleted=events.PostDeleted,
        restored=events.PostRestored,
        hidden=events.PostHidden,
        unhidden=events.PostUnhidden,
        reported=events.PostReported,
        mention_replaced=events.MentionForgotten,
        rendered_again=events.PostRemade,
    )

    def conversations(self) -> TopicQuerySet:
        return Topic.objects.select_related("theme")

    def render(self, source: str, nonce: UUID) -> RenderedText:
        return render_post(source, nonce, is_genuine=QuotationChecker())

    def refuse_send(self, author: Member, conversation: Topic) -> str:
        refusal = rules.refuse_reply(author, conversation)
        return refusal or rules.refuse_too_soon(author, conversation)

    def edit_conflict_message(self) -> str:
        return _(
            "This post has been changed in the meantime. Your text is still here: compare the "
            "two, then send it again."
        )

    def default_language(self, conversation: Topic) -> str:
        return conversation.language

    def set_parent(self, contribution: Post, conversation: Topic, reply_to: int | None) -> None:
        if reply_to and conversation.posts.filter(number=reply_to).exists():
            contribution.reply_to = reply_to

    def store_quotations(self, contribution: Post, quoted: set[tuple[int, int]]) -> None:
        Quotation.objects.store_quoted_posts(contribution, quoted)

    def store_revision(self, contribution: Post, editor: Member, fields: Fields, why: str) -> None:
        """Store the new text as a revision; before the first edit, store the original text too.

        If the same author edits again soon, the new text replaces the last revision. Ten
        corrections of a typing error are then one revision. The original text is never replaced.
        """
        text = {name: fields[name] for name in ("source", "html", "language")}
        is_own = editor.pk == contribution.author_id or contribution.is_wiki and not why
        if is_own and contribution.revisions.replace_recent(by=editor, **text):
            return
        if not contribution.revisions.exists():
            Revision.objects.create(
                post=contribution,
                by=contribution.author,
                created_at=contribution.created_at,
                source=contribution.source,
                html=contribution.html,
                language=contribution.language,
            )
        Revision.objects.create(post=contribution, by=editor, why=why, **text)

    def record_edit(
        self,
        contribution: Post,
        editor: Member,
        event: Any,
        before: dict[str, Any],
        rule: int | None,
    ) -> None:
        """An edit of somebody else's wiki post is no act, unless a facilitator gives a reason."""
        if contribution.is_wiki and editor.pk != contribution.author_id and not event.why:
            event_log.record(events.WikiPostEdited(event.post_id, by=event.by, mark=event.mark))
        else:
            super().record_edit(contribution, editor, event, before, rule)

    def delete_revisions(self, contribution: Post) -> None:
        contribution.revisions.all().delete()

    def rewrite_revisions(
        self, contribution: Post, rewrite: Callable[[str], str], *, after: int = 0
    ) -> Iterator[int]:
        revisions = contribution.revisions.filter(pk__gt=after).order_by("pk")
        for key in list(revisions.values_list("pk", flat=True)):
            source = contribution.revisions.values_list("source", flat=True).get(pk=key)
            rewritten = rewrite(source)
            # Pages compare sources. The HTML is not rendered again, because it would cost seconds.
            if rewritten != source:
                same = contribution.revisions.filter(pk=key, source=source)
                if not same.update(source=rewritten, html=""):
                    raise Refused("The revision was changed at the same time.")
            yield key


posts = PostActions()
reply, edit, delete, restore = posts.send, posts.edit, posts.delete, posts.restore
hide, unhide = posts.hide, posts.unhide
rerender, replace_mention = posts.rerender, posts.replace_mention


def start_topic(
    theme: Theme,
    author: Member,
    *,
    title: str,
    source: str,
    nonce: UUID,
    language: str = "",
    is_question: bool = False,
    at: datetime | None = None,
    arrival: Arrival = DIRECT,
    approve: Approve | None = None,
) -> Topic:
    """Start a topic in `theme` with its first post, and return it.

    nonce: the UUID of the form. A repeated request with the same title and text returns the first
    topic.
    language: "" to guess it. at: when it was written, for imports, which no budget of a day limits.
    approve: as in ContributionActions.send. Raises Refused, and TextHeld.
    """
    title = clean_title(title)
    # Before the lock too, so that a text that will be refused is not parsed.
    if stored := _find_repeat_or_refuse(theme, author, title, source, nonce):
        return stored
    text = posts.render(source, nonce)
    language = language or guess_language(f"{title}\n\n{source}", default=content_language())
    common = {"author": author, "language": language, "created_at": at or timezone.now()}
    topic = Topic(theme=theme, is_question=is_question, **common)
    topic.set_title(title)
    post = Post(nonce=nonce, **common, **text.fields)
    if not at and not approve:
        check_limits_of_text(author, text.fields)
        _screen_start(topic, post, arrival)
    with transaction.atomic(durable=True):
        # The lock lets the second of two simultaneous requests find the topic of the first.
        topic.theme = Theme.objects.locked(theme.pk)
        if stored := _find_repeat_or_refuse(topic.theme, author, title, source, nonce):
            return stored
        _store_start(topic, post, text)
        event_log.record(events.TopicStarted(post.pk, by=author.pk))
        if approve:
            approve(post)
        elif not at:
            spend_bytes_of(author, text.fields, counted_as="topics")
    return topic


def _screen_start(topic: Topic, post: Post, arrival: Arrival) -> None:
    """Raises TextHeld and Refused."""
    screening_hook.screen(
        NewText(
            author=post.author,
            theme=topic.theme,
            conversation=None,
            source=post.source,
            html=post.html,
            language=post.language,
            nonce=post.nonce,
            arrival=arrival,
            title=topic.title,
            is_question=topic.is_question,
        )
    )


def _store_start(topic: Topic, post: Post, text: RenderedText) -> None:
    """Store a topic and its first post. Runs inside the transaction."""
    topic.save()
    topic.append(post)
    posts.store_quotations(post, text.quoted_posts)
    posts.store_uploads(post, text.uploads)


def accept_answer(post: Post, member: Member) -> Post:
    """Accept `post` as the answer of its question, instead of another one. Raises Refused."""
    with transaction.atomic(durable=True):
        topic, post = posts.lock(post)
        if refusal := rules.refuse_answer(member, post):
            raise Refused(refusal)
        if topic.accepted_number != post.number:
            changed = topic.accept_answer(post)
            mark = topic.next_mark()
            topic.save()
            _record_choice(
                events.AnswerAccepted(
                    topic.pk, by=member.pk, mark=mark, number=post.number, changed=changed
                ),
                post,
            )
    return post


def unaccept_answer(post: Post, member: Member) -> Post:
    """Undo accept_answer. Raises Refused."""
    with transaction.atomic(durable=True):
        topic, post = posts.lock(post)
        if refusal := rules.refuse_accepting(member, topic):
            raise Refused(refusal)
        if topic.accepted_number == post.number:
            changed = topic.accept_answer(None)
            mark = topic.next_mark()
            topic.save()
            _record_choice(
                events.AnswerUnaccepted(topic.pk, by=member.pk, mark=mark, changed=changed), post
            )
    return post


def set_wiki(post: Post, member: Member, *, is_wiki: bool) -> Post:
    """Let every member who may reply edit `post`, or end that. Raises Refused."""
    with transaction.atomic(durable=True):
        topic, post = posts.lock(post)
        if refusal := rules.refuse_wiki(member, post):
            raise Refused(refusal)
        if post.is_wiki != is_wiki:
            topic.save_change(post, is_wiki=is_wiki)
            topic.save(update_fields=["last_mark"])
            event_class = events.PostMadeWiki if is_wiki else events.PostWikiEnded
            event = event_class(post.pk, by=member.pk, mark=post.changed)
            if member.pk == post.author_id:
                event_log.record(event)
            else:
                recording.record(event, post.act_target)
    return post


def _record_choice(event: events.AnswerAccepted | events.AnswerUnaccepted, post: Post) -> None:
    """What a facilitator chooses is an act; what the author of the question chooses is not."""
    if event.by == post.topic.author_id:
        event_log.record(event)
    else:
        recording.record(event, post.act_target)


def _find_repeat_or_refuse(
    theme: Theme, author: Member, title: str, source: str, nonce: UUID
) -> Topic | None:
    """What an earlier request with this nonce stored, or None. Raises Refused by the rules."""
    if stored := Post.objects.select_related("topic").with_nonce(author, nonce):
        return _require_same_start(stored, theme, title, source)
    if refusal := rules.refuse_start(author, theme):
        raise Refused(refusal)
    return None


def _require_same_start(stored: Post, theme: Theme, title: str, source: str) -> Topic:
    topic: Topic = stored.require_same_request(stored.topic, source).topic
    first = stored.placeholders.select_related("topic").filter(number=1).first() or stored
    started = first.topic  # another one if it was merged into `topic`
    if first.number == 1 and (started.theme_id, started.title) == (theme.pk, title):
        return topic
    raise Refused(
        _(
            "This form has already been sent with a different title. Your text is still here: "
            "please send it again."
        )
    )
