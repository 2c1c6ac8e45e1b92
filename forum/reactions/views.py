"""The page of the reactions to one post or message: who reacted, and buttons to react."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits
from forum.chat.lookups import visible_message
from forum.chat.models import Message
from forum.reactions import actions, rules
from forum.reactions.forms import ReactionForm
from forum.reactions.models import reactors_of
from forum.topics.lookups import visible_post
from forum.topics.models import Post

methods = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@methods
def post_reactions(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    return _reactions(request, visible_post(request, topic_id, number))


@never_cache
@methods
def message_reactions(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return _reactions(request, visible_message(request, room_id, number))


def _reactions(request: HttpRequest, contribution: Post | Message) -> HttpResponse:
    if request.method != "POST":
        return _page(request, contribution)
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    form = ReactionForm(request.POST)
    if not form.is_valid():
        return _refused(request, contribution, _("Choose one of the reactions."), status=422)
    if wait := form_responses.count_request("reaction", request):
        return _refused(request, contribution, rate_limits.wait_message(wait), status=429)
    try:
        member = form_responses.signed_in_member(request)
        actions.react(contribution, member, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, contribution, str(refusal), status=422)
    if form_responses.wants_json(request):
        return JsonResponse({"on": form.cleaned_data["on"]})
    return redirect(request.path)


def _refused(
    request: HttpRequest, contribution: Post | Message, sentence: str, *, status: int
) -> HttpResponse:
    if form_responses.wants_json(request):
        return JsonResponse({"refused": sentence}, status=status)
    return _page(request, contribution, refusal=sentence, status=status)


def _page(
    request: HttpRequest, contribution: Post | Message, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """A removed text shows neither names nor buttons."""
    member = request.user
    rule = rules.refuse_reaction(member, contribution) if member.is_authenticated else ""
    context = {
        "contribution": contribution,
        "rows": [] if contribution.is_removed else reactors_of(contribution, member),
        "may_react": not rule,
        "why_not": "" if refusal else rule,
        "refusal": refusal,
    }
    return render(request, "reactions/reactions.html", context, status=status)
