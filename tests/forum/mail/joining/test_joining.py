"""Who answers an invitation has an account; nobody else leaves anything."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.invitations.models import Invitation
from accounts.models import Member
from forum.following.models import ThemeFollow
from forum.mail.incoming.models import ReceivedMail
from forum.mail.incoming.outcomes import Reason, State
from forum.mail.incoming.receiving import receive
from forum.mail.joining.models import InvitedAddress
from forum.topics.models import Post
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.mail.incoming.sent_mails import answer

pytestmark = pytest.mark.usefixtures("database")

CHRIS = SimpleNamespace(name="Chris Lópe", email="chris@example.net")
AUTOMATIC = {"Auto-Submitted": "auto-replied"}


@pytest.fixture
def invited(boss, invitation) -> InvitedAddress:
    make.theme("care", name="Care work")
    return InvitedAddress.objects.create(
        invitation=invitation,
        email=CHRIS.email,
        language="es",
        community="practitioner",
        invited_by=boss,
    )


@pytest.fixture
def to(invited) -> str:
    return f"join+{invited.key}@answers.example.org"


def accounts_of_chris() -> list[Member]:
    return list(Member.objects.filter(email=CHRIS.email))


def test_an_answer_creates_the_account_and_is_published_nowhere(to, invited, mailoutbox, events):
    raw = answer(CHRIS, to, "Sí, quiero participar.")
    assert [receive(raw).state for _ in range(2)] == [State.JOINED, State.JOINED]
    [chris] = accounts_of_chris()
    assert (chris.name, chris.community, chris.language) == (CHRIS.name, "practitioner", "es")
    assert chris.handle == "chris.lope" and chris.has_finished_sign_up
    assert chris.email_confirmed_at and not chris.has_usable_password()
    stored = ReceivedMail.objects.get()
    assert (stored.member, stored.state) == (chris, State.JOINED) and stored.original == raw
    assert not Post.objects.exists() and Invitation.objects.get().used == 1
    assert events().count("MemberJoinedByMail") == events().count("MemberWelcomed") == 1
    worker.run_listeners()
    assert ThemeFollow.objects.filter(member=chris).exists(), "no digest would ever come"
    [welcome] = mailoutbox
    assert welcome.to == [CHRIS.email] and "@chris.lope" in welcome.body


def test_the_new_member_starts_a_topic_by_the_address_in_the_welcome(to, mailoutbox):
    receive(answer(CHRIS, to))
    [address] = [line for line in mailoutbox[0].body.splitlines() if line.startswith("new+")]
    post = receive(answer(CHRIS, address, "How do you share the work?", subject="Care")).post
    assert (post.topic.title, post.author.email) == ("Care", CHRIS.email)


def test_another_sender_a_machine_and_a_forged_mail_leave_nothing(to, settings, mailoutbox):
    eve = SimpleNamespace(name="Chris", email="eve@example.net")
    failed = {"Authentication-Results": "mx.example.org; dmarc=fail header.from=example.net"}
    reasons = [
        receive(answer(eve, to)).reason,
        receive(answer(CHRIS, to, **AUTOMATIC)).reason,
        receive(answer(CHRIS, "join+aaaaaaaaaaaaaaaaaaaaaaaaaa@answers.example.org")).reason,
    ]
    settings.INCOMING_MAIL_AUTHSERV_ID = "mx.example.org"
    reasons.append(receive(answer(CHRIS, to, **failed)).reason)
    assert reasons == [
        Reason.OTHER_SENDER,
        Reason.MACHINE,
        Reason.UNKNOWN_KEY,
        Reason.NOT_BELIEVED,
    ]
    assert accounts_of_chris() == [] and mailoutbox == [] and not ReceivedMail.objects.exists()


@pytest.mark.parametrize("change", [{"used": 2}, {"ends_at": timezone.now() - timedelta(hours=1)}])
def test_an_invitation_that_has_ended_or_is_full_is_refused_once_an_hour(to, change, mailoutbox):
    Invitation.objects.update(**change)
    for _twice in range(2):
        assert receive(answer(CHRIS, to)).reason == Reason.RULE
    assert accounts_of_chris() == [] and not ReceivedMail.objects.exists()
    [refusal] = mailoutbox
    assert refusal.to == [CHRIS.email]


def test_a_second_answer_changes_nothing(to, mailoutbox):
    receive(answer(CHRIS, to))
    [chris] = accounts_of_chris()
    assert receive(answer(SimpleNamespace(name="Other", email=CHRIS.email), to)).state == "refused"
    assert accounts_of_chris() == [chris] and Invitation.objects.get().used == 1
    assert ReceivedMail.objects.count() == 1


def test_an_account_that_somebody_began_with_the_address_gives_way(to):
    Member.objects.create_user(CHRIS.email, "password-of-eve")
    assert receive(answer(CHRIS, to)).state == State.JOINED
    [chris] = accounts_of_chris()
    assert not chris.check_password("password-of-eve")


def test_who_signed_up_on_the_site_is_not_created_again(to, invited):
    chris = Member.objects.create_user(CHRIS.email, email_confirmed_at=timezone.now())
    assert receive(answer(CHRIS, to)).state == State.REFUSED
    assert accounts_of_chris() == [chris]


def test_a_refused_name_is_asked_at_the_first_visit(to, boss, mailoutbox):
    same_name = SimpleNamespace(name=boss.name, email=CHRIS.email)
    assert receive(answer(same_name, to)).state == State.JOINED
    [chris] = accounts_of_chris()
    assert not chris.has_finished_sign_up and chris.name == ""
    assert "new+" not in mailoutbox[0].body


def test_a_disposable_address_does_not_join(to, invited, settings, mailoutbox, events):
    chris = SimpleNamespace(name="Chris", email="chris@mailinator.com")
    InvitedAddress.objects.filter(pk=invited.pk).update(email=chris.email)
    outcome = receive(answer(chris, to, "Sí."))
    assert (outcome.state, outcome.reason) == (State.REFUSED, Reason.RULE)
    assert not Member.objects.filter(email=chris.email).exists()
    assert Invitation.objects.get().used == 0 and "MemberJoinedByMail" not in events()
    settings.REFUSE_DISPOSABLE_ADDRESSES = False
    assert receive(answer(chris, to, "Sí, otra vez.")).state == State.JOINED
