"""What the forms that send a post, a message or a private note share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from forum.contributions import screening_hook
from forum.contributions.actions import ContributionActions
from forum.contributions.screening_hook import TextHeld


@dataclass(frozen=True)
class SendPages:
    """rate_limit: its name. sent: the response after `actions` stored a contribution.

    refused: renders the page of the conversation. It takes `form` and `status`.
    """

    actions: ContributionActions
    rate_limit: str
    sent: Callable[[HttpRequest, Any, Any], HttpResponse]
    refused: Callable[..., HttpResponse]

    def send(
        self, request: HttpRequest, conversation: Any, form: forms.Form, **fields: Any
    ) -> HttpResponse:
        """Store what a signed-in member typed. fields: of the action, besides those of the form."""
        if form.is_valid():
            if wait := self.seconds_to_wait(request, form.cleaned_data["nonce"]):
                form = form_responses.add_rate_limit_error(form, wait)
                return self._refused_response(request, conversation, form, wait)
            member = form_responses.signed_in_member(request)
            try:
                stored = self.actions.send(conversation, member, **fields, **form.cleaned_data)
            except TextHeld as waiting:
                return form_responses.redirect_after_write(request, waiting.held)
            except Refused as refusal:
                form = form_responses.add_refusal(form, refusal)
            else:
                return self.sent(request, conversation, stored)
        return self._refused_response(request, conversation, form)

    def seconds_to_wait(self, request: HttpRequest, nonce: UUID) -> int:
        """Count the request. 0 too for the repetition of a stored text, or of one that waits."""
        member = form_responses.signed_in_member(request)
        if self.actions.was_sent(member, nonce):
            return 0
        wait = form_responses.count_request(self.rate_limit, request)
        return 0 if wait and screening_hook.was_held(member, nonce) else wait

    def _refused_response(
        self, request: HttpRequest, conversation: Any, form: forms.Form, wait: int = 0
    ) -> HttpResponse:
        """The refusal with the typed text, as JSON or on the page of the conversation."""
        if form_responses.wants_json(request):
            return form_responses.json_refusal(form, wait)
        return self.refused(request, conversation, form=form, status=429 if wait else 422)
