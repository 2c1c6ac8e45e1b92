"""SECOND_STEP_REQUIRED: roles have no rights before two-step verification."""

import pytest
from allauth.mfa.models import Authenticator

from accounts import two_step_verification
from accounts.models import Member
from collective_brain.errors import Refused
from forum import event_listeners
from forum.facilitation import actions as facilitation
from forum.topics import actions as topics_actions
from forum.topics.models import Topic
from tests import factories as make
from tests.accounts.account_pages import member_with_password, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def require_two_step(settings):
    settings.SECOND_STEP_REQUIRED = True
    event_listeners.register_all()


def test_a_facilitator_is_redirected_to_set_up_after_sign_in(client, ana):
    make.theme(facilitators=(ana,))
    assert sign_in(client, ana.email, next="/about/").url == "/accounts/2fa/"
    assert "First set up two-step verification" in client.get("/accounts/2fa/").content.decode()


def test_a_member_without_a_role_is_not_redirected(client, ana):
    make.theme(facilitators=(make.member(),))
    assert sign_in(client, ana.email, next="/about/").url == "/about/"


@pytest.mark.parametrize("role", ["facilitator", "administrator"])
def test_a_role_has_no_rights_before_set_up(role, app):
    chair = member_with_password("chair", is_staff=role == "administrator")
    topic = make.topic(within=make.theme(facilitators=(chair,) if role == "facilitator" else ()))
    post = topic.posts.get()
    with pytest.raises(Refused, match="First set up two-step verification"):
        facilitation.set_pinned(topic, chair, pinned=True)
    with pytest.raises(Refused, match="First set up two-step verification"):
        topics_actions.hide(post, chair, why="Spam")
    Topic.objects.filter(pk=topic.pk).update(hidden_at=topic.created_at)
    assert not Topic.objects.visible_to(chair).exists()
    assert not Topic.objects.with_facilitated(chair).get().facilitated
    app.activate_for(chair)
    chair = Member.objects.get(pk=chair.pk)
    topics_actions.hide(post, chair, why="Spam")
    assert Topic.objects.visible_to(chair).exists()
    assert Topic.objects.with_facilitated(chair).get().facilitated


def test_recovery_codes_alone_do_not_count(app):
    chair = member_with_password("chair", is_staff=True)
    app.activate_for(chair)
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    assert two_step_verification.must_set_up_two_step(Member.objects.get(pk=chair.pk))


def test_a_member_without_a_role_gets_the_usual_refusal(ana):
    with pytest.raises(Refused, match="Only a facilitator"):
        facilitation.set_pinned(make.topic(), ana, pinned=True)


def test_the_administration_is_closed_before_set_up(client, app):
    boss = member_with_password("boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    for path in ("/admin/", "/admin/accounts/member/", "/admin/themes/theme/"):
        answer = client.get(path, follow=True)
        assert answer.redirect_chain[-1][0] == "/accounts/2fa/"
    assert "First set up two-step verification" in answer.content.decode()
    app.activate_for(boss)
    assert client.get("/admin/accounts/member/").status_code == 200


def test_the_page_of_a_member_without_a_role_needs_no_extra_query(
    client, ana, settings, django_assert_num_queries
):
    topic = make.topic()
    client.force_login(ana)
    client.get(topic.get_absolute_url())
    counts = []
    for required in (False, True):
        settings.SECOND_STEP_REQUIRED = required
        with django_assert_num_queries(20, exact=False) as queries:
            client.get(topic.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]
