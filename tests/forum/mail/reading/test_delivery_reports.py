"""A delivery report says which addresses failed, for how long, and for which mail."""

import pytest

from forum.mail.reading.delivery_reports import FailedRecipient, read_delivery_report

from .test_message import mail, multipart

STATUS = (
    "Content-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mx.example.org\r\n\r\n"
    "Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User\r\n unknown\r\n"
)
ORIGINAL = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <post-3@forum.example>\r\n\r\nHello"


def status(action: str, number: str) -> str:
    return STATUS.format(address="ana@example.org", action=action, status=number)


def test_a_standard_report_names_the_address_and_the_mail():
    report = read_delivery_report(multipart("report", status("failed", "5.1.1"), ORIGINAL))

    assert report.original_message_id == "<post-3@forum.example>"
    assert report.recipients == (
        FailedRecipient("ana@example.org", True, "5.1.1", "smtp; 550 5.1.1 User unknown"),
    )


@pytest.mark.parametrize(("action", "number"), [("delayed", "4.4.1"), ("failed", "4.2.2")])
def test_a_temporary_failure_is_not_permanent(action, number):
    report = read_delivery_report(multipart("report", status(action, number)))

    assert [recipient.is_permanent for recipient in report.recipients] == [False]


@pytest.mark.parametrize(("action", "number"), [("delivered", "2.0.0"), ("relayed", "2.1.9")])
def test_an_address_that_received_the_mail_did_not_fail(action, number):
    assert read_delivery_report(multipart("report", status(action, number))).recipients == ()


def test_a_report_without_standard_parts_is_read_by_its_format():
    raw = mail(
        "From: MAILER-DAEMON@mx.example.org",
        body=(
            "Hi. This is the qmail-send program at mx.example.org.\r\n\r\n"
            "<ana@example.org>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
            "--- Below this line is a copy of the message.\r\n\r\n"
            "Return-Path: <forum@forum.example>\r\nMessage-ID: <post-3@forum.example>\r\n\r\nHello"
        ),
    )

    report = read_delivery_report(raw)

    assert [recipient.address for recipient in report.recipients] == ["ana@example.org"]
    assert report.original_message_id == "<post-3@forum.example>"


@pytest.mark.parametrize(
    "raw", [b"", b"From: \r\n\r\n", b"From: \xff\xfe\r\n\r\n", b"\x00" * 1_000]
)
def test_a_report_that_cannot_be_read_names_no_address(raw):
    assert read_delivery_report(raw).recipients == ()
