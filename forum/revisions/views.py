"""The versions of a post: one beside another, and what hides one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from forum.contributions.form_fields import ReasonForm
from forum.revisions import actions, diff, rules
from forum.topics.lookups import visible_post
from forum.topics.models import Post, Revision
from forum.topics.rules import refuse_facilitation


@require_safe
def compare(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    return compare_page(request, visible_post(request, topic_id, number))


def compare_page(
    request: HttpRequest,
    post: Post,
    *,
    version: int | None = None,
    form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """What changed from ?old=1 to ?new=3; the same twice, or `version`: that text alone; ?side=1: side by side."""
    if why := rules.refuse_versions(request.user, post):
        return render(request, "403.html", {"sentence": why}, status=403)
    listed = post.revisions.newest()
    if not listed:
        raise Http404
    is_facilitator = not refuse_facilitation(request.user, post.topic.theme)
    old, new = (version, version) if version else _asked(request, listed[0].number)
    old_one, new_one = (
        _version(post, number, is_facilitator=is_facilitator) for number in (old, new)
    )
    readable = is_facilitator or not (old_one.hidden_at or new_one.hidden_at)
    context = {
        "topic": post.topic,
        "post": post,
        "versions": listed,
        "old": old_one,
        "new": new_one,
        "readable": readable,
        "blocks": diff.compare(old_one.text, new_one.text) if readable and old != new else [],
        "side": request.GET.get("side") == "1",
        "is_facilitator": is_facilitator,
        "may_hide": is_facilitator and old == new and new != listed[0].number,
        "is_current": new == listed[0].number,
        "hide_form": form or ReasonForm(auto_id="hide_%s"),
    }
    return render(request, "revisions/compare.html", context, status=status)


def _version(post: Post, number: int, *, is_facilitator: bool) -> Revision:
    try:
        found = post.revisions.numbered(number, is_facilitator=is_facilitator)
    except Revision.DoesNotExist as error:
        raise Http404 from error
    found.post = post
    return found


def _asked(request: HttpRequest, last: int) -> tuple[int, int]:
    """The two versions that the address names, the older one first; what it leaves open is the last change."""
    new = _number(request.GET.get("new", ""), last)
    old = _number(request.GET.get("old", ""), max(1, new - 1))
    return min(old, new), max(old, new)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise


@require_POST
def hide(request: HttpRequest, topic_id: int, number: int, version: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="hide_%s")
    why = form.cleaned_data["why"] if form.is_valid() else ""
    return _act(request, topic_id, number, version, actions.hide_revision, form, why=why)


@require_POST
def unhide(request: HttpRequest, topic_id: int, number: int, version: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="hide_%s")
    return _act(request, topic_id, number, version, actions.unhide_revision, form)


def _act(
    request: HttpRequest,
    topic_id: int,
    number: int,
    version: int,
    action: Callable[..., Any],
    form: ReasonForm,
    **said: str,
) -> HttpResponse:
    """Hide or show a version: back to it, with the reason when it was refused."""
    post = visible_post(request, topic_id, number)
    address = reverse("revisions:compare", args=[topic_id, number])
    if turned_away := form_responses.redirect_to_sign_in(
        request, f"{address}?old={version}&new={version}"
    ):
        return turned_away
    try:
        action(_version(post, version, is_facilitator=False), request.user, **said)
    except Refused as refusal:
        form.errors.clear()
        form.add_error("why" if said else None, str(refusal))
        return compare_page(request, post, version=version, form=form, status=422)
    messages.success(request, _("Done."))
    return redirect(f"{address}?old={version}&new={version}")
