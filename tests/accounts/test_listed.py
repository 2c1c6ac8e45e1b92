"""Who finds a member in lists and in search."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Audience
from accounts.models import Member
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_each_member_chooses_who_finds_them():
    reader = make.member("reader", listed_for=Audience.NOBODY)
    for audience in Audience.values:
        make.member(audience, listed_for=audience)
    make.member("closed", listed_for=Audience.EVERYONE, is_active=False)
    make.member("unfinished", listed_for=Audience.EVERYONE, community="")

    def handles_listed_to(who):
        return sorted(member.handle for member in Member.objects.listed_to(who))

    assert handles_listed_to(AnonymousUser()) == ["everyone"]
    assert handles_listed_to(reader) == ["everyone", "members", "reader"]
