"""The username of a closed account leaves the texts that are stored as plain Markdown."""

import uuid

import pytest

from forum.contributions.usernames import erase_username
from forum.enquiries import actions as enquiries
from forum.enquiries.models import EnquiryMessage
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_mentions_and_links_to_the_profile_lose_the_username_and_other_names_stay():
    ana, theme = make.member("ana"), make.theme("care")
    make.member("ximena.paz")
    text = "Ask @ximena, see [her profile](/members/ximena/), and tell @ximena.paz. Ximena knows."
    for source in (text, "See [her profile](/members/ximena/)."):
        enquiries.write(theme, ana, ana, source=source, nonce=uuid.uuid4())
    erase_username(EnquiryMessage.objects.all(), "source", "ximena")
    source, link = EnquiryMessage.objects.values_list("source", flat=True)
    assert "@ximena," not in source and "/members/ximena/" not in source + link
    assert "@ximena.paz" in source and "Ximena knows" in source
