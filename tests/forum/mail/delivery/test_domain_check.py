"""The records of the site's domain, from a real DNS server on loopback."""

import time

import pytest

from forum.mail.delivery.domain_check import Dns, Finding, check_domain
from tests.forum.mail.delivery.dns_server import Records, serve

GOOD: Records = {
    ("answers.example.org", "TXT"): ['"v=spf1 a:smtp.example.org" " ~all"', '"other=1"'],
    ("answers.example.org", "MX"): ["10 mail.example.org."],
    ("2026a._domainkey.brain.example.org", "TXT"): ['"v=DKIM1; p=MIGf"'],
    ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=reject"'],
    ("smtp.example.org", "A"): ["8.8.4.4"],
    ("4.4.8.8.in-addr.arpa", "PTR"): ["smtp.example.org."],
}


@pytest.fixture(autouse=True)
def _domains(settings):
    settings.INCOMING_MAIL_DOMAIN = "answers.example.org"
    settings.DEFAULT_FROM_EMAIL = "Brain <no-reply@brain.example.org>"
    settings.EMAIL_HOST, settings.DKIM_SELECTOR = "smtp.example.org", "2026a"


def check(records: Records) -> dict[str, Finding]:
    with serve(records) as resolver:
        return {finding.title: finding for finding in check_domain(Dns(resolver))}


def advice(records: Records) -> dict[str, str]:
    return {title: finding.advice for title, finding in check(records).items() if finding.advice}


def test_a_domain_with_all_records_is_in_order():
    findings = check(GOOD)
    assert [*findings] == ["SPF", "DKIM", "DMARC", "Reverse DNS", "MX"]
    assert advice(GOOD) == {}
    assert findings["SPF"].found == "v=spf1 a:smtp.example.org ~all"
    assert findings["DMARC"].name == "_dmarc.example.org"


def test_a_domain_without_records_gets_the_records_to_set():
    findings = check({("smtp.example.org", "A"): ["8.8.4.4"]})
    assert all(finding.advice for finding in findings.values())
    assert {title: finding.wanted for title, finding in findings.items()} == {
        "SPF": "v=spf1 a:smtp.example.org ~all",
        "DKIM": "v=DKIM1; k=rsa; p=…",
        "DMARC": "v=DMARC1; p=quarantine",
        "Reverse DNS": "smtp.example.org",
        "MX": "10 mail.answers.example.org",
    }


WRONG = {
    "two SPF records": (("answers.example.org", "TXT"), ['"v=spf1 -all"', '"v=spf1 ~all"'], "SPF"),
    "SPF for everybody": (("answers.example.org", "TXT"), ['"v=spf1 +all"'], "SPF"),
    "DKIM revoked": (("2026a._domainkey.brain.example.org", "TXT"), ['"v=DKIM1; p="'], "DKIM"),
    "DMARC that watches": (("_dmarc.example.org", "TXT"), ['"v=DMARC1; p=none"'], "DMARC"),
    "another name": (("4.4.8.8.in-addr.arpa", "PTR"), ["host.example.net."], "Reverse DNS"),
    "a private address": (("smtp.example.org", "A"), ["10.0.0.1"], "Reverse DNS"),
}


@pytest.mark.parametrize("case", WRONG)
def test_each_wrong_record_is_named(case):
    key, values, title = WRONG[case]
    assert [*advice(GOOD | {key: values})] == [title]


def test_a_server_without_an_answer_takes_a_bounded_time():
    began = time.monotonic()
    silent: Records = {key: ["silent"] for key in GOOD}
    assert advice(silent)
    assert time.monotonic() - began < 12
