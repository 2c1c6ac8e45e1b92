"""Read which addresses a delivery report is about (RFC 3464, and other formats of mail servers)."""

import logging
import re
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from forum.mail.reading import headers
from forum.mail.reading.bodies import file_name, leaves, payload
from forum.mail.reading.bounds import parse

logger = logging.getLogger(__name__)

MOST_RECIPIENTS = 50
# A report names the addresses before it repeats the mail.
MOST_BYTES = 500_000
# flufl.bounce reads each line with 25 detectors: 1.8 s for a large report.
MOST_BYTES_FOR_FLUFL = 60_000
STATUS = re.compile(r"^\s*([245])\.(\d{1,3})\.(\d{1,3})")
MESSAGE_ID_LINE = re.compile(rb"^message-id:\s{0,9}(<[^<>\s]{1,250}>)", re.I | re.M)


@dataclass(frozen=True)
class FailedRecipient:
    """An address that a server could not deliver to, as the report says."""

    address: str
    is_permanent: bool
    status: str  # such as 5.1.1, "" if the report does not say
    reason: str


@dataclass(frozen=True)
class DeliveryReport:
    recipients: tuple[FailedRecipient, ...]
    original_message_id: str


def read_delivery_report(raw: bytes) -> DeliveryReport:
    """What a delivery report says. Whoever calls this believes it only for addresses it mailed."""
    mail, _ = parse(raw[:MOST_BYTES])
    recipients = _by_standard(mail) or _by_flufl(raw)
    return DeliveryReport(tuple(recipients[:MOST_RECIPIENTS]), _original_message_id(mail))


def _by_standard(mail: Message) -> list[FailedRecipient]:
    found: list[FailedRecipient | None] = []
    for part in leaves(mail):
        is_status = part.get_content_type().endswith("delivery-status")
        blocks = part.get_payload() if is_status and part.is_multipart() else ()
        if isinstance(blocks, list):
            found += [_recipient(block) for block in blocks if isinstance(block, Message)]
    return [recipient for recipient in found if recipient]


def _recipient(block: Message) -> FailedRecipient | None:
    address = headers.raw_value(block, "Final-Recipient") or headers.raw_value(
        block, "Original-Recipient"
    )
    action = headers.raw_value(block, "Action").strip().lower()
    status = STATUS.match(headers.raw_value(block, "Status"))
    if (
        not address
        or action in ("delivered", "relayed", "expanded")
        or (status and status[1] == "2")
    ):
        return None
    return FailedRecipient(
        address=address.partition(";")[2].strip(" <>\t") or address.strip(),
        is_permanent=action == "failed" and not (status and status[1] == "4"),
        status=status[0].strip() if status else "",
        reason=" ".join(headers.raw_value(block, "Diagnostic-Code").split())[:500],
    )


def _by_flufl(raw: bytes) -> list[FailedRecipient]:
    try:
        temporary, permanent = all_failures(parse(raw[:MOST_BYTES_FOR_FLUFL])[0])
    except Exception:
        # It raises many kinds of errors on headers that it does not expect.
        logger.warning("flufl.bounce could not read a delivery report.", exc_info=True)
        return []
    return [_by_address(address, True) for address in sorted(permanent)] + [
        _by_address(address, False) for address in sorted(temporary - permanent)
    ]


def _by_address(address: bytes, is_permanent: bool) -> FailedRecipient:
    return FailedRecipient(address.decode("utf-8", "replace"), is_permanent, "", "")


def _original_message_id(mail: Message) -> str:
    """The Message-ID of the mail that was not delivered. The report repeats its headers."""
    for part in leaves(mail):
        if part.get_content_type() in ("message/rfc822", "message/global") and part.is_multipart():
            inner = part.get_payload(0)
            ids = headers.message_ids(inner, "Message-ID") if isinstance(inner, Message) else []
            if ids:
                return ids[0]
    return _message_id_in_text(mail)


def _message_id_in_text(mail: Message) -> str:
    for part in leaves(mail):
        line = None if file_name(part) else MESSAGE_ID_LINE.search(payload(part)[:100_000])
        if line:
            return line[1].decode("ascii", "replace")
    return ""
