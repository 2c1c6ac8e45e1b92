"""My drafts, and where the forms save and discard them."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from forum.drafts import actions, targets
from forum.drafts.forms import DraftForm
from forum.drafts.models import Draft
from forum.drafts.targets import Place


class Row(NamedTuple):
    """place: None when the form is gone, or may not be seen any more; the words can still be copied."""

    draft: Draft
    place: Place | None


@login_required
@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first: there are at most settings.DRAFTS_MOST."""
    drafts = list(Draft.objects.open_of(request.user).order_by("-saved_at", "-pk"))
    found = targets.find_all([draft.place for draft in drafts], request.user)
    rows = [Row(draft, found.get(draft.place)) for draft in drafts]
    return render(request, "drafts/list.html", {"rows": rows})


def save(request: HttpRequest) -> HttpResponse:
    """Keep what a form holds: JSON with the new sequence for the script, else back to the form."""
    if request.method != "POST":  # a refused save has this address, and a phone reopens its tabs
        return redirect("drafts:list")
    place = targets.find(request.POST.get("place", ""), request.user)
    if place is None:
        raise Http404
    # A script's save that comes after the sign-out must not show the text to whoever comes next.
    if turned_away := form_responses.redirect_to_sign_in(
        request, place.address, keep=not form_responses.wants_json(request)
    ):
        return turned_away
    form = DraftForm(request.POST)
    if form.is_valid():
        if wait := form_responses.count_request("draft", request):
            return _refused(request, form_responses.add_rate_limit_error(form, wait), wait)
        try:
            draft = actions.save(
                form_responses.signed_in_member(request), place, **form.cleaned_data
            )
        except actions.Stale as stale:
            return _stale(request, place, stale, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, place, draft)
    return _refused(request, form)


def _saved(request: HttpRequest, place: Place, draft: Draft) -> HttpResponse:
    if form_responses.wants_json(request):
        return JsonResponse(
            {"sequence": draft.sequence, "at": _moment(draft), "closed": draft.closed}
        )
    messages.success(
        request, _("There is nothing to keep here.") if draft.closed else _("Your draft is saved.")
    )
    return redirect(place.address)


def _stale(
    request: HttpRequest, place: Place, stale: actions.Stale, mine: dict[str, Any]
) -> HttpResponse:
    """The newer text beside the one that was to be saved, so that the member chooses."""
    draft, version = stale.draft, str(place.item.version) if place.item else ""
    if form_responses.wants_json(request):
        answer = {
            "sequence": draft.sequence,
            "at": _moment(draft),
            "closed": draft.closed,
            "version": version,
        }
        return JsonResponse({**answer, "refused": str(stale), "fields": draft.fields}, status=409)
    kept = {name: value for name, value in mine.items() if value not in ("", None)}
    if draft.closed:  # what is kept now is another text, not the one that was sent
        kept.pop("nonce", None)
        kept |= {"version": version} if version else {}
    kept |= {"place": place.name, "sequence": draft.sequence}
    context = {"place": place, "draft": draft, "why": str(stale), "mine": kept}
    return render(request, "drafts/stale.html", context, status=409)


def _refused(request: HttpRequest, form: DraftForm, wait: int = 0) -> HttpResponse:
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form, wait)
    typed = [text for name in ("title", "source") if (text := request.POST.get(name, "").strip())]
    return render(request, "422.html", {"form": form, "typed": typed}, status=429 if wait else 422)


def discard(request: HttpRequest) -> HttpResponse:
    """Take a draft away, also one whose form is gone; back to the form, or to the list."""
    if request.method != "POST":
        return redirect("drafts:list")
    name = request.POST.get("place", "")
    place = targets.find(name, request.user)
    back = place.address if place and request.POST.get("back") == "form" else "drafts:list"
    if not request.user.is_authenticated:
        return redirect("account_login")
    form = DraftForm(request.POST)
    sequence = form.cleaned_data["sequence"] if form.is_valid() else 0
    try:
        actions.discard(form_responses.signed_in_member(request), name, sequence=sequence)
    except actions.Stale as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, _("The draft is discarded."))
    return redirect(back)


def _moment(draft: Draft) -> str:
    return draft.saved_at.strftime("%Y-%m-%dT%H:%M:%SZ")
