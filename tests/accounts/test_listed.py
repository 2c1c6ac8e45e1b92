"""Who finds a member, as each of them says."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Audience, Member
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_each_member_says_who_finds_them():
    reader = make.member("reader", listed_for=Audience.NOBODY)
    for audience in Audience.values:
        make.member(audience, listed_for=audience)
    make.member("closed", listed_for=Audience.EVERYONE, is_active=False)
    make.member("unfinished", listed_for=Audience.EVERYONE, community="")

    def found_by(who):
        return sorted(member.handle for member in Member.objects.listed_to(who))

    assert found_by(AnonymousUser()) == ["everyone"]
    assert found_by(reader) == ["everyone", "members", "reader"]
