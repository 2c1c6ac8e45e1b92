"""Send mails to the SMTP server of a site, and ask the site what became of each."""

import smtplib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bench.mail_corpus.mails import CorpusMail

SENDER = "someone@corpus.example"  # of the envelope of an answer; a report has the null sender
SLOW_SECONDS = 1.0
RAISED = "raised"  # the server asks to try again after an error of the site
OUR_ERROR = 451
DISCONNECTED = "disconnected"
DEEDS = ("published", "held", "command")  # what a machine's mail must not become
# Calls a function of `stored` in the site: its name and arguments.
Ask = Callable[..., Any]


@dataclass(frozen=True)
class SentMail:
    mail: CorpusMail
    outcome: str
    seconds: float

    @property
    def is_slow(self) -> bool:
        return self.seconds > SLOW_SECONDS

    @property
    def has_failed(self) -> bool:
        return self.outcome in (RAISED, DISCONNECTED)

    @property
    def is_wrong_post(self) -> bool:
        return self.mail.is_of_machine and self.outcome in DEEDS

    @property
    def is_bad(self) -> bool:
        return self.has_failed or self.is_slow or self.is_wrong_post


def send_as_answers(mails: Iterable[CorpusMail], port: int, ask: Ask) -> list[SentMail]:
    """Each mail answers a topic with the key of its own sender: all but its text is in order."""
    mails = list(mails)
    senders = sorted({mail.sender for mail in mails if mail.sender})
    reply = ask("reply_addresses", senders)
    return [
        _send(mail, port, sender=SENDER, to=reply[mail.sender], outcome=lambda: ask("take_outcome"))
        for mail in mails
    ]


def send_as_reports(mails: Iterable[CorpusMail], port: int, ask: Ask) -> list[SentMail]:
    """Each mail comes with the null sender to an address of reports, as mail servers send them."""
    report = ask("report_address")
    return [
        _send(mail, port, sender="", to=report, outcome=lambda: ask("take_report"))
        for mail in mails
    ]


def _send(
    mail: CorpusMail, port: int, *, sender: str, to: str, outcome: Callable[[], str]
) -> SentMail:
    reply, seconds = _deliver(mail.raw, port, sender, to)
    became = outcome()
    if seconds > SLOW_SECONDS:  # once more, because the machine may have been busy
        seconds = min(seconds, _deliver(mail.raw, port, sender, to)[1])
        outcome()
    return SentMail(mail, reply or became, seconds)


def _deliver(raw: bytes, port: int, sender: str, to: str) -> tuple[str, float]:
    """What the server replied, "" if it took the mail, and how long the text took."""
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        client.ehlo()
        client.mail(sender)
        code, text = client.rcpt(to)
        assert code == 250, text
        began = time.perf_counter()
        try:
            code, text = client.data(raw)
        except smtplib.SMTPServerDisconnected:
            return DISCONNECTED, time.perf_counter() - began
        seconds = time.perf_counter() - began
    if code == 250:
        return "", seconds
    return (RAISED if code == OUR_ERROR else text.decode(errors="replace")), seconds
