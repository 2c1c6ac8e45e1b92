"""An invitation that does not arrive is shown to those who invite."""

from types import SimpleNamespace

import pytest

from accounts.invitations.models import Invitation
from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.mail.delivery import provider_events
from forum.mail.incoming.receiving import receive
from forum.mail.joining import actions, rules
from forum.mail.joining.models import InvitedAddress
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.mail.delivery.reports import AUTOMATIC_ANSWER, complaint, delivery_report

pytestmark = pytest.mark.django_db
CHRIS = "chris@example.net"


@pytest.fixture
def invited(boss, invitation) -> InvitedAddress:
    actions.invite(boss, invitation, addresses=[CHRIS], language="en", community="practitioner")
    worker.run_listeners()
    return invitation.invited_addresses.get()


@pytest.fixture
def page(boss, invitation, client):
    """A function that returns the page of the invitation as the administrator sees it."""
    client.force_login(boss)
    return lambda: client.get(f"/mail/invitations/{invitation.pk}/").content.decode()


def report(invited: InvitedAddress, raw: bytes) -> None:
    receive(raw, [f"bounce+{invited.key}@answers.example.org"], envelope_sender="")


def test_the_envelope_of_an_invitation_names_its_address_of_reports(invited, mailoutbox):
    [mail] = mailoutbox
    assert mail.from_email == f"bounce+{invited.key}@answers.example.org"
    assert mail.message()["From"].endswith("<no-reply@brain.example.org>")


def test_an_unconfirmed_account_does_not_take_the_reports_of_the_invitation(
    boss, invitation, mailoutbox, settings
):
    settings.EMAIL_BACKEND = "collective_brain.outgoing_mail.backend.StoringEmailBackend"
    make.member("chris", email_confirmed_at=None)
    actions.invite(boss, invitation, addresses=["chris@example.org"], language="en")
    worker.run_listeners()
    OutgoingEmail.objects.get().send()
    [mail] = mailoutbox
    assert mail.from_email == f"bounce+{InvitedAddress.objects.get().key}@answers.example.org"
    assert mail.message()["From"].endswith("<no-reply@brain.example.org>")


def test_a_report_is_shown_with_its_reason_and_frees_the_place(invited, page, client, boss):
    report(invited, delivery_report(CHRIS, status="5.1.1"))
    report(invited, delivery_report(CHRIS, status="5.7.1"))
    text = page()
    assert "Did not arrive" in text and "smtp; 550 5.1.1 No such user" in text
    assert "5.7.1" not in text, "the first report counts"
    listed = client.get("/accounts/invitations/").content.decode()
    assert "1 invitation by e-mail did not arrive" in listed
    assert not rules.refuse_addresses(boss, Invitation.objects.get(), 2)


def test_a_facilitator_sees_how_many_did_not_arrive_but_no_address(invited, client):
    fay = make.member("fay")
    make.theme(facilitators=(fay,))
    report(invited, complaint("Subject: Invitation"))
    client.force_login(fay)
    listed = client.get("/accounts/invitations/").content.decode()
    assert "1 invitation by e-mail did not arrive" in listed and CHRIS not in listed


@pytest.mark.parametrize(
    "raw",
    [delivery_report(CHRIS, status="4.4.1", action="delayed"), AUTOMATIC_ANSWER],
    ids=["delay", "automatic answer"],
)
def test_a_delay_and_an_automatic_answer_change_nothing(invited, page, raw):
    report(invited, raw)
    assert "Did not arrive" not in page()


def test_whoever_joined_after_all_is_not_shown_as_lost(invited, page, client):
    report(invited, delivery_report(CHRIS))
    InvitedAddress.objects.update(member=make.member("chris"))
    assert "Has an account" in page() and "Did not arrive" not in page()
    assert "did not arrive" not in client.get("/accounts/invitations/").content.decode()


def test_a_provider_reports_it_too(invited, page, settings):
    settings.EMAIL_PROVIDER = "mailgun"
    event = SimpleNamespace(
        recipient=CHRIS.upper(),
        event_type="bounced",
        reject_reason="bounced",
        mta_response="550 No such user",
        description="",
        esp_event={},
    )
    provider_events.take_event(None, event)
    assert "Did not arrive" in page() and "550 No such user" in page()


def test_what_the_mail_server_refuses_is_shown_while_it_is_tried_again(invited, page):
    content = {"subject": "Invitation"}
    OutgoingEmail.objects.create(
        recipients=[CHRIS], content=content, due_at=invited.invited_at, error="554 Not from you"
    )
    assert "The mail server has not taken it yet" in page() and "554 Not from you" in page()
