"""The themes of the site: create, edit in four languages, order, and archive."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.administration.access import open_unless
from collective_brain.errors import Refused
from collective_brain.web.row_versions import show_stored_values
from forum.administration.theme_forms import (
    FirstPostsForm,
    NewThemeForm,
    ThemeForm,
    ThemeGroupsForm,
)
from forum.themes import actions
from forum.themes.models import Theme
from forum.themes.rules import EDITED_FIELDS, refuse_theme_administration, theme_version

GROUP_FIELDS = ("reading_group", "writing_group")
LIST = "administration:themes"
theme_administrators_only = open_unless(refuse_theme_administration)
page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@theme_administrators_only
def theme_list(request: HttpRequest) -> HttpResponse:
    themes = Theme.objects.prefetch_related("facilitators")
    return render(request, "administration/themes.html", {"themes": themes})


@page_or_form
@theme_administrators_only
def create(request: HttpRequest) -> HttpResponse:
    form = NewThemeForm(_posted(request))
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("slug", *EDITED_FIELDS, *GROUP_FIELDS)}
        try:
            theme = actions.create_theme(by=_administrator(request), **fields)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The theme has been created. Choose its facilitators."))
            return redirect("administration:facilitators", theme.slug)
    return _form_page(request, form)


@page_or_form
@theme_administrators_only
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    initial = {name: getattr(theme, name) for name in EDITED_FIELDS}
    form = ThemeForm(_posted(request), initial={**initial, "seen": theme_version(theme)})
    if form.is_valid():
        try:
            actions.change_theme(theme, by=_administrator(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            theme.refresh_from_db()
            show_stored_values(form, theme, EDITED_FIELDS, theme_version(theme))
        else:
            messages.success(request, _("The theme has been saved."))
            return redirect(LIST)
    return _form_page(request, form, theme)


@require_POST
@theme_administrators_only
def move(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    position = request.POST.get("position", "")
    if not (position.isdecimal() and len(position) < 6):
        raise Http404
    actions.move_theme(theme, by=_administrator(request), position=int(position))
    return redirect(LIST)


@require_POST
@theme_administrators_only
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """archived=1 archives the theme, and archived=0 opens it again."""
    theme = get_object_or_404(Theme, slug=slug)
    if request.POST.get("archived") not in ("0", "1"):
        raise Http404
    archived = request.POST["archived"] == "1"
    actions.set_archived(theme, by=_administrator(request), archived=archived)
    sentence = _("The theme has been archived.") if archived else _("The theme is open again.")
    messages.success(request, sentence)
    return redirect("administration:edit_theme", theme.slug)


@require_POST
@theme_administrators_only
def choose_groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may read the theme, and who may write in it."""
    theme = get_object_or_404(Theme, slug=slug)
    form = ThemeGroupsForm(request.POST, auto_id="groups_%s")
    if not form.is_valid():
        stored = {name: getattr(theme, name) for name in EDITED_FIELDS}
        shown = ThemeForm(initial={**stored, "seen": theme_version(theme)})
        return _form_page(request, shown, theme, groups_form=form, status=422)
    actions.set_groups(theme, by=_administrator(request), **form.cleaned_data)
    messages.success(request, _("The theme has been saved."))
    return redirect("administration:edit_theme", theme.slug)


@require_POST
@theme_administrators_only
def choose_first_posts(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the first posts of new members wait for a facilitator."""
    theme = get_object_or_404(Theme, slug=slug)
    form = FirstPostsForm(request.POST)
    form.is_valid()
    wait = form.cleaned_data["first_posts_wait"]
    actions.set_first_posts_wait(theme, by=_administrator(request), wait=wait)
    messages.success(request, _("The theme has been saved."))
    return redirect("administration:edit_theme", theme.slug)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _administrator(request: HttpRequest) -> Any:
    return request.user


def _form_page(
    request: HttpRequest,
    form: ThemeForm,
    theme: Theme | None = None,
    *,
    groups_form: ThemeGroupsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if theme and groups_form is None:
        groups = {"reading_group": theme.reading_group, "writing_group": theme.writing_group}
        groups_form = ThemeGroupsForm(initial=groups, auto_id="groups_%s")
    wait = {"first_posts_wait": bool(theme and theme.first_posts_wait)}
    context = {
        "form": form,
        "theme": theme,
        "groups_form": groups_form,
        "first_posts_form": FirstPostsForm(initial=wait, auto_id="first_%s"),
    }
    status = 422 if form.is_bound else status
    return render(request, "administration/theme.html", context, status=status)
