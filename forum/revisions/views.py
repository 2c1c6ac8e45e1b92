"""Pages that compare the revisions of a post, and that hide or show one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from collective_brain.web.numbers import parse_number
from forum.contributions.form_fields import ReasonForm
from forum.revisions import actions, diff, rules
from forum.themes.rules import refuse_facilitation
from forum.topics.lookups import visible_post
from forum.topics.models import Post, Revision


@never_cache
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
    """Show what changed from the version ?old= to the version ?new= of `post`.

    The page shows one text alone if both are equal, or if `version` is given. With ?side=1 the old
    and the new text are side by side.
    """
    if refusal := rules.refuse_read_revisions(request.user, post):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    revisions = post.revisions.newest()
    if not revisions:
        raise Http404
    last_version = revisions[0].number
    is_facilitator = not refuse_facilitation(request.user, post.topic.theme)
    old_version, new_version = (
        (version, version) if version else _chosen_versions(request, last_version)
    )
    old = _get_revision(post, old_version, is_facilitator=is_facilitator)
    new = _get_revision(post, new_version, is_facilitator=is_facilitator)
    is_single = old_version == new_version
    is_current = new_version == last_version
    url = reverse("revisions:compare", args=[post.topic_id, post.number])
    is_readable = is_facilitator or not (old.hidden_at or new.hidden_at)
    context = {
        "topic": post.topic,
        "post": post,
        "revisions": revisions,
        "old": old,
        "new": new,
        "is_readable": is_readable,
        "blocks": diff.compare(old.text, new.text) if is_readable and not is_single else [],
        "side": request.GET.get("side") == "1",
        "is_facilitator": is_facilitator,
        "may_hide": is_facilitator and is_single and not is_current,
        "is_current": is_current,
        "hide_form": form or ReasonForm(initial=saved_text.load(request, url), auto_id="hide_%s"),
    }
    return render(request, "revisions/compare.html", context, status=status)


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
    **arguments: str,
) -> HttpResponse:
    """Call `action` with a revision and redirect to it, or show its page with the refusal."""
    post = visible_post(request, topic_id, number)
    url = reverse("revisions:compare", args=[topic_id, number])
    revision_url = f"{url}?old={version}&new={version}"
    if redirect_response := form_responses.redirect_to_sign_in(request, revision_url):
        return redirect_response
    # Before the version is looked up: its absence says how often the post was edited.
    if refusal := rules.refuse_read_revisions(request.user, post):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    revision = _get_revision(post, version, is_facilitator=False)
    try:
        action(revision, request.user, **arguments)
    except Refused as refusal:
        form.errors.clear()
        form.add_error("why" if arguments else None, str(refusal))
        return compare_page(request, post, version=version, form=form, status=422)
    messages.success(request, _("Done."))
    return redirect(revision_url)


def _get_revision(post: Post, version: int, *, is_facilitator: bool) -> Revision:
    try:
        revision = post.revisions.with_number(version, is_facilitator=is_facilitator)
    except Revision.DoesNotExist as error:
        raise Http404 from error
    revision.post = post
    return revision


def _chosen_versions(request: HttpRequest, last_version: int) -> tuple[int, int]:
    """Return the two versions in the query string, the older one first.

    The default is the last change.
    """
    new = parse_number(request.GET.get("new", ""), last_version)
    old = parse_number(request.GET.get("old", ""), max(1, new - 1))
    return min(old, new), max(old, new)
