"""The bytes of a mail become its sender, recipients, text and attachments, and never an error."""

import base64
from datetime import UTC, datetime

import pytest

from forum.mail.reading.bodies import Attachment
from forum.mail.reading.message import read_mail


def mail(*headers: str, body: str | bytes = "Hello") -> bytes:
    content = body if isinstance(body, bytes) else body.encode()
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + content


def test_a_usual_mail_is_read_whole():
    read = read_mail(
        mail(
            "From: Ana Silva <ana@example.org>",
            "To: Forum <reply+KEY@forum.example>",
            "Subject: =?UTF-8?Q?R=C3=A9ponse_=C3=A0?= =?UTF-8?Q?_la_question?=",
            "Message-ID: <one@example.org>",
            "In-Reply-To: <post-3@forum.example>",
            "References: <post-1@forum.example>\r\n <post-3@forum.example>",
            "Date: Mon, 30 Nov 2026 10:00:00 +0200",
        )
    )

    assert (read.sender, read.sender_name) == ("ana@example.org", "Ana Silva")
    assert read.recipients == ("reply+KEY@forum.example",)
    assert read.subject == "Réponse à la question"
    assert read.message_id == "<one@example.org>"
    assert read.in_reply_to == "<post-3@forum.example>"
    assert read.references == ("<post-1@forum.example>", "<post-3@forum.example>")
    assert read.date == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert (read.text, read.attachments, read.is_cut) == ("Hello", (), False)


def test_what_servers_add_comes_before_what_the_sender_wrote():
    names = ("Cc", "To", "Resent-To", "Envelope-To", "X-Original-To", "Delivered-To")

    read = read_mail(mail(*(f"{name}: {name.lower()}@example.org" for name in names)))

    assert read.recipients == tuple(f"{name.lower()}@example.org" for name in reversed(names))


@pytest.mark.parametrize(
    "author",
    [
        ["From: ana@example.org, luis@example.org"],
        ["From: ana@example.org", "From: luis@example.org"],
        ["From: "],
        ["From: undisclosed"],
        ["From: " + "(" * 5_000],
        [],
    ],
)
def test_a_mail_without_exactly_one_author_has_no_sender(author):
    assert read_mail(mail(*author, "To: reply@forum.example")).sender == ""


def test_an_address_in_a_display_name_is_not_the_sender():
    read = read_mail(mail('From: "ana@example.org" <eve@evil.example>'))

    assert read.sender == "eve@evil.example"


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "utf-8"),
        ("us-ascii", "cp1252"),
        ("no-such-charset", "utf-8"),
        ("unicode_escape", "utf-8"),
        ("zlib", "cp1252"),
        ("", "latin-1"),
        ("utf-16", "utf-16"),
        ("iso-8859-15", "iso-8859-15"),
        ("macintosh", "mac-roman"),
    ],
)
def test_any_charset_is_read_whatever_is_declared(declared, used):
    text = "Coopérative São João, ¿qué año?"

    body = base64.b64encode(text.encode(used))
    encoding = "Content-Transfer-Encoding: base64"

    read = read_mail(mail(f"Content-Type: text/plain; charset={declared}", encoding, body=body))

    assert read.text == text


@pytest.mark.parametrize("used", ["utf-8", "cp1252"])
def test_bytes_beyond_ascii_are_read_in_text_headers_and_names_of_files(used):
    raw = (
        "From: José <jose@example.org>\nSubject: São João\n"
        'Content-Type: multipart/mixed; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nQué año\n"
        '--B\nContent-Type: image/png; name="año.png"\n\nx\n--B--\n'
    )

    read = read_mail(raw.encode(used))

    assert (read.sender_name, read.subject, read.text) == ("José", "São João", "Qué año")
    assert read.attachments[0].name == "año.png"


def test_a_text_cut_within_a_character_is_not_read_as_another_charset():
    body = "Coopérative de São João é".encode()[:-1]

    read = read_mail(mail("Content-Type: text/plain; charset=utf-8", body=body))

    assert read.text == "Coopérative de São João \ufffd"


def test_a_character_that_continues_in_the_next_encoded_word_is_whole():
    whole = base64.b64encode("é".encode())
    first, second = (
        base64.b64encode(part).decode() for part in ("é".encode()[:1], "é".encode()[1:])
    )

    read = read_mail(mail(f"Subject: =?utf-8?B?{first}?= =?utf-8?B?{second}?= {whole.decode()}"))

    assert read.subject.startswith("é ")


def test_a_mail_with_only_html_becomes_markdown():
    html = (
        "<style>p{}</style><script>alert(1)</script><p>Hello <b>all</b>,</p>"
        '<blockquote>Who comes?</blockquote><p>I do. <img src="https://track.example/x.gif"></p>'
    )

    read = read_mail(mail("Content-Type: text/html; charset=utf-8", body=html))

    assert read.text.split("\n\n") == ["Hello **all**,\n> Who comes?", "I do.\n"]


def multipart(kind: str, *parts: str) -> bytes:
    body = "".join(f"--B\r\n{part}\r\n" for part in parts)
    return mail(f'Content-Type: multipart/{kind}; boundary="B"', body=f"{body}--B--\r\n")


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nPlain"
HTML = "Content-Type: text/html\r\n\r\n<p>HTML</p>"
EMPTY = "Content-Type: text/plain\r\n\r\n  "


def test_plain_text_is_preferred_to_html():
    assert read_mail(multipart("alternative", PLAIN, HTML)).text == "Plain"


def test_html_is_read_where_the_plain_text_is_empty():
    assert read_mail(multipart("alternative", EMPTY, HTML)).text.strip() == "HTML"


def test_texts_around_a_picture_are_one_text():
    picture = "Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\nx"

    assert read_mail(multipart("mixed", PLAIN, picture, PLAIN)).text == "Plain\nPlain"


def test_attachments_are_named_and_not_read():
    encoded = base64.b64encode(b"x" * 300).decode()
    file = (
        "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="../etc/r\u202eeport.pdf"\r\n\r\n{encoded}'
    )
    notes = 'Content-Type: text/plain; name="notes.txt"\r\n\r\nNotes'
    nested = "Content-Type: message/rfc822\r\n\r\nSubject: Inside\r\n\r\nAnother mail"

    read = read_mail(multipart("mixed", PLAIN, file, notes, nested))

    assert read.text == "Plain"
    assert read.attachments == (
        Attachment("r eport.pdf", "application/pdf", 300),
        Attachment("notes.txt", "text/plain", 5),
        Attachment("", "message/rfc822", 0),
    )
