"""Make the mail: text and HTML in the language of its reader, with the headers of a list."""

from typing import NamedTuple

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Member
from collective_brain.i18n.languages import html_language
from forum.mail import entries, links
from forum.mail.addresses import (
    mail_domain,
    message_id_of_enquiry,
    message_id_of_note,
    message_id_of_post,
    page_url,
    sender,
)
from forum.mail.entries import MAX_ENTRIES
from forum.mail.incoming.reply_addresses import received_message_id, reply_address
from forum.mail.kinds import REASONS, MailKind
from forum.mail.reading.kinds import OWN_HEADER
from forum.mail.selection import ConversationMail, EnquiryMail, NotesMail, TopicMail

MAX_BYTES = 15_000
# Characters of all texts in a mail, tried in this order until the mail is small enough.
LENGTHS = (6_000, 3_000, 1_500, 700)
STRENGTH = list(MailKind)
# It never loads anything. The style element stays for the colors of dark screens.
inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


class Contents(NamedTuple):
    """What the two kinds of mail differ in."""

    title: str
    place: str  # the name of the theme
    url: str
    language: str  # of the title
    kind: MailKind
    names: list[str]
    parent_ids: list[str]  # Message-IDs: the first one, and the one that is answered
    list_id: str
    topic_id: int | None
    reply_to: str  # "" if the site takes no answers by mail
    answer_sentence: str


def make(member: Member, mail: ConversationMail, message_id: str) -> EmailMultiAlternatives:
    """The mail in the language of `member`, cut so that it has at most MAX_BYTES."""
    with translation.override(member.language or settings.LANGUAGE_CODE):
        contents = _contents(member, mail)
        for length in LENGTHS:
            message = _message(member, contents, _entries(mail, length), message_id)
            if len(message.message().as_bytes()) <= MAX_BYTES:
                break
    return message


def _contents(member: Member, mail: ConversationMail) -> Contents:
    if isinstance(mail, TopicMail):
        return _of_topic(member, mail)
    if isinstance(mail, NotesMail):
        return _of_notes(member, mail)
    return _of_enquiry(member, mail)


def _of_topic(member: Member, mail: TopicMail) -> Contents:
    topic, kinds = mail.topic, [kind for kind, _post in mail.posts]
    answered = mail.posts[0][1].reply_to or 1
    numbers = sorted({1, answered} - {mail.posts[0][1].number})
    return Contents(
        title=topic.title,
        place=topic.theme.name,
        url=page_url(mail.posts[0][1].get_absolute_url()),
        language=topic.language,
        kind=min(kinds, key=STRENGTH.index),
        names=[post.author.get_full_name() for _kind, post in mail.posts],
        parent_ids=_parent_ids(member, topic.pk, numbers),
        list_id=f"{topic.theme.slug}.{mail_domain()}",
        topic_id=topic.pk,
        reply_to=reply_address(member, topic=topic),
        answer_sentence=translation.gettext(
            "You can answer this e-mail. Everybody can read your answer in the topic."
        ),
    )


def _parent_ids(member: Member, topic_id: int, numbers: list[int]) -> list[str]:
    """Of these posts. Of a post that `member` wrote by mail also the id in their own program."""
    ids = []
    for number in numbers:
        ids.append(message_id_of_post(topic_id, number))
        if own_id := received_message_id(member, topic_id, number):
            ids.append(own_id)
    return ids


def _of_enquiry(member: Member, mail: EnquiryMail) -> Contents:
    first, enquiry = mail.messages[0], mail.messages[0].enquiry
    earlier = enquiry.messages.filter(pk__lt=first.pk).order_by("-pk").values_list("pk", flat=True)
    return Contents(
        title=translation.gettext("Messages with facilitators"),
        place=enquiry.theme.name,
        url=page_url(enquiry.get_absolute_url()),
        language="",
        kind=MailKind.MESSAGE,
        names=[message.author.get_full_name() for message in mail.messages],
        parent_ids=[message_id_of_enquiry(enquiry.pk, key) for key in earlier[:1]],
        list_id=f"facilitators.{mail_domain()}",
        topic_id=None,
        reply_to=reply_address(member, enquiry=enquiry),
        answer_sentence=translation.gettext(
            "You can answer this e-mail. Your answer is a private message."
        ),
    )


def _of_notes(member: Member, mail: NotesMail) -> Contents:
    """Without the subject of the conversation: others may see the list of mails on a screen."""
    first, conversation = mail.notes[0], mail.notes[0].private_conversation
    parents = [first.number - 1] if first.number > 1 else []
    return Contents(
        title=translation.gettext("Private notes"),
        place=conversation.title_for(member),
        url=page_url(first.get_absolute_url()),
        language="",
        kind=MailKind.NOTE,
        names=[note.author.get_full_name() for note in mail.notes],
        parent_ids=[message_id_of_note(conversation.pk, number) for number in parents],
        list_id=f"private.{mail_domain()}",
        topic_id=None,
        reply_to=reply_address(member, private_conversation=conversation),
        answer_sentence=translation.gettext(
            "You can answer this e-mail. Only the people in this conversation can read your answer."
        ),
    )


def _entries(mail: ConversationMail, length: int) -> list[entries.Entry]:
    """length: characters of all texts together."""
    if isinstance(mail, TopicMail):
        posts = mail.posts[:MAX_ENTRIES]
        return entries.of_posts(posts, length // len(posts))
    if isinstance(mail, NotesMail):
        notes = mail.notes[:MAX_ENTRIES]
        return entries.of_notes(notes, length // len(notes))
    messages = mail.messages[:MAX_ENTRIES]
    return entries.of_messages(messages, length // len(messages))


def _message(
    member: Member, contents: Contents, shown: list[entries.Entry], message_id: str
) -> EmailMultiAlternatives:
    subject = f"[Collective Brain] {' '.join(contents.title.split())}"
    stop = links.make(links.STOP, member.pk, contents.kind)
    context = {
        "mail": contents,
        "subject": subject,
        "entries": shown,
        "left_out": max(0, len(contents.names) - MAX_ENTRIES),
        "reason": REASONS[contents.kind],
        "stop_url": stop,
        "mute_url": contents.topic_id and links.make(links.MUTE, member.pk, contents.topic_id),
        "settings_url": page_url(reverse("mail:settings")),
        "language": html_language(translation.get_language() or ""),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    message = EmailMultiAlternatives(
        subject,
        render_to_string("mail/mail.txt", context).strip() + "\n",
        sender(contents.names),
        [member.email],
        reply_to=[contents.reply_to] if contents.reply_to else [],
        headers=list_headers(contents, message_id, stop),
    )
    html = inliner.inline(render_to_string("mail/mail.html", context))
    message.attach_alternative(html, "text/html")
    return message


def list_headers(contents: Contents, message_id: str, stop_url: str) -> dict[str, str]:
    """RFC 5322, RFC 2919 (List-Id), RFC 2369 and 8058 (one click), RFC 3834 (Auto-Submitted).

    By OWN_HEADER, the site knows its own mail when it comes back.
    """
    headers = {
        "Message-ID": message_id,
        "List-Id": f"Collective Brain <{contents.list_id}>",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        OWN_HEADER: contents.kind,
        "Feedback-ID": f"{contents.kind}:{contents.list_id}:collective-brain",
    }
    if contents.parent_ids:
        headers["In-Reply-To"] = contents.parent_ids[-1]
        headers["References"] = " ".join(contents.parent_ids)
    return headers
