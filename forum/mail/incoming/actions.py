"""What a member does with the addresses of their mails. It concerns no other package, so it leaves
no event.
"""

from typing import Any

from forum.mail.incoming.models import ReplyKey
from forum.themes.models import Theme


def make_address(member: Any, theme: Theme) -> ReplyKey:
    """The key by which `member` starts topics in `theme`. A repeat returns the same one."""
    return ReplyKey.objects.make(member.pk, topic=None, theme=theme, enquiry=None)


def end_addresses(member: Any) -> None:
    """No mail to an address that `member` has now is published any more."""
    ReplyKey.objects.filter(member=member).revoke()
