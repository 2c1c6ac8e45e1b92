"""A post's own page, and everything that can be done with it."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits
from forum.contributions.page_actions import ContributionPages
from forum.contributions.rules import ANY_REASON
from forum.topics import actions, rules, streams
from forum.topics.forms import EditForm, FacilitatorEditForm
from forum.topics.lookups import redirect_author_of_hidden_topic, visible_post
from forum.topics.models import Post, visible_topics_q


@require_safe
@redirect_author_of_hidden_topic
def post(request: HttpRequest, topic_id: int, number: int, slug: str = "") -> HttpResponse:
    post = visible_post(request, topic_id, number)
    if post.topic_id != topic_id:
        return redirect(post.own_page_url)
    return post_page(request, post)


def edit(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    needs_no_reason = post.is_wiki or post.author_id == request.user.pk
    return pages.edit(request, post, EditForm if needs_no_reason else FacilitatorEditForm)


@require_POST
def quote(request: HttpRequest, topic_id: int, number: int) -> JsonResponse:
    """{markdown}: a quotation of the post, or of the words `selected` in it, for a script."""
    post = visible_post(request, topic_id, number)
    if post.is_removed:
        raise Http404
    if wait := form_responses.count_request("preview", request):
        return JsonResponse({"refused": rate_limits.wait_message(wait), "wait": wait}, status=429)
    try:
        markdown = post.quotation_markdown(request.POST.get("selected", "").strip())
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=422)
    return JsonResponse({"markdown": markdown})


@require_POST
def delete(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    success = _("Your post #%(number)s has been deleted.") % {"number": number}
    restore_url = reverse("topics:restore", args=[topic_id, number])
    return pages.act(request, post, actions.delete, success=success, undo_url=restore_url)


@require_POST
def restore(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    success = _("Your post #%(number)s is visible again.") % {"number": number}
    return pages.restore(request, post, success=success)


@require_POST
def accept(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    success = _("Post #%(number)s is the accepted answer.") % {"number": number}
    undo_url = reverse("topics:unaccept", args=[topic_id, number])
    return pages.act(request, post, actions.accept_answer, success=success, undo_url=undo_url)


@require_POST
def unaccept(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    success = _("Post #%(number)s is no longer the accepted answer.") % {"number": number}
    return pages.act(request, post, actions.unaccept_answer, success=success)


@require_POST
def make_wiki(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    success = _("Every member can now edit post #%(number)s.") % {"number": number}
    undo_url = reverse("topics:end_wiki", args=[topic_id, number])
    action = partial(actions.set_wiki, is_wiki=True)
    return pages.act(request, post, action, success=success, undo_url=undo_url)


@require_POST
def end_wiki(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    success = _("Only its author edits post #%(number)s now.") % {"number": number}
    action = partial(actions.set_wiki, is_wiki=False)
    return pages.act(request, post, action, success=success)


@require_POST
def hide(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    success = _("The post has been hidden, and its author has been told why.")
    return pages.act(request, post, actions.hide, success=success, form_name="hide")


@require_POST
def unhide(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    post = visible_post(request, topic_id, number)
    return pages.act(request, post, actions.unhide, success=_("The post is visible again."))


def post_page(
    request: HttpRequest, post: Post, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The post, its revisions, and a form for each action that this reader may do."""
    allowed = pages.own_page_context(request, post)
    may_read_revisions = allowed["is_facilitator"] or post.author_id == request.user.pk
    shows_removed_text = allowed["may_read"] and post.is_removed
    context = {
        "topic": post.topic,
        "post": post,
        "revisions": post.revisions.newest() if may_read_revisions else [],
        "editors": post.revisions.editor_names() if post.is_wiki else [],
        "may_choose_editors": not rules.refuse_wiki(request.user, post),
        "earlier_places": _earlier_places(request, post),
        "gone_html": post.html if shows_removed_text else "",
        "body": "" if post.is_removed else post.html,
        "may_accept": post.topic.is_question and not rules.refuse_answer(request.user, post),
        **allowed,
        **context,
    }
    response = render(request, "topics/post.html", context, status=status)
    if shows_removed_text:
        add_never_cache_headers(response)
    return response


def _earlier_places(request: HttpRequest, post: Post) -> list[Post]:
    """The placeholders that the post left in topics that the reader may see."""
    visible = visible_topics_q(request.user, "topic__")
    return list(post.placeholders.filter(visible).select_related("topic").order_by("pk"))


def _edit_page(
    request: HttpRequest,
    post: Post,
    *,
    form: forms.Form,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    context = {
        "topic": post.topic,
        "post": post,
        "form": form,
        "waited": waited,
        "refusal": rules.refuse_edit(request.user, post, why=ANY_REASON),
    }
    return render(request, "topics/edit.html", context, status=status)


def _show(request: HttpRequest, post: Post) -> HttpResponse:
    """The frame of the post for a script, or a redirect to its place in the topic."""
    if not form_responses.wants_json(request):
        return redirect(post)
    fresh = Post.objects.for_display().select_related("topic__theme").get(pk=post.pk)
    return JsonResponse(streams.topic_stream.frame(post.topic, fresh))


def _show_edited(request: HttpRequest, post: Post) -> HttpResponse:
    messages.success(request, _("Post #%(number)s has been saved.") % {"number": post.number})
    return form_responses.redirect_after_write(request, post)


pages = ContributionPages(
    actions=actions.posts,
    own_page=post_page,
    edit_page=_edit_page,
    show=_show,
    show_edited=_show_edited,
)
