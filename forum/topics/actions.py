"""What members do: each write is one function and one transaction (decision 13)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum import markup
from forum.contributions import language_guess
from forum.contributions.rendering import render_post
from forum.themes.models import Theme
from forum.topics import rules
from forum.topics.events import (
    MentionForgotten,
    PostDeleted,
    PostEdited,
    PostHidden,
    PostPublished,
    PostRemade,
    PostReported,
    PostUnhidden,
    QuotationsEmptied,
    TopicStarted,
)
from forum.topics.models import Post, Quotation, Revision, Topic


def start(
    theme: Theme,
    author: Member,
    *,
    title: str,
    source: str,
    nonce: UUID,
    language: str = "",
    at: datetime | None = None,
) -> Topic:
    """Open a topic in `theme` with its first post, and return it.

    nonce: the form's UUID; a repeat with the same title and text returns the first topic.
    language: "" when it is to be guessed. at: when it was written, for what is brought in; now by default.
    Raises Refused with the reason from rules.refuse_start, or of the markup.
    """
    title = clean_title(title)
    made = render_post(source, nonce)
    language = language or language_guess.guess_language(
        f"{title}\n\n{source}", otherwise=get_language() or "en"
    )
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(
            theme.pk
        )  # two clicks at once: the second finds what the first made
        if sent := Post.objects.select_related("topic").with_nonce(author, nonce):
            return _same_start(sent, theme, title, source)
        if why := rules.refuse_start(author):
            raise Refused(why)
        at = at or timezone.now()
        topic = Topic(theme=theme, author=author, language=language, created_at=at)
        topic.retitle(title)
        topic.save()
        post = topic.append(
            Post(author=author, nonce=nonce, language=language, created_at=at, **made)
        )
        Quotation.objects.note(post, markup.quoted_posts(source))
        event_log.record(TopicStarted(post.pk, by=author.pk))
    return topic


def clean_title(title: str) -> str:
    """The title as it is stored. Refused: nothing visible is left of it."""
    if clean := markup.clean_line(title):
        return clean
    raise Refused(_("Give the topic a title."))


def _same_start(sent: Post, theme: Theme, title: str, source: str) -> Topic:
    topic = sent.require_same(sent.topic, source).topic
    if sent.number == 1 and (topic.theme_id, topic.title) == (theme.pk, title):
        return topic
    raise Refused(
        _("This form was already sent with another title. Your text is kept: please send it again.")
    )


def reply(
    topic: Topic,
    author: Member,
    *,
    source: str,
    nonce: UUID,
    language: str = "",
    reply_to: int | None = None,
    at: datetime | None = None,
) -> Post:
    """Add a post at the end of `topic` and return it.

    nonce: the form's UUID; a repeat with the same text returns the first post.
    language: "" when it is to be guessed; the topic's when the text does not say.
    reply_to: the number of the post it answers. Raises Refused with the reason from rules.refuse_reply.
    """
    made = render_post(source, nonce)
    language = language or language_guess.guess_language(source, otherwise=topic.language)
    with transaction.atomic(durable=True):
        topic = Topic.objects.select_related("theme").locked(topic.pk)
        if sent := Post.objects.select_related("topic").with_nonce(author, nonce):
            return sent.require_same(topic, source)
        if why := rules.refuse_reply(author, topic):
            raise Refused(why)
        if reply_to and not topic.posts.filter(number=reply_to).exists():
            reply_to = None
        at = at or timezone.now()
        post = Post(
            author=author, nonce=nonce, language=language, reply_to=reply_to, created_at=at, **made
        )
        topic.append(post)
        Quotation.objects.note(post, markup.quoted_posts(source))
        event_log.record(PostPublished(post.pk, by=author.pk))
    return post


def edit(
    post: Post, editor: Member, *, source: str, language: str, version: int, why: str = ""
) -> Post:
    """Give `post` a new text; every version is kept.

    version: the one the editor saw; another in between is Refused, so that nobody's text is overwritten.
    Raises Refused with the reason from rules.refuse_edit.
    """
    made = render_post(source, post.nonce)
    with transaction.atomic(durable=True):
        topic, post = lock_topic_and_post(post)
        if (post.source, post.language) == (source, language):
            return post
        if refusal := rules.refuse_edit(editor, post, why=why):
            raise Refused(refusal)
        if post.version != version:
            raise Refused(
                _(
                    "This post was changed meanwhile. Your text is kept: compare, then send it again."
                )
            )
        _revise(topic, post, editor, made, language=language, why=why)
        Quotation.objects.note(post, markup.quoted_posts(source))
        event_log.record(PostEdited(post.pk, by=editor.pk, why=why))
    return post


def delete(post: Post, member: Member) -> Post:
    """Leave a tombstone in place of the member's own post. Raises Refused from rules.refuse_delete."""
    with transaction.atomic(durable=True):
        topic, post = lock_topic_and_post(post)
        if why := rules.refuse_delete(member, post):
            raise Refused(why)
        if not post.deleted_at:
            topic.remove(post, deleted_at=timezone.now())
            event_log.record(PostDeleted(post.pk, by=member.pk))
    return post


