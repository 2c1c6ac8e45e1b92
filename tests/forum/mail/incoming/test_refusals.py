"""What cannot be a post: the reason is stored, and its sender gets it once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from forum.facilitation import actions as facilitation
from forum.mail import links
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.outcomes import Reason, State
from forum.mail.incoming.receiving import receive
from tests import factories as make
from tests.forum.mail.incoming.sent_mails import answer, posts

pytestmark = pytest.mark.usefixtures("database")


def boss() -> Member:
    return make.member("boss", is_staff=True, is_superuser=True)


def test_somebody_else_with_the_key_is_refused_and_leaves_no_text(topic, ben, to, mailoutbox):
    eve = make.member("eve")
    assert receive(answer(eve, to, "Secret words")).reason == Reason.OTHER_SENDER
    stored = ReceivedMail.objects.get()
    assert (stored.member, stored.sender) == (ben, eve.email)
    assert (stored.subject, stored.removed, stored.original) == ("", "", b"")
    assert posts(topic) == mailoutbox == []


def test_an_ended_and_a_revoked_key_are_refused_with_the_text(topic, ben, to, mailoutbox, settings):
    settings.LIMITS = {**settings.LIMITS, "refusal_mail": ["9/hour"]}
    ReplyKey.objects.update(ends_at=timezone.now())
    assert receive(answer(ben, to)).reason == Reason.ENDED_KEY
    ReplyKey.objects.all().revoke()
    assert receive(answer(ben, to)).reason == Reason.REVOKED_KEY
    first, second = mailoutbox
    assert "more than a year old" in first.body and "I agree." in first.body
    assert "You have ended this address" in second.body
    assert posts(topic) == []


def test_an_address_that_never_existed_is_answered_to_members_only(ben, mailoutbox):
    to = "reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@answers.example.org"
    stranger = Member(name="Stranger", email="stranger@example.org")
    assert receive(answer(stranger, to)).reason == Reason.UNKNOWN_KEY
    assert not ReceivedMail.objects.exists() and mailoutbox == []
    receive(answer(ben, to))
    [mail] = mailoutbox
    assert mail.to == [ben.email] and ReceivedMail.objects.get().member == ben


def test_the_mail_server_decides_whether_the_sender_is_believed(topic, ben, to, settings):
    settings.INCOMING_MAIL_AUTHSERV_ID = "mx.example.org"
    forged = "mx.example.org; spf=pass smtp.mailfrom=evil.example; dmarc=fail"
    mail = answer(ben, to, authentication_results=forged)
    assert receive(mail).reason == Reason.NOT_BELIEVED
    believed = "mx.example.org (x); dmarc=pass (p=reject) header.from=example.org"
    true = mail.replace(forged.encode(), believed.encode())
    assert receive(true).state == State.PUBLISHED, "a forged mail with its id came before"
    assert receive(answer(ben, to)).reason == Reason.NOT_BELIEVED


def test_a_machine_writes_no_post_and_gets_no_answer(topic, ben, to, mailoutbox):
    for headers in (
        {"auto_submitted": "auto-replied"},
        {"x_collective_brain": "reply"},
        {"list_id": "<some.list.example>"},
    ):
        assert receive(answer(ben, to, **headers)).reason == Reason.MACHINE
    assert receive(answer(ben, to), envelope_sender="").reason == Reason.MACHINE
    assert posts(topic) == mailoutbox == []


def test_a_refusal_is_answered_once_in_the_language_of_the_member(topic, ben, to, mailoutbox):
    Member.objects.filter(pk=ben.pk).update(language="fr")
    facilitation.set_closed(topic, boss(), closed=True)
    mails = [answer(ben, to, f"Text {number}") for number in range(3)]
    for mail in [*mails, *mails]:
        assert receive(mail).reason == Reason.RULE
    [answered] = mailoutbox
    assert answered.to == [ben.email] and answered.reply_to == [to]
    assert answered.extra_headers["Auto-Submitted"] == "auto-replied"
    sentence = answered.body.split("\n")[0]
    assert "ferm" in sentence and "Text 0" in answered.body
    assert {stored.why for stored in ReceivedMail.objects.all()} == {sentence}
    assert receive(answered.message().as_bytes()).state != State.PUBLISHED


WROTE = "On 3 May 2026, Ana <a@x.org> wrote:"
HEADERS = "From: Ana <a@x.org>\nSent: 3 May 2026\nTo: Ben <b@x.org>\nSubject: Care"
REFUSALS = {
    "only quoted": (f"{WROTE}\n> only\n> quoted words", Reason.EMPTY),
    "only a line of a phone": (f"Sent from my iPhone\n\n{WROTE}\n> quoted words", Reason.EMPTY),
    "only the repeated mail": (f"{HEADERS}\n\nOur own mail\nwith secret links", Reason.EMPTY),
    "too long": ("word " * 30_000, Reason.RULE),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_a_post_has_a_named_reason(case, topic, ben, to, mailoutbox):
    text, reason = REFUSALS[case]
    assert receive(answer(ben, to, text)).reason == reason
    assert len(mailoutbox) == 1 and posts(topic) == []


def test_signed_links_and_keys_of_quoted_lines_are_not_published(topic, ben, to):
    link = links.make(links.STOP, ben.pk, "reply")
    text = f"{WROTE}\n> First\nMy answer.\n> Stop: {link}\n> To: {to}\nAnother answer."
    assert receive(answer(ben, to, text)).state == State.PUBLISHED
    [source] = posts(topic)
    assert "My answer." in source and "Another answer." in source
    assert link.split("/")[-2] not in source and to.split("@")[0] not in source


def test_a_hidden_topic_takes_no_post(topic, ben, to):
    facilitation.hide_topic(topic, boss(), why="spam")
    assert receive(answer(ben, to)).reason == Reason.GONE


def test_a_silenced_member_gets_the_reason(topic, ben, to, mailoutbox):
    Member.objects.filter(pk=ben.pk).update(silenced_until=timezone.now() + timedelta(days=1))
    assert receive(answer(ben, to)).reason == Reason.RULE
    assert "You can read but not write until" in mailoutbox[0].body


def test_too_many_mails_are_refused(topic, ben, to, settings):
    settings.LIMITS = {**settings.LIMITS, "incoming_mail": ["2/hour"]}
    reasons = [receive(answer(ben, to, f"Text {number}")).reason for number in range(3)]
    assert reasons == [None, None, Reason.TOO_OFTEN]


def test_the_limit_of_posts_counts_mails_and_pages_together(topic, ben, to, client, settings):
    settings.LIMITS = {**settings.LIMITS, "post": ["1/hour"]}
    client.force_login(ben)
    receive(answer(ben, to))
    form = {"source": "By page", "nonce": "7d0f3e0a-5f0e-4b6c-9a3f-1f6f6f2f3c11"}
    assert client.post(f"/topics/{topic.pk}/reply/", form).status_code == 429
    assert posts(topic) == ["I agree."]


def test_reports_of_mail_servers_make_nothing(topic, ben, to):
    bounce = "bounce+aaaaaaaaaaaaaaaaaaaaaaaaaa@answers.example.org"
    assert receive(answer(ben, to), [bounce], envelope_sender="").state == State.REPORT
    assert posts(topic) == [] and not ReceivedMail.objects.exists()
