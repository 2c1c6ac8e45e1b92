"""The addresses in a mail: of the site, of its pages, and of its sender."""

from email.utils import formataddr, parseaddr
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LOCAL_SITE = "http://127.0.0.1:8000"


def site_url() -> str:
    """SITE_URL, or the first of ALLOWED_HOSTS."""
    if settings.SITE_URL or settings.LOCAL:
        return settings.SITE_URL or LOCAL_SITE
    hosts = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    return f"https://{hosts[0].lstrip('.') if hosts else 'localhost'}"


def page_url(path: str) -> str:
    return urljoin(site_url() + "/", path)


def mail_domain() -> str:
    """The domain of the site's own address, in ASCII, which also names its messages."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return domain.encode("idna").decode() or urlsplit(site_url()).hostname or "localhost"


def sender(names: list[str]) -> str:
    """The site's own address with the names of those who wrote."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    template = _("%(name)s via Collective Brain")
    if len(set(names)) > 1:
        template = _("%(name)s and others via Collective Brain")
    return formataddr((template % {"name": " ".join(names[0].split())}, address))


def message_id_of_post(topic_id: int, number: int) -> str:
    return f"<topic-{topic_id}.post-{number}@{mail_domain()}>"


def message_id_of_enquiry(enquiry_id: int, message_id: int) -> str:
    return f"<enquiry-{enquiry_id}.message-{message_id}@{mail_domain()}>"


def message_id_of_note(conversation_id: int, number: int) -> str:
    return f"<private-{conversation_id}.note-{number}@{mail_domain()}>"
