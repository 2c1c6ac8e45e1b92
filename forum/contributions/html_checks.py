"""The checks of the HTML that is stored with posts and messages (decision 6)."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck, one_by_one
from collective_brain.errors import Refused
from forum import markup
from forum.contributions.actions import ContributionActions

ROWS_AT_ONCE = 50  # a text and its HTML can have 0.5 MB
# What a rendering at another time may change: members got a handle, and quoted posts changed.
_LINK_TO_MEMBER = re.compile(r'<a [^>]*href="/members/[^>]*>(.*?)</a>')
_CHECKED_QUOTATION = '<blockquote class="checked"'


def html_check(actions: ContributionActions) -> RowCheck:
    """Compare the stored HTML with a rendering of the stored text."""
    return RowCheck(
        f"{actions.model._meta.model_name}-html",
        rows=actions.model.objects.all,
        find=partial(_find_other_html, actions),
        repair=rerender_each(actions),
        repair_sentence="renders it again",
    )


def rerender_each(actions: ContributionActions) -> Any:
    """The repair of wrong HTML, stored or cached: a rendering with a new change mark."""
    with_conversation = actions.model.objects.select_related(actions.model.conversation_field)
    return one_by_one(lambda key: actions.rerender(with_conversation.get(pk=key)))


def _find_other_html(actions: ContributionActions, rows: "QuerySet[Any]") -> Iterator[Problem]:
    noun = actions.model._meta.verbose_name_raw
    columns = ("pk", "source", "nonce", "html", "markup_version")
    for pk, source, nonce, html, version in rows.values_list(*columns).iterator(ROWS_AT_ONCE):
        name = f"{noun.capitalize()} {pk}"
        if version < markup.VERSION:
            yield Problem(pk, f"{name} has HTML of markup version {version}")
        elif not _is_rendered_from(actions, html, source, nonce):
            yield Problem(pk, f"{name} has other HTML than its text")


def _is_rendered_from(actions: ContributionActions, html: str, source: str, nonce: Any) -> bool:
    try:
        fresh = actions.render(source, nonce).fields["html"] if source else ""
    except Refused:  # a rule that is newer than the text
        return True
    return html == fresh or _lasting_part(html) == _lasting_part(fresh)


def _lasting_part(html: str) -> str:
    without_links = _LINK_TO_MEMBER.sub(r"\1", html)
    return without_links.replace(_CHECKED_QUOTATION, "<blockquote")
