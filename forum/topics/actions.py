"""What members do in topics. Each write is one function and one transaction (decision 13).

Posts share most actions with messages: forum/contributions/actions.py.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum import markup
from forum.contributions.actions import ContributionActions, ContributionEvents, Fields
from forum.contributions.language_guess import guess_language
from forum.contributions.rendering import render_post
from forum.themes.models import Theme
from forum.topics import events, rules
from forum.topics.models import Post, Quotation, Revision, Topic, TopicQuerySet


class PostActions(ContributionActions):
    """Posts keep every revision, and remember which posts they quote."""

    model = Post
    rules = rules
    events = ContributionEvents(
        sent=events.PostPublished,
        edited=events.PostEdited,
        deleted=events.PostDeleted,
        hidden=events.PostHidden,
        unhidden=events.PostUnhidden,
        reported=events.PostReported,
        mention_replaced=events.MentionForgotten,
        rendered_again=events.PostRemade,
    )

    def conversations(self) -> TopicQuerySet:
        return Topic.objects.select_related("theme")

    def render(self, source: str, nonce: UUID) -> Fields:
        return render_post(source, nonce)

    def refuse_send(self, author: Member, conversation: Topic) -> str:
        return rules.refuse_reply(author, conversation)

    def outdated_sentence(self) -> str:
        return _("This post was changed meanwhile. Your text is kept: compare, then send it again.")

    def default_language(self, conversation: Topic) -> str:
        return conversation.language

    def set_parent(self, contribution: Post, conversation: Topic, reply_to: int | None) -> None:
        if reply_to and conversation.posts.filter(number=reply_to).exists():
            contribution.reply_to = reply_to

    def store_text_dependents(self, contribution: Post) -> None:
        Quotation.objects.store_quoted_posts(contribution, markup.quoted_posts(contribution.source))

    def keep_revision(self, contribution: Post, editor: Member, fields: Fields, why: str) -> None:
        """Before the first edit also the original text."""
        if not contribution.revisions.exists():
            Revision.objects.create(
                post=contribution,
                by=contribution.author,
                created_at=contribution.created_at,
                source=contribution.source,
                html=contribution.html,
                language=contribution.language,
            )
        text = {name: fields[name] for name in ("source", "html", "language")}
        Revision.objects.create(post=contribution, by=editor, why=why, **text)

    def rewritten_revisions(
        self, contribution: Post, rewrite: Callable[[str], str]
    ) -> dict[int, Fields]:
        changed = {}
        for revision in contribution.revisions.all():
            source = rewrite(revision.source)
            if source != revision.source:
                fields = render_post(source, contribution.nonce)
                changed[revision.pk] = {"source": source, "html": fields["html"]}
        return changed


posts = PostActions()
reply, edit, delete = posts.send, posts.edit, posts.delete
hide, unhide, report = posts.hide, posts.unhide, posts.report
rerender, replace_mention = posts.rerender, posts.replace_mention


def start_topic(
    theme: Theme,
    author: Member,
    *,
    title: str,
    source: str,
    nonce: UUID,
    language: str = "",
    at: datetime | None = None,
) -> Topic:
    """Start a topic in `theme` with its first post, and return it.

    nonce: the UUID of the form. A repeated request with the same title and text returns the first
    topic.
    language: "" to guess it. at: when it was written, for imports. Raises Refused.
    """
    title = clean_title(title)
    fields = render_post(source, nonce)
    if not language:
        language = guess_language(f"{title}\n\n{source}", default=get_language() or "en")
    with transaction.atomic(durable=True):
        # The lock lets the second of two simultaneous requests find the topic of the first.
        theme = Theme.objects.locked(theme.pk)
        stored = Post.objects.select_related("topic").with_nonce(author, nonce)
        if stored:
            return _require_same_start(stored, theme, title, source)
        if refusal := rules.refuse_start(author):
            raise Refused(refusal)
        at = at or timezone.now()
        topic = Topic(theme=theme, author=author, language=language, created_at=at)
        topic.set_title(title)
        topic.save()
        post = Post(author=author, nonce=nonce, language=language, created_at=at, **fields)
        topic.append(post)
        posts.store_text_dependents(post)
        event_log.record(events.TopicStarted(post.pk, by=author.pk))
    return topic


def clean_title(title: str) -> str:
    """The title as it is stored. Raises Refused if nothing visible is left of it."""
    if clean := markup.clean_line(title):
        return clean
    raise Refused(_("Give the topic a title."))


def _require_same_start(stored: Post, theme: Theme, title: str, source: str) -> Topic:
    topic: Topic = stored.require_same(stored.topic, source).topic
    if stored.number == 1 and (topic.theme_id, topic.title) == (theme.pk, title):
        return topic
    raise Refused(
        _("This form was already sent with another title. Your text is kept: please send it again.")
    )


def empty_quotations_of(removed: Post, by: int) -> None:
    """Remove the words of `removed` from every post that quotes it.

    Safe to repeat. by: the key of a member.
    """
    for quotation in Quotation.objects.filter(quoted=removed).select_related("post__topic"):
        _empty_quotation(quotation.post, removed, by)


def empty_removed_quotations_in(post: Post, by: int) -> None:
    """Remove the words of posts that were removed before `post` was sent. Safe to repeat."""
    for quotation in post.quotations.select_related("quoted"):
        if quotation.quoted.is_removed:
            fresh = Post.objects.select_related("topic").get(pk=post.pk)
            _empty_quotation(fresh, quotation.quoted, by)


def _empty_quotation(post: Post, removed: Post, by: int) -> None:
    posts.rewrite(
        post,
        lambda text: markup.redact_quotation(text, removed.topic_id, removed.number),
        may_store=lambda fresh: Quotation.objects.filter(post=fresh, quoted=removed).delete()[0],
        event=events.QuotationsEmptied(post.pk, by=by),
    )
