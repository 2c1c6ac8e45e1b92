"""Requests of an administrator who sees the site as a member.

The view gets the member as `request.user`, without drafts. An administrator reads all that a member
may read, also in private themes, so nobody gains a right. Nothing is written: other methods than
GET are refused, pages are light ones without scripts and sockets, and a statement that would change
a row ends the request.
"""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.seeing_as import allowed, rules, state
from collective_brain.web import offline
from collective_brain.web.display_preferences import LIGHT_PAGES_COOKIE

READING = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET")
CHANGES_ROWS = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")


class SeeAsMiddleware:
    """After MemberMiddleware, which knows who has signed in, and stores their last visit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stored = state.stored(request)
        if stored is None:
            return self.get_response(request)
        view_name = _view_name(request)
        if view_name in allowed.OWN:
            return self.get_response(request)
        member = Member.objects.filter(pk=stored.member_id).first()
        by: Any = request.user
        if stored.is_over or member is None or rules.refuse_seeing_as(member, by):
            state.end(request)
            messages.info(request, _("You see the site as yourself again."))
            return self.get_response(request)
        request.sees_as = member  # type: ignore[attr-defined]
        request.sees_until = stored.until  # type: ignore[attr-defined]
        if not allowed.may_see(view_name, request.method or ""):
            return _refused(request, member)
        return self._respond_as(request, member)

    def _respond_as(self, request: HttpRequest, member: Member) -> HttpResponse:
        by = request.user
        request.COOKIES = {**request.COOKIES, LIGHT_PAGES_COOKIE: "1"}
        request.META.pop("HTTP_IF_NONE_MATCH", None)  # the browser may have the own page
        offline.keep_no_copy(request)
        member.draft_places = []  # nobody else reads drafts
        request.user = member
        try:
            with connections["default"].execute_wrapper(_refuse_writes):
                response = self.get_response(request)
        finally:
            request.user = by
        response["Cache-Control"] = "no-store"
        return response


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return "pages:home"  # the answer is 404 for everybody


def _refused(request: HttpRequest, member: Member) -> HttpResponse:
    name = member.get_full_name()
    if request.method not in allowed.READS:
        sentence = _("You see the site as %(name)s and only read. End this before you write.")
    else:
        sentence = _("You see the site as %(name)s. This page is private, so it is not shown.")
    return render(request, "403.html", {"sentence": sentence % {"name": name}}, status=403)


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """The last guard: whatever a page would store is not stored for the member."""
    statement = sql.lstrip(" (\n").upper()
    hides_change = statement.startswith("WITH") and CHANGES_ROWS.search(statement)
    if hides_change or not statement.startswith(READING):
        raise PermissionDenied(_("Nothing is stored while you see the site as a member."))
    return execute(sql, params, many, context)
