"""Mails as programs of members send them."""

import itertools
from typing import Any

from forum.mail.incoming import reply_addresses
from forum.topics.models import Topic

_count = itertools.count(1)


def answer(member: Any, to: str, text: str = "I agree.", **headers: str) -> bytes:
    """A plain mail of `member`. headers: `in_reply_to` becomes In-Reply-To; "" leaves one out."""
    fields = {
        "From": f"{member.name} <{member.email}>",
        "To": to,
        "Subject": "Re: Care and work",
        "Message-ID": f"<{next(_count)}@phone.example>",
        "Content-Type": "text/plain; charset=utf-8",
    }
    given = {name.replace("_", "-").title(): value for name, value in headers.items()}
    fields |= {"Message-ID" if name == "Message-Id" else name: given[name] for name in given}
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\r\n".join([*lines, "", *text.split("\n"), ""]).encode()


def reply_address(member: Any, topic: Any) -> str:
    return reply_addresses.reply_address(member, topic=topic)


def posts(topic: Topic) -> list[str]:
    """The texts of the answers."""
    answers = topic.posts.filter(number__gt=1).order_by("number")
    return list(answers.values_list("source", flat=True))
