"""The list of drafts, and the addresses at which forms save and discard them."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from collective_brain.web.csrf import TYPED_BY
from forum.drafts import actions
from forum.drafts.forms import DraftForm
from forum.drafts.models import Draft
from forum.drafts.targets import DraftTarget, find_target, find_targets, valid_place
from forum.screening.models import HeldPost


class DraftRow(NamedTuple):
    """A draft and its form; no form when it is gone or hidden. The text can still be copied."""

    draft: Draft
    target: DraftTarget | None


@never_cache
@login_required
@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    """All drafts of the member, the newest first: there are at most settings.DRAFTS_MOST."""
    drafts = list(Draft.objects.open_of(request.user).order_by("-saved_at", "-pk"))
    target_by_place = find_targets([draft.place for draft in drafts], request.user)
    rows = [DraftRow(draft, target_by_place.get(draft.place)) for draft in drafts]
    context = {"rows": rows, "has_held": HeldPost.objects.of_author(request.user).exists()}
    return render(request, "drafts/list.html", context)


def save(request: HttpRequest) -> HttpResponse:
    """Save what a form holds; answer with the new sequence as JSON, or redirect to the form."""
    if request.method != "POST":  # a refused save has this address, and phones reopen their tabs
        return redirect("drafts:list")
    target = find_target(request.POST.get("place", ""), request.user)
    if target is None:
        raise Http404
    # A script's save request can come after the member has signed out. Its text must not be saved
    # in the session, where the next person at this device would see it.
    keep_text = not form_responses.wants_json(request)
    if sign_in := form_responses.redirect_to_sign_in(request, target.url, keep=keep_text):
        return sign_in
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _refused_response(request, form)
    if wait := form_responses.count_request("draft", request):
        return _refused_response(request, form_responses.add_rate_limit_error(form, wait), wait)
    try:
        draft = actions.save(form_responses.signed_in_member(request), target, **form.cleaned_data)
    except actions.DraftConflict as conflict:
        return _conflict_response(request, target, conflict, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _refused_response(request, form)
    return _draft_saved_response(request, target, draft)


def _draft_saved_response(request: HttpRequest, target: DraftTarget, draft: Draft) -> HttpResponse:
    if form_responses.wants_json(request):
        return JsonResponse(_draft_json(draft))
    if draft.closed:
        messages.success(request, _("There is nothing to save."))
    else:
        messages.success(request, _("Your draft has been saved."))
    return redirect(target.url)


def _conflict_response(
    request: HttpRequest,
    target: DraftTarget,
    conflict: actions.DraftConflict,
    fields: dict[str, Any],
) -> HttpResponse:
    """Show the newer text beside the one that was to be saved, so that the member chooses."""
    draft = conflict.draft
    version = str(target.contribution.version) if target.contribution else ""
    if form_responses.wants_json(request):
        details = {
            "version": version,
            "refused": str(conflict),
            "fields": draft.fields,
            "sent": conflict.is_sent,
        }
        return JsonResponse({**_draft_json(draft), **details}, status=409)
    own_fields = {name: value for name, value in fields.items() if value not in ("", None)}
    if draft.closed:  # the text that the member keeps is a new one, not the one that was sent
        own_fields.pop("nonce", None)
        if version:
            own_fields["version"] = version
    own_fields |= {"place": target.place, "sequence": draft.sequence}
    own_fields[f"{TYPED_BY}{request.user.pk}"] = ""
    context = {"target": target, "draft": draft, "why": str(conflict), "own_fields": own_fields}
    return render(request, "drafts/conflict.html", context, status=409)


def _draft_json(draft: Draft) -> dict[str, Any]:
    saved_at = draft.saved_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"sequence": draft.sequence, "at": saved_at, "closed": draft.closed}


def _refused_response(request: HttpRequest, form: DraftForm, wait: int = 0) -> HttpResponse:
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form, wait)
    values = [request.POST.get(name, "").strip() for name in ("title", "source")]
    typed = [text for text in values if text]
    return render(request, "422.html", {"form": form, "typed": typed}, status=429 if wait else 422)


def discard(request: HttpRequest) -> HttpResponse:
    """Discard a draft, also one without a form; redirect to the form or to the list."""
    if request.method != "POST":
        return redirect("drafts:list")
    if not request.user.is_authenticated:
        return redirect("account_login")
    place = valid_place(request.POST.get("place", ""))
    form = DraftForm(request.POST)
    sequence = form.cleaned_data["sequence"] if form.is_valid() else 0
    try:
        actions.discard(form_responses.signed_in_member(request), place, sequence=sequence)
    except actions.DraftConflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("The draft has been discarded."))
    return redirect(_after_discarding(request, place))


def _after_discarding(request: HttpRequest, place: str) -> str:
    target = find_target(place, request.user)
    if target and request.POST.get("back") == "form":
        return target.url
    return "drafts:list"
