"""Who may do what with topics and posts.

A rule returns the refusal as a sentence, or "" (decision 10).
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import permissions
from collective_brain.web.rate_limits import time_to_wait
from forum.themes.models import Theme
from forum.themes.rules import refuse_facilitation, refuse_writing_in
from forum.topics.models import Post, Topic


def refuse_start(member: Any, theme: Theme) -> str:
    return permissions.refuse_writing(member) or refuse_writing_in(member, theme)


def refuse_reply(member: Any, topic: Topic) -> str:
    if why := permissions.refuse_writing(member):
        return why
    if topic.hidden_at:
        return _("This topic is hidden.")
    if topic.merged_into_id:
        return merged_sentence()
    if why := refuse_writing_in(member, topic.theme):
        return why
    if topic.closed_at and not topic.theme.is_facilitated_by(member):
        return _("This topic is closed.")
    return ""


def merged_sentence() -> str:
    return _("This topic was merged into another one. Write there.")


def refuse_too_soon(member: Any, topic: Topic) -> str:
    """In slow mode, members other than facilitators write one post in `slow_minutes`."""
    wait = Post.objects.seconds_to_next_post(topic, member.pk)
    if not wait or topic.theme.is_facilitated_by(member):
        return ""
    pace = ngettext(
        "This topic is in slow mode: you can post once in %(minutes)d minute.",
        "This topic is in slow mode: you can post once in %(minutes)d minutes.",
        topic.slow_minutes,
    )
    return f"{pace % {'minutes': topic.slow_minutes}} {time_to_wait(wait)}"


def refuse_edit(member: Any, post: Post, *, why: str) -> str:
    """The author may edit while the topic is open, as every member may edit a wiki post.

    A facilitator may always edit, with a reason.
    """
    if refusal := permissions.refuse_writing(member):
        return refusal
    if post.is_removed:
        return _("This post no longer exists.")
    if post.author_id == member.pk or post.is_wiki:
        return refuse_reply(member, post.topic)
    if refusal := refuse_facilitation(member, post.topic.theme):
        return refusal
    return "" if why else _("Give a reason for editing this post; the author will see it.")


def refuse_wiki(member: Any, post: Post) -> str:
    """The author decides while they may write in the topic, and facilitators always."""
    if post.is_removed:
        return permissions.refuse_writing(member) or _("This post no longer exists.")
    if post.author_id == member.pk:
        return refuse_reply(member, post.topic)
    if post.topic.theme.is_facilitated_by(member):
        return refuse_facilitation(member, post.topic.theme)
    return permissions.refuse_writing(member) or _(
        "Only the author of the post or a facilitator can choose who edits it."
    )


def refuse_accepting(member: Any, topic: Topic) -> str:
    """The author of a question and facilitators choose its answer, also after it was closed."""
    if refusal := permissions.refuse_writing(member) or refuse_writing_in(member, topic.theme):
        return refusal
    if not topic.is_question:
        return _("This topic is not a question, so it has no accepted answer.")
    if topic.author_id == member.pk or topic.theme.is_facilitated_by(member):
        return ""
    return _("Only the author of the question or a facilitator can choose the answer.")


def refuse_answer(member: Any, post: Post) -> str:
    """Why `member` may not accept `post` as the answer."""
    if refusal := refuse_accepting(member, post.topic):
        return refusal
    if post.is_removed:
        return _("This post no longer exists.")
    if post.number == 1:
        return _("The first post is the question. Choose a reply as the answer.")
    return ""


def refuse_delete(member: Any, post: Post) -> str:
    if why := permissions.refuse_writing(member):
        return why
    if post.author_id != member.pk:
        return _("Only the author can delete a post.")
    if post.hidden_at:  # or the post would then say that its author deleted it
        return _(
            "A facilitator has hidden this post, so you cannot delete it. Nobody else can read it."
        )
    return ""


def refuse_hide(member: Any, post: Post, *, why: str) -> str:
    if refusal := refuse_facilitation(member, post.topic.theme):
        return refusal
    return "" if why else _("Give a reason for hiding this post; the author will see it.")


def refuse_report(member: Any, post: Post, *, why: str) -> str:
    if refusal := permissions.refuse_writing(member):
        return refusal
    if post.is_removed:
        return _("This post no longer exists.")
    if post.author_id == member.pk:
        return _("You cannot report what you wrote yourself.")
    return "" if why else _("Briefly describe the problem with this post.")
