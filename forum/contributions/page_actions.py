"""What the pages of posts and messages share: edit, delete, restore, hide and unhide one
contribution.

forum/topics/post_views.py and forum/chat/message_views.py each make one ContributionPages and use
it in thin views.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits, saved_text, undo
from forum.contributions.actions import ContributionActions
from forum.contributions.form_fields import HideForm
from forum.contributions.rules import ANY_REASON, refuse_restore, refuse_unhide
from forum.themes.rules import refuse_facilitation


@dataclass(frozen=True)
class ContributionPages:
    """own_page, edit_page: render a page of a contribution. They take `status` and more context.

    show, show_edited: the response after an action, for a browser or a script.
    """

    actions: ContributionActions
    own_page: Callable[..., HttpResponse]
    edit_page: Callable[..., HttpResponse]
    show: Callable[[HttpRequest, Any], HttpResponse]
    show_edited: Callable[[HttpRequest, Any], HttpResponse]

    def edit(
        self, request: HttpRequest, contribution: Any, form_class: type[forms.Form]
    ) -> HttpResponse:
        """Show the form, or store the new text."""
        if request.method != "POST":
            return self._show_edit_form(request, contribution, form_class)
        if response := form_responses.redirect_to_sign_in(request, request.path):
            return response
        form = form_class(request.POST)
        if form.is_valid():
            if wait := form_responses.count_request("edit", request):
                return self._rate_limited_edit_response(request, contribution, form, wait)
            member = form_responses.signed_in_member(request)
            try:
                edited = self.actions.edit(contribution, member, **form.cleaned_data)
            except Refused as refusal:
                form = form_responses.add_refusal(form, refusal)
                fresh = type(contribution).objects.get(pk=contribution.pk)
                form.data["version"] = str(fresh.version)  # type: ignore[index]
            else:
                return self.show_edited(request, edited)
        if form_responses.wants_json(request):
            return form_responses.json_refusal(form)
        return self.edit_page(request, contribution, form=form, status=422)

    def _rate_limited_edit_response(
        self, request: HttpRequest, contribution: Any, form: forms.Form, wait: int
    ) -> HttpResponse:
        form = form_responses.add_rate_limit_error(form, wait)
        if form_responses.wants_json(request):
            return form_responses.json_refusal(form, wait)
        return self.edit_page(request, contribution, form=form, status=429)

    def _show_edit_form(
        self, request: HttpRequest, contribution: Any, form_class: type[forms.Form]
    ) -> HttpResponse:
        if refusal := self.actions.rules.refuse_edit(request.user, contribution, why=ANY_REASON):
            # Nobody reads the source of a text that they may not edit.
            return render(request, "403.html", {"sentence": refusal}, status=403)
        stored = {name: getattr(contribution, name) for name in ("source", "language", "version")}
        typed = saved_text.load(request, request.path)
        form = form_class(initial={**stored, **typed})
        return self.edit_page(request, contribution, form=form, waited=bool(typed))

    def act(
        self,
        request: HttpRequest,
        contribution: Any,
        action: Callable[..., Any],
        *,
        success: str,
        form_name: str = "",
        undo_url: str = "",
    ) -> HttpResponse:
        """Do one action, then show the contribution; or show its own page with the refusal.

        form_name: "hide" for an action that needs a reason. undo_url: what the button "Undo" posts
        to.
        """
        if response := form_responses.redirect_to_sign_in(request, contribution.own_page_url):
            return response
        form = HideForm(request.POST, auto_id=f"{form_name}_%s") if form_name else None
        reason = _reason_in(form) if form else {}
        try:
            changed = action(contribution, request.user, **reason)
        except Refused as refusal:
            return self._refused_response(request, contribution, refusal, form, form_name)
        if not form_responses.wants_json(request):
            _confirm(request, success, undo_url)
        return self.show(request, changed)

    def restore(self, request: HttpRequest, contribution: Any, *, success: str) -> HttpResponse:
        """Restore what its author deleted. As often as they may edit: each time is a broadcast."""
        wait = request.user.is_authenticated and form_responses.count_request("edit", request)
        if not wait:
            return self.act(request, contribution, self.actions.restore, success=success)
        sentence = rate_limits.wait_message(wait)
        if form_responses.wants_json(request):
            return JsonResponse({"refused": sentence, "wait": wait}, status=429)
        return self.own_page(request, contribution, status=429, refusal=sentence)

    def _refused_response(
        self,
        request: HttpRequest,
        contribution: Any,
        refusal: Refused,
        form: HideForm | None,
        form_name: str,
    ) -> HttpResponse:
        if form_responses.wants_json(request):
            return JsonResponse({"refused": str(refusal)}, status=422)
        if form is None:
            return self.own_page(request, contribution, status=422, refusal=str(refusal))
        shown: dict[str, Any] = {f"{form_name}_form": form}
        form.errors.clear()
        if form.cleaned_data.get("why"):
            shown["refusal"] = str(refusal)  # the page has no form for what a rule refuses
        else:
            form.add_error("why", str(refusal))
        return self.own_page(request, contribution, status=422, **shown)

    def own_page_context(self, request: HttpRequest, contribution: Any) -> dict[str, Any]:
        """The context of an own page: what the member may read and do, and the forms for it.

        A form contains the reason that was typed before the member signed in.
        """
        rules, member = self.actions.rules, request.user
        typed = saved_text.load(request, contribution.own_page_url)
        theme = contribution.conversation.home_theme
        is_facilitator = not refuse_facilitation(member, theme)
        is_there = not contribution.is_removed
        is_hidden_own = bool(contribution.hidden_at) and contribution.author_id == member.pk
        may_restore = bool(contribution.deleted_at) and not refuse_restore(member, contribution)
        return {
            "is_facilitator": is_facilitator,
            "is_hidden_own": is_hidden_own,
            "may_read": is_there or is_facilitator or is_hidden_own or may_restore,
            "may_restore": may_restore,
            "may_edit": not rules.refuse_edit(member, contribution, why=ANY_REASON),
            "may_delete": is_there and not rules.refuse_delete(member, contribution),
            "may_hide": is_facilitator and is_there,
            "may_unhide": bool(contribution.hidden_at) and not refuse_unhide(member, contribution),
            "may_report": not rules.refuse_report(member, contribution, why=ANY_REASON),
            "hide_form": HideForm(initial=typed, auto_id="hide_%s"),
        }


def _reason_in(form: HideForm) -> dict[str, Any]:
    """Nothing of a form that is not valid. The rule of the action says what is missing."""
    return form.cleaned_data if form.is_valid() else {"why": ""}


def _confirm(request: HttpRequest, sentence: str, undo_url: str) -> None:
    if undo_url:
        undo.offer(request, sentence, undo_url)
    else:
        messages.success(request, sentence)
