"""Make the mail of a digest, in the language of its reader."""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from collective_brain.i18n.languages import html_language, text_language
from forum.mail import links
from forum.mail.addresses import mail_domain, page_url
from forum.mail.digests.contents import Digest, News
from forum.mail.digests.topic_links import numbered_link
from forum.mail.entries import sentence_of_post
from forum.mail.incoming.reply_addresses import digest_address
from forum.mail.kinds import REASONS, MailKind
from forum.mail.messages import MAX_BYTES, Contents, inliner, list_headers

# (characters, topics) of a mail, tried in this order until it is small enough. A line has about 80.
SIZES = ((240, 8), (160, 8), (160, 5), (80, 3))


class DigestTopic(NamedTuple):
    """One topic as the templates show it. text: its first three lines."""

    number: int  # in the digest, from 1
    theme: str
    title: str
    language: str
    url: str
    sentence: str
    post_count: int
    text: str
    text_language: str


def make(member: Member, digest: Digest, message_id: str) -> EmailMultiAlternatives:
    """The mail in the language of `member`, cut so that it has at most MAX_BYTES."""
    with translation.override(member.language or settings.LANGUAGE_CODE):
        for length, most in SIZES:
            message = _message(member, _shorter(digest, most), length, message_id)
            if len(message.message().as_bytes()) <= MAX_BYTES:
                break
    return message


def _shorter(digest: Digest, most: int) -> Digest:
    left_out = digest.left_out + max(0, len(digest.news) - most)
    return digest._replace(
        news=digest.news[:most], questions=digest.questions[:most], left_out=left_out
    )


def _message(
    member: Member, digest: Digest, length: int, message_id: str
) -> EmailMultiAlternatives:
    contents, stop = _contents(member, digest), links.make(links.STOP, member.pk, MailKind.DIGEST)
    context = {
        "mail": contents,
        "subject": f"[Collective Brain] {contents.title}",
        "day": digest.day,
        "news": [_topic(each, number, length) for number, each in enumerate(digest.news, 1)],
        "questions": [
            _topic(each, number, length)
            for number, each in enumerate(digest.questions, len(digest.news) + 1)
        ],
        "left_out": digest.left_out,
        "enquiries": [
            {"theme": enquiry.theme.name, "url": page_url(enquiry.get_absolute_url())}
            for enquiry in digest.enquiries
        ],
        "private_conversations": digest.private_conversations,
        "private_url": page_url(reverse("private_notes:list")),
        "reason": REASONS[MailKind.DIGEST],
        "stop_url": stop,
        "settings_url": page_url(reverse("mail:settings")),
        "language": html_language(translation.get_language() or ""),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    return _as_mail(member, context, list_headers(contents, message_id, stop))


def _as_mail(
    member: Member, context: dict[str, Any], headers: dict[str, str]
) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        context["subject"],
        render_to_string("mail/digest.txt", context).strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [member.email],
        reply_to=[context["mail"].reply_to] if context["mail"].reply_to else [],
        headers=headers,
    )
    html = inliner.inline(render_to_string("mail/digest.html", context))
    message.attach_alternative(html, "text/html")
    return message


def _contents(member: Member, digest: Digest) -> Contents:
    return Contents(
        title=_title(digest),
        place="",
        url=page_url(reverse("following:list")),
        language="",
        kind=MailKind.DIGEST,
        names=[],
        parent_ids=[],
        list_id=f"digest.{mail_domain()}",
        topic_id=None,
        reply_to=digest_address(member),
        answer_sentence=_(
            "You can answer this e-mail about one topic: write its number alone in the first line, "
            "and your text below."
        ),
    )


def _title(digest: Digest) -> str:
    """The subject names the first topic, so that a reader sees whether to open the mail."""
    listed = [*digest.news, *digest.questions]
    if not listed:
        return _("Messages with facilitators") if digest.enquiries else _("Private notes")
    title = Truncator(" ".join(listed[0].topic.title.split())).chars(80)
    more = len(listed) - 1 + digest.left_out
    if not more:
        return _("New: %(title)s") % {"title": title}
    template = ngettext(
        "New: %(title)s, and %(count)s more topic",
        "New: %(title)s, and %(count)s more topics",
        more,
    )
    return template % {"title": title, "count": more}


def _topic(news: News, number: int, length: int) -> DigestTopic:
    topic, post = news.topic, news.post
    text = _cut(post.own_text, length)
    return DigestTopic(
        number=number,
        theme=topic.theme.name,
        title=topic.title,
        language=topic.language,
        url=numbered_link(page_url(post.get_absolute_url()), number),
        sentence=sentence_of_post(news.kind, post),
        post_count=news.post_count,
        text=text,
        text_language=text_language(text, post.language),
    )


def _cut(text: str, length: int) -> str:
    """The first `length` characters of a text, without half a word and a mark before the dots."""
    if len(text) <= length:
        return text
    words = text[:length].rsplit(" ", 1)[0]
    return f"{words.rstrip('.,;:!?…')}…"