def hide(post: Post, member: Member, *, why: str) -> Post:
    """Leave a tombstone in place of `post`; its author is told `why`. Raises Refused from rules.refuse_hide."""
    with transaction.atomic(durable=True):
        topic, post = lock_topic_and_post(post)
        if refusal := rules.refuse_hide(member, post, why=why):
            raise Refused(refusal)
        if not post.hidden_at:
            topic.remove(post, hidden_at=timezone.now(), hidden_by=member, hidden_why=why)
            event_log.record(PostHidden(post.pk, by=member.pk, why=why))
    return post


def unhide(post: Post, member: Member) -> Post:
    """Show a hidden post again. Raises Refused from rules.refuse_facilitation."""
    with transaction.atomic(durable=True):
        topic, post = lock_topic_and_post(post)
        if refusal := rules.refuse_facilitation(member, topic.theme):
            raise Refused(refusal)
        if post.hidden_at:
            topic.restore(post, hidden_at=None, hidden_by=None, hidden_why="")
            event_log.record(PostUnhidden(post.pk, by=member.pk))
    return post


def report(post: Post, member: Member, *, why: str) -> None:
    """Ask the theme's facilitators to look at `post`. Raises Refused from rules.refuse_report."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_report(member, post, why=why):
            raise Refused(refusal)
        event_log.record(PostReported(post.pk, by=member.pk, why=why))


def empty_quotations_of(gone: Post, by: int) -> None:
    """Take the words of `gone` out of every post that quotes them; safe to repeat."""
    for quotation in Quotation.objects.filter(quoted=gone).select_related("post__topic"):
        _empty_quotation(quotation.post, gone, by)


def empty_removed_quotations_in(post: Post, by: int) -> None:
    """Take the words of what went before `post` was sent out of it; safe to repeat."""
    for quotation in post.quotations.select_related("quoted"):
        if quotation.quoted.is_removed:
            _empty_quotation(
                Post.objects.select_related("topic").get(pk=post.pk), quotation.quoted, by
            )


def _empty_quotation(post: Post, gone: Post, by: int) -> None:
    seen = post.version, post.source
    made, versions = _rewritten(
        post, lambda text: markup.redact_quotation(text, gone.topic_id, gone.number)
    )
    with transaction.atomic(durable=True):
        topic, post = lock_topic_and_post(post)
        if (post.version, post.source) != seen:
            raise Refused("edited meanwhile")  # the journal tells the listener again
        known = Quotation.objects.filter(post=post, quoted=gone).delete()[0]
        if known and (versions or made["source"] != post.source):
            _store(topic, post, made, versions)
            event_log.record(QuotationsEmptied(post.pk, by=by))


def rerender(post: Post) -> None:
    """Make the HTML of `post` anew with the present pipeline, from the same source (decision 6)."""
    made = render_post(post.source, post.nonce)
    with transaction.atomic(durable=True):
        topic, fresh = lock_topic_and_post(post)
        if fresh.source == post.source and fresh.markup_version < made["markup_version"]:
            topic.save_change(fresh, **made)
            topic.save(update_fields=["last_mark"])
            event_log.record(PostRemade(post.pk, by=post.author_id))


def replace_mention(post: Post, handle: str, other: str) -> None:
    """Write `other` for the handle of a closed account, in the post and its earlier versions. Safe to repeat."""
    seen = post.version, post.source
    made, versions = _rewritten(post, lambda text: markup.rename_mentions(text, handle, other))
    if made["source"] == post.source and not versions:  # "@ana" is looked for, "@ana.lopez" found
        return
    with transaction.atomic(durable=True):
        topic, post = lock_topic_and_post(post)
        if (post.version, post.source) != seen:
            raise Refused("edited meanwhile")  # the journal tells the listener again
        _store(topic, post, made, versions)
        event_log.record(MentionForgotten(post.pk, by=post.author_id))


def _rewritten(
    post: Post, rewrite: Callable[[str], str]
) -> tuple[dict[str, Any], list[tuple[int, dict[str, Any]]]]:
    """The stored fields of the post after `rewrite`, and (key, fields) of each version that it changes."""
    versions = [
        (version.pk, render_post(text, post.nonce))
        for version in post.revisions.all()
        if (text := rewrite(version.source)) != version.source
    ]
    return render_post(rewrite(post.source), post.nonce), versions


def _store(
    topic: Topic, post: Post, made: dict[str, Any], versions: list[tuple[int, dict[str, Any]]]
) -> None:
    for pk, text in versions:
        post.revisions.filter(pk=pk).update(source=text["source"], html=text["html"])
    topic.save_change(post, **made)
    topic.save(update_fields=["last_mark"])


def lock_topic_and_post(post: Post) -> tuple[Topic, Post]:
    """The post's topic under its lock, and the post as it is now."""
    topic = Topic.objects.select_related("theme").locked(post.topic_id)
    fresh = topic.posts.select_related("author").get(pk=post.pk)
    fresh.topic = topic
    return topic, fresh


def _revise(
    topic: Topic, post: Post, editor: Member, made: dict[str, Any], *, language: str, why: str
) -> None:
    """Store the new version, and before the first one the text it replaces."""
    now = timezone.now()
    if not post.revisions.exists():
        first = {"source": post.source, "html": post.html, "language": post.language}
        Revision.objects.create(post=post, by=post.author, created_at=post.created_at, **first)
    version = {"source": made["source"], "html": made["html"], "language": language}
    Revision.objects.create(post=post, by=editor, why=why, created_at=now, **version)
    topic.save_change(post, **made, language=language, version=post.version + 1, edited_at=now)
    topic.save(update_fields=["last_mark"])
