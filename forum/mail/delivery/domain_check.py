"""Look in DNS whether other mail servers can believe the mail of the site.

SPF, DKIM and DMARC say who may send mail of a domain. The address of the mail server needs a name
that leads back to it. Each question waits at most SECONDS_OF_QUESTION.
"""

import ipaddress
import time
from collections.abc import Iterator
from typing import NamedTuple

import dns.exception
import dns.resolver
from django.conf import settings
from django.utils.translation import gettext as _

from forum.mail.addresses import mail_domain

SECONDS, SECONDS_OF_QUESTION = 8.0, 2.0
MOST_ADDRESSES = 3  # of the mail server


class Finding(NamedTuple):
    """name: of the record. found: what DNS says. advice: "" if all is well. wanted: to set."""

    title: str
    name: str
    found: str
    advice: str = ""
    wanted: str = ""


class Dns:
    """A resolver that stops asking after SECONDS."""

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver or dns.resolver.Resolver()
        self._end = time.monotonic() + SECONDS

    def answers(self, name: str, kind: str) -> list[str]:
        """The records as text. [] if there is none, or no answer in time."""
        left = min(SECONDS_OF_QUESTION, self._end - time.monotonic())
        if left <= 0:
            return []
        try:
            answer = self._resolver.resolve(name, kind, lifetime=left, search=False)
        except (dns.exception.DNSException, ValueError):
            return []
        return [_as_text(record, kind) for record in answer]

    def texts(self, name: str, beginning: str) -> list[str]:
        """The TXT records that begin so."""
        texts = self.answers(name, "TXT")
        return [text for text in texts if text.lower().startswith(beginning)]


def _as_text(record: object, kind: str) -> str:
    if kind == "TXT":
        strings = getattr(record, "strings", ())
        return b"".join(strings).decode("utf-8", "replace")[:500]
    return str(record).rstrip(".")


def check_domain(dns_client: Dns | None = None) -> list[Finding]:
    client = dns_client or Dns()
    return [
        _spf(client),
        _dkim(client),
        _dmarc(client),
        *_reverse_names(client),
        *_mail_exchanger(client),
    ]


def _spf(client: Dns) -> Finding:
    """Of the domain of the envelope sender (bounce_keys.py)."""
    domain = settings.INCOMING_MAIL_DOMAIN or mail_domain()
    found = client.texts(domain, "v=spf1")
    advice = ""
    if not found:
        advice = _("Add this record. It says which servers may send your mail.")
    elif len(found) > 1:
        advice = _("Keep one of these records. With several, none counts.")
    elif "+all" in found[0]:
        advice = _("It allows everybody to send your mail. End it with ~all.")
    # A mail server on this machine has no name here.
    server = f"a:{settings.EMAIL_HOST}" if "." in settings.EMAIL_HOST else "mx"
    wanted = f"v=spf1 {server} ~all"
    return Finding("SPF", domain, "\n".join(found), advice, wanted if advice else "")


def _dkim(client: Dns) -> Finding:
    name = f"{settings.DKIM_SELECTOR}._domainkey.{mail_domain()}"
    found = [text for text in client.answers(name, "TXT") if "p=" in text]
    if found and not found[0].replace(" ", "").endswith("p="):
        return Finding("DKIM", name, found[0])
    advice = _(
        "Let your mail server sign with DKIM, and add the record that it shows. If it uses another "
        "name than this, set DKIM_SELECTOR."
    )
    return Finding("DKIM", name, "".join(found), advice, "v=DKIM1; k=rsa; p=…")


def _dmarc(client: Dns) -> Finding:
    """Of the domain, or of a domain above it."""
    name = f"_dmarc.{mail_domain()}"
    for domain in _with_parents(mail_domain()):
        if found := client.texts(f"_dmarc.{domain}", "v=dmarc1"):
            is_weak = "p=none" in found[0].lower().replace(" ", "")
            advice = _("It does not protect you yet: p=none only watches.") if is_weak else ""
            wanted = "v=DMARC1; p=quarantine" if is_weak else ""
            return Finding("DMARC", f"_dmarc.{domain}", found[0], advice, wanted)
    advice = _("Add this record. Large mail providers ask for it.")
    return Finding("DMARC", name, "", advice, "v=DMARC1; p=quarantine")


def _with_parents(domain: str) -> Iterator[str]:
    """a.b.example.org, b.example.org, example.org."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        yield ".".join(labels[start:])


def _reverse_names(client: Dns) -> Iterator[Finding]:
    """The name of each address of the mail server must lead back to the address."""
    title, host = _("Reverse DNS"), settings.EMAIL_HOST
    addresses = _public_addresses(client, host)
    if not addresses:
        advice = _(
            "This server has no public address, so the address that sends your mail is unknown. "
            "Check its name with your provider."
        )
        yield Finding(title, host, "", advice)
    for address in addresses[:MOST_ADDRESSES]:
        pointer = ipaddress.ip_address(address).reverse_pointer
        names = client.answers(pointer, "PTR")
        advice = _("Ask your provider to set the name of this address.") if not names else ""
        if names and address not in _addresses(client, names[0]):
            advice = _("This name does not lead back to the address. Correct one of them.")
        yield Finding(title, address, ", ".join(names), advice, host if advice else "")


def _public_addresses(client: Dns, host: str) -> list[str]:
    try:
        addresses = [str(ipaddress.ip_address(host))]
    except ValueError:
        addresses = _addresses(client, host)
    return [address for address in addresses if ipaddress.ip_address(address).is_global]


def _addresses(client: Dns, name: str) -> list[str]:
    return client.answers(name, "A") + client.answers(name, "AAAA")


def _mail_exchanger(client: Dns) -> Iterator[Finding]:
    domain = settings.INCOMING_MAIL_DOMAIN
    if not domain:
        return
    found = client.answers(domain, "MX")
    advice = "" if found else _("Add a record that names the server which takes answers.")
    yield Finding("MX", domain, "\n".join(found), advice, "" if found else f"10 mail.{domain}")
