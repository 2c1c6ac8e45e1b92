"""What machines send never counts as a person's mail, and what persons send always does."""

import pytest

from forum.mail.reading.kinds import OWN_HEADER, IncomingKind
from forum.mail.reading.message import read_mail

from .test_message import HTML, PLAIN, mail, multipart

FROM = "From: Ana Silva <ana@example.org>"


def kind(*headers: str, text: str = "I agree with Luis.", envelope_sender: str | None = None):
    return read_mail(mail(*headers, body=text), envelope_sender=envelope_sender).kind


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "Auto-Submitted: Auto-Notified; owner-email=ana@example.org",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: auto_reply",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-Autoreply: yes",
        "X-Autorespond: vacation",
        "Subject: Automatic reply: Cooperatives in Dakar",
        "Subject: Out of office: back on Monday",
        "Subject: Respuesta automática: Cooperativas",
        "Subject: Réponse automatique : Coopératives",
        "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_=3A_Coop=C3=A9ratives?=",
        "Subject: Absence du bureau",
        "Subject: Resposta automática: Cooperativas",
    ],
)
def test_an_automatic_answer_is_known_by_its_headers(header):
    assert kind(FROM, header) == IncomingKind.AUTOMATIC


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until 3 May with limited access to e-mail.",
        "Thank you for your mail. I'm currently on leave. For urgent matters write to Luis.",
        "I will be travelling until Friday and will reply to your message upon my return.",
        "This is an automatically generated message. Please do not reply.",
        "Estoy fuera de la oficina hasta el 3 de mayo. Para asuntos urgentes, escriba a Luis.",
        "Estaré de vacaciones con acceso limitado al correo.",
        "Este es un mensaje automático.",
        "Je suis actuellement en congé. En cas d'urgence, contactez Luis.",
        "Je serai absente jusqu'au 3 mai et je vous répondrai dès mon retour.",
        "Ceci est une réponse automatique, merci de ne pas répondre.",
        "Estarei de férias até 3 de maio. Em caso de urgência, contacte o Luís.",
        "Encontro-me ausente, com acesso limitado ao e-mail.",
        "Esta é uma resposta automática.",
    ],
)
def test_an_automatic_answer_without_headers_is_known_by_its_words(text):
    assert kind(FROM, "Subject: Re: Cooperatives", text=text) == IncomingKind.AUTOMATIC


@pytest.mark.parametrize(
    "text",
    [
        "I'm out of the office until Monday, but I agree with Ana.",
        "Our members are on leave in August. Please answer before.",
        "Estoy ausente hasta el lunes, pero de acuerdo con la propuesta.",
        "Je suis en congé mais je soutiens la proposition de Luis.",
        "Estou de férias, mas concordo com a proposta.",
        "The office had limited access to electricity, an urgent problem.",
        "We wrote an automatic reply for the ministry.",
        "Luis says that your message could not be delivered to the ministry.",
        "550 families live there, and the user unknown to the bank gets no loan.",
        "Weekly",
        "",
    ],
)
def test_a_person_who_writes_about_an_absence_is_a_person(text):
    assert kind(FROM, "Subject: Re: Automatic replies and delivery failures", text=text) == (
        IncomingKind.PERSON
    )


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: no", "Precedence: first-class", "X-Priority: 1"]
)
def test_headers_of_persons_are_no_sign(header):
    assert kind(FROM, header) == IncomingKind.PERSON


def test_mail_of_the_site_that_comes_back_is_its_own():
    assert kind(FROM, f"{OWN_HEADER}: reply", "Auto-Submitted: auto-generated") == IncomingKind.OWN


def test_mail_from_nobody_is_not_from_a_person():
    assert kind(FROM, "Return-Path: <>") == IncomingKind.NULL_SENDER
    assert kind(FROM, envelope_sender="") == IncomingKind.NULL_SENDER
    assert kind(FROM, "Return-Path: <ana@example.org>", envelope_sender="ana@example.org") == (
        IncomingKind.PERSON
    )


@pytest.mark.parametrize("address", ["no-reply@example.org", "post-noreply@example.org"])
def test_mail_of_an_address_that_nobody_reads_is_automatic(address):
    assert kind(f"From: {address}") == IncomingKind.AUTOMATIC


@pytest.mark.parametrize(
    "text",
    [
        "*" * 47 + "\nYour message could not be delivered to\nluis@example.org",
        "Votre message n'a pas pu être délivré à luis@example.org",
        "Su mensaje no pudo ser entregado a luis@example.org",
        "A sua mensagem não pôde ser entregue a luis@example.org",
    ],
)
def test_a_report_with_the_subject_of_an_answer_is_known_by_its_first_words(text):
    assert kind(FROM, "Subject: RE: Care", text=text) == IncomingKind.DELIVERY_REPORT


@pytest.mark.parametrize(
    "header",
    ["List-Id: <list.example.org>", "Mailing-List: contact x@example.org", "X-MLServer: fml"],
)
def test_mail_that_a_list_sent_is_of_a_list(header):
    assert kind(FROM, header) == IncomingKind.MAILING_LIST


def report(report_type: str, part_type: str) -> bytes:
    part = f"Content-Type: {part_type}\r\n\r\nAction: failed"
    raw = multipart(f"report; report-type={report_type}", PLAIN, part)
    return f"{FROM}\r\n".encode() + raw


@pytest.mark.parametrize(
    ("report_type", "part_type", "expected"),
    [
        ("delivery-status", "message/delivery-status", IncomingKind.DELIVERY_REPORT),
        ("feedback-report", "message/feedback-report", IncomingKind.COMPLAINT),
        ("disposition-notification", "message/disposition-notification", IncomingKind.RECEIPT),
    ],
)
def test_reports_are_known_by_their_type_or_their_part(report_type, part_type, expected):
    assert read_mail(report(report_type, "text/plain")).kind == expected
    assert read_mail(report("other", part_type)).kind == expected


@pytest.mark.parametrize(
    "headers",
    [
        ["From: MAILER-DAEMON@example.org", "Subject: Undelivered Mail Returned to Sender"],
        ["From: Mail Delivery System <bounce@example.org>", "Return-Path: <>"],
        ["From: relay@example.org", "Subject: Échec de remise du message", "Return-Path: <>"],
        ["From: relay@example.org", "X-Failed-Recipients: ana@example.org"],
    ],
)
def test_reports_of_old_servers_are_known_by_two_signs(headers):
    assert kind(*headers) == IncomingKind.DELIVERY_REPORT


def test_an_answer_to_an_invitation_is_of_a_calendar():
    answer = "Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR"

    assert read_mail(multipart("alternative", PLAIN, HTML, answer)).kind == IncomingKind.CALENDAR
    assert kind(FROM, "Content-Class: urn:content-classes:calendarmessage") == IncomingKind.CALENDAR


def test_a_calendar_file_that_a_person_attached_is_an_attachment():
    file = (
        "Content-Type: text/calendar; name=meeting.ics\r\n"
        "Content-Disposition: attachment\r\n\r\nBEGIN:VCALENDAR"
    )

    assert read_mail(multipart("mixed", PLAIN, file)).kind == IncomingKind.PERSON
