"""Find out which topic of a digest a mail answers: the one that is named by a number in the first
line, the one with its heading quoted above the answer, or the only one.
"""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.models import Member
from forum.mail.addresses import page_url
from forum.mail.digests.topic_links import numbered_link, topics_by_number
from forum.mail.incoming.models import ReplyKey
from forum.mail.incoming.outcomes import Reason
from forum.mail.incoming.publication import NotPublished
from forum.mail.reading.message import IncomingMail
from forum.topics.models import Topic

# A number alone, as people write one: 2  #2  2.  (2)
NUMBER = re.compile(r"[\s#(]*(\d{1,2})[.):]?\s*")


def choose_topic(key: ReplyKey, mail: IncomingMail) -> IncomingMail:
    """Give `key` the topic that is meant, and return the mail without the line of the number.

    Raises NotPublished with the choices if no topic, or one of several, can be meant.
    """
    listed = topics_by_number(mail.text)
    first_line, _break, below = mail.kept.strip().partition("\n")
    if named := NUMBER.fullmatch(first_line):
        number: int | None = int(named[1])
        mail = replace(mail, kept=below)
    else:
        number = _number_above(mail, first_line, listed)
    if number not in listed:
        raise NotPublished(Reason.WHICH_TOPIC, _choices(key.member, listed))
    key.topic = Topic.objects.visible_to(key.member).filter(pk=listed[number]).first()
    if key.topic is None:
        raise NotPublished(Reason.GONE)
    return mail


def _number_above(mail: IncomingMail, first_line: str, listed: dict[int, int]) -> int | None:
    """The number of the quoted heading above the answer, or of the only topic of the digest."""
    lines = [line.strip() for line in mail.text.splitlines()]
    above = lines[: lines.index(first_line.strip())] if first_line.strip() in lines else []
    if quoted := list(topics_by_number("\n".join(above))):
        return quoted[-1]
    return next(iter(listed)) if len(listed) == 1 else None


def _choices(member: Member, listed: dict[int, int]) -> str:
    """The question, and the topics of the digest with their numbers."""
    question = _(
        "Which topic do you mean? Answer again: its number alone in the first line, and your text "
        "below."
    )
    topics = Topic.objects.visible_to(member).in_bulk(listed.values())
    lines = [
        f"{number}. {topics[pk].title}\n{numbered_link(page_url(topics[pk].post_url(1)), number)}"
        for number, pk in listed.items()
        if pk in topics
    ]
    return "\n\n".join([question, *lines])
