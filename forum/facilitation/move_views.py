"""The pages on which facilitators split and merge topics."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from collective_brain.web.numbers import parse_number
from forum.facilitation import move_actions
from forum.facilitation.move_forms import MergeForm, SplitForm
from forum.themes.rules import refuse_facilitation
from forum.topics.lookups import visible_topic
from forum.topics.models import Topic


def split(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = visible_topic(request, topic_id)
    if request.method == "POST":
        form = SplitForm(request.POST, member=request.user, topic=topic)
        return _act(request, topic, form, move_actions.split, _("The posts are in the new topic."))
    start = parse_number(request.GET.get("from", ""), 0)
    initial = {"theme": topic.theme_id, "numbers": f"{start}-" if start else ""}
    initial |= saved_text.load(request, request.path)
    return _page(request, topic, SplitForm(initial=initial, member=request.user, topic=topic))


def merge(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = visible_topic(request, topic_id)
    if request.method == "POST":
        form = MergeForm(request.POST, member=request.user)
        return _act(
            request,
            topic,
            form,
            move_actions.merge,
            _("All posts of the other topic are now at the end of this one."),
        )
    initial = saved_text.load(request, request.path)
    return _page(request, topic, MergeForm(initial=initial, member=request.user))


def _act(
    request: HttpRequest,
    topic: Topic,
    form: forms.Form,
    action: Callable[..., Topic],
    success: str,
) -> HttpResponse:
    """Move the posts and show them, or show the form again with the refusal."""
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    if not refuse_facilitation(request.user, topic.theme) and form.is_valid():
        member = form_responses.signed_in_member(request)
        try:
            target = action(topic, member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, success)
            return redirect(target)
    return _page(request, topic, form, status=422)


def _page(
    request: HttpRequest, topic: Topic, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    if refusal := refuse_facilitation(request.user, topic.theme):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    context = {"topic": topic, "form": form, "is_split": isinstance(form, SplitForm)}
    return render(request, "facilitation/move_posts.html", context, status=status)
