"""The posts and messages in a mail, each with its HTML and its text, cut to a length."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import linebreaks
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from collective_brain.i18n.languages import text_language
from forum.enquiries.models import EnquiryMessage
from forum.mail.addresses import page_url
from forum.mail.kinds import MailKind
from forum.mail.reading.html_text import markdown
from forum.markup import with_absolute_links, without_pictures
from forum.notifications.kinds import Kind
from forum.private_notes.models import PrivateNote
from forum.topics.models import Post

EMPTY_LINES = re.compile(r"\n(?:[ \t\xa0]*\n){2,}")
MAX_ENTRIES = 10  # in one mail; the site has the others
SENTENCES = {
    MailKind.MENTION: Kind.MENTION.label,
    MailKind.REPLY: Kind.REPLY.label,
    MailKind.CHOSEN: Kind.WATCHED.label,
    MailKind.WATCHED: Kind.WATCHED.label,
    MailKind.TRACKED: Kind.WATCHED.label,
}


class Entry(NamedTuple):
    """sentence: who did what. url: its page. text: Markdown of the HTML. language: a `lang`.

    cut: whether the page has more.
    """

    sentence: str
    url: str
    html: str
    text: str
    language: str
    cut: bool


def of_posts(posts: Iterable[tuple[MailKind, Post]], length: int) -> list[Entry]:
    return [_of_post(kind, post, length) for kind, post in posts]


def of_messages(messages: Iterable[EnquiryMessage], length: int) -> list[Entry]:
    return [_of_message(message, length) for message in messages]


def of_notes(notes: Iterable[PrivateNote], length: int) -> list[Entry]:
    return [_of_note(note, length) for note in notes]


def sentence_of_post(kind: MailKind, post: Post) -> str:
    template = SENTENCES.get(kind) or _("%(name)s started a new topic")
    return template % {"name": post.author.get_full_name()}


def _of_post(kind: MailKind, post: Post, length: int) -> Entry:
    url = page_url(post.get_absolute_url())
    html = with_absolute_links(
        without_pictures(post.body), site=page_url("/").rstrip("/"), page=url
    )
    language = text_language(post.body, post.language)
    return _entry(sentence_of_post(kind, post), url, html, language, length)


def _of_note(note: PrivateNote, length: int) -> Entry:
    sentence = Kind.PRIVATE_NOTE.label % {"name": note.author.get_full_name()}
    url = page_url(note.get_absolute_url())
    html = with_absolute_links(
        without_pictures(note.body), site=page_url("/").rstrip("/"), page=url
    )
    return _entry(sentence, url, html, text_language(note.body, note.language), length)


def _of_message(message: EnquiryMessage, length: int) -> Entry:
    is_answer = message.author_id != message.enquiry.member_id
    template = Kind.ANSWER.label if is_answer else Kind.ENQUIRY.label
    sentence = template % {"name": message.author.get_full_name()}
    html = linebreaks(message.source, autoescape=True)
    return _entry(sentence, page_url(message.enquiry.get_absolute_url()), html, "", length)


def _entry(sentence: str, url: str, html: str, language: str, length: int) -> Entry:
    short = Truncator(html).chars(length, html=True)
    text = EMPTY_LINES.sub("\n\n", markdown(short)).strip()
    return Entry(sentence, url, short, text, language, cut=short != html)
