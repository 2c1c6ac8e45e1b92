"""What new members may write in one text and in one day (decision 94).

The level is a column of the member that is loaded already, so members of other levels cost nothing.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member

# The sanitizer wrote the HTML, so an attribute contains no ">".
_TAG = re.compile(r"<(/?)(blockquote|a)\b([^>]*)>")
_HREF = re.compile(r'href="([^"]*)"')


class DayLimit(NamedTuple):
    """column: of DailyUse. sentence: why one more is refused."""

    column: str
    most: int
    sentence: Callable[[], str]


def day_limit(member: Member, column: str) -> DayLimit | None:
    """What `member` may do in a day of what `column` counts; None without a limit."""
    return DayLimit(column, _MOST[column](), _SENTENCES[column]) if member.is_new else None


def refuse_text(author: Member, html: str, *, before: str = "") -> str:
    """Why a new member may not store this text.

    before: the HTML of the text until now. Who corrects it keeps the links that it has.
    """
    if not author.is_new or "<a " not in html:
        return ""
    links, mentions = _own_links(html)
    if links > settings.NEW_MEMBER_LINKS and links > _own_links(before)[0]:
        return _refuse_links()
    if mentions > settings.NEW_MEMBER_MENTIONS and mentions > _own_links(before)[1]:
        return _refuse_mentions()
    return ""


def _own_links(html: str) -> tuple[int, int]:
    """The links to other sites and the mentioned members, without what others wrote.

    A quotation counts unless the site has found its words in the quoted post.
    """
    links, mentions = 0, set()
    quotations: list[bool] = []
    for end, tag, attributes in _TAG.findall(html):
        if tag == "blockquote" and end:
            quotations.pop()
        elif tag == "blockquote":
            quotations.append("checked" in attributes)
        elif not any(quotations):
            links += 'rel="' in attributes
            if 'class="mention"' in attributes and (profile := _HREF.search(attributes)):
                mentions.add(profile[1])
    return links, len(mentions)


def how_to_lift() -> str:
    """What ends the limits. It follows each refusal."""
    return _(
        "This limit is for new members. It ends when you have taken part a little, or when a"
        " facilitator vouches for you: see Help > Trust levels."
    )


def _refuse_links() -> str:
    most = settings.NEW_MEMBER_LINKS
    sentence = ngettext(
        "Your text may have at most %(count)d link to other sites. Please remove the others.",
        "Your text may have at most %(count)d links to other sites. Please remove the others.",
        most,
    )
    return f"{sentence % {'count': most}} {how_to_lift()}"


def _refuse_mentions() -> str:
    most = settings.NEW_MEMBER_MENTIONS
    sentence = ngettext(
        "Your text may mention at most %(count)d member. Please remove the others.",
        "Your text may mention at most %(count)d members. Please remove the others.",
        most,
    )
    return f"{sentence % {'count': most}} {how_to_lift()}"


def _refuse_messages() -> str:
    sentence = _(
        "You have written the %(count)d messages that you can write today. Send this one tomorrow."
    )
    return f"{sentence % {'count': settings.NEW_MEMBER_MESSAGES_A_DAY}} {how_to_lift()}"


def _refuse_uploads() -> str:
    sentence = _(
        "You have uploaded the %(count)d files that you can upload today. Upload this one tomorrow."
    )
    return f"{sentence % {'count': settings.NEW_MEMBER_UPLOADS_A_DAY}} {how_to_lift()}"


def _refuse_topics() -> str:
    sentence = _(
        "You have started the %(count)d topics that you can start today. Start this one tomorrow."
    )
    return f"{sentence % {'count': settings.NEW_MEMBER_TOPICS_A_DAY}} {how_to_lift()}"


_MOST: dict[str, Callable[[], int]] = {
    "messages": lambda: settings.NEW_MEMBER_MESSAGES_A_DAY,
    "uploads": lambda: settings.NEW_MEMBER_UPLOADS_A_DAY,
    "topics": lambda: settings.NEW_MEMBER_TOPICS_A_DAY,
}
_SENTENCES: dict[str, Callable[[], str]] = {
    "messages": _refuse_messages,
    "uploads": _refuse_uploads,
    "topics": _refuse_topics,
}
