"""An administrator mails an invitation: one mail for each address, in its language."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from collective_brain.errors import Refused
from forum.mail.joining import actions, rules
from forum.mail.joining.models import InvitedAddress
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.django_db


def invite(by, invitation, *addresses: str, language: str = "es") -> actions.Invited:
    invited = actions.invite(
        by, invitation, addresses=addresses, language=language, community="practitioner"
    )
    worker.run_listeners()
    return invited


def test_each_address_gets_one_mail_however_often_it_is_invited(
    boss, invitation, mailoutbox, events
):
    assert invite(boss, invitation, "chris@example.net") == (1, 0)
    assert invite(boss, invitation, "chris@example.net", boss.email) == (0, 2)
    [mail] = mailoutbox
    assert mail.to == ["chris@example.net"]
    assert mail.reply_to == [f"join+{InvitedAddress.objects.get().key}@answers.example.org"]
    assert events().count("AddressesInvited") == 1


def test_the_mail_says_in_its_language_what_the_site_is_and_how_to_join(
    boss, invitation, mailoutbox
):
    invite(boss, invitation, "chris@example.net")
    mail: EmailMessage = mailoutbox[0]
    assert mail.message()["From"].startswith("=?utf-8?q?Bea_Boss_a_trav")
    assert mail.subject == "[Collective Brain] Invitación: Academy of Turin"
    assert "RESPONDA A ESTE CORREO" in mail.body
    assert f"https://brain.example.org/accounts/join/{invitation.token}/" in mail.body
    assert "https://brain.example.org/rules/" in mail.body
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_only_administrators_invite_and_within_the_places(boss, invitation, settings, monkeypatch):
    ana = make.member("ana")
    refused = [
        (ana, ["a@example.net"], "Only administrators"),
        (boss, ["a@example.net", "b@example.net", "c@example.net"], "to 2 more addresses"),
    ]
    for by, addresses, sentence in refused:
        with pytest.raises(Refused, match=sentence):
            invite(by, invitation, *addresses)
    monkeypatch.setattr(rules, "MOST_A_DAY", 0)
    with pytest.raises(Refused, match="at most 0 invitations a day"):
        invite(boss, invitation, "a@example.net")
    settings.INCOMING_MAIL_DOMAIN = ""
    with pytest.raises(Refused, match="takes no e-mails"):
        invite(boss, invitation, "a@example.net")
    assert not InvitedAddress.objects.exists()


def test_the_page_mails_what_is_typed_and_keeps_what_is_wrong(boss, invitation, client):
    client.force_login(boss)
    path = f"/mail/invitations/{invitation.pk}/"
    assert path in client.get("/accounts/invitations/").content.decode()
    form = {"language": "fr", "community": "constituent:workers"}
    wrong = client.post(path, {**form, "addresses": "chris@example.net\nnobody"})
    assert wrong.status_code == 422 and "nobody" in wrong.content.decode()
    ending = client.post(path, {**form, "addresses": "ana@mailinator.com chris@example.net"})
    assert ending.status_code == 422
    assert "addresses that end soon: ana@mailinator.com" in ending.content.decode()
    typed = " Chris@Example.net,\n<dora@example.net>; chris@example.net"
    assert client.post(path, {**form, "addresses": typed}).status_code == 302
    stored = InvitedAddress.objects.order_by("pk").values_list("email", "community", "side")
    assert list(stored) == [
        ("chris@example.net", "constituent", "workers"),
        ("dora@example.net", "constituent", "workers"),
    ]
    page = client.get(path).content.decode()
    assert "chris@example.net" in page and "2 invitations are on their way." in page
    assert InvitedAddress.objects.first().key not in page


def test_a_facilitator_cannot_open_the_page(invitation):
    fay = make.member("fay")
    make.theme(facilitators=(fay,))
    browser = Client()
    browser.force_login(fay)
    assert browser.get(f"/mail/invitations/{invitation.pk}/").status_code == 403
    assert browser.get("/mail/invitations/999/").status_code == 403
