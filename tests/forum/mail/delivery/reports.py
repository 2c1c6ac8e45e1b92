"""Reports of mail servers, as they come."""


def delivery_report(
    address: str, *, status: str = "5.1.1", action: str = "failed", original: str = ""
) -> bytes:
    """original: the headers of the mail that did not arrive."""
    return f"""\
From: MAILER-DAEMON@mx.example.net
To: bounce@answers.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such user

--b
Content-Type: text/rfc822-headers

Subject: Care
{original}
--b--
""".replace("\n", "\r\n").encode()


def complaint(original: str) -> bytes:
    """An ARF report (RFC 5965). original: a header of the mail."""
    return f"""\
From: abuse@provider.example
To: abuse@example.org
Subject: Email Feedback Report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a report.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1
Version: 1

--b
Content-Type: message/rfc822

{original}
Subject: Care

Text.
--b--
""".replace("\n", "\r\n").encode()


AUTOMATIC_ANSWER = b"""\
From: Ana <ana@example.org>\r
Auto-Submitted: auto-replied\r
Subject: Out of office\r
\r
I am on leave until Monday.\r
"""
