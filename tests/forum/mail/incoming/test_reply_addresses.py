"""The addresses to which members answer, in the mails that they get."""

import re
from email import message_from_bytes, policy

import pytest

from forum.enquiries import actions as enquiries
from forum.mail.incoming.models import ReplyKey
from forum.mail.incoming.receiving import receive
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.mail.incoming.sent_mails import answer

pytestmark = pytest.mark.django_db


def parsed(mail):
    return message_from_bytes(mail.message().as_bytes(), policy=policy.default)


def test_a_mail_can_be_answered_and_says_so(topic, ben, mailoutbox):
    make.post(topic, ben, reply_to=1)
    worker.send()
    [mail] = mailoutbox
    assert re.fullmatch(r"reply\+[a-z2-7]{26}@answers\.example\.org", parsed(mail)["Reply-To"])
    assert "You can answer this e-mail. Everybody can read your answer in the topic." in mail.body
    assert receive(answer(topic.author, mail.reply_to[0])).post.reply_to is None


def test_without_a_domain_a_mail_has_no_reply_to(topic, ben, mailoutbox, settings):
    settings.INCOMING_MAIL_DOMAIN = ""
    make.post(topic, ben, reply_to=1)
    worker.send()
    [mail] = mailoutbox
    assert mail.reply_to == [] and "Answers to this e-mail do not arrive." in mail.body
    assert not ReplyKey.objects.exists()


def test_the_mails_of_a_topic_have_one_key_and_others_another(topic, ben, mailoutbox):
    for _twice in range(2):
        make.post(topic, ben, reply_to=1)
        worker.send()
    make.post(make.topic(topic.author), ben, reply_to=1)
    worker.send()
    first, second, other = [mail.reply_to for mail in mailoutbox]
    assert first == second != other


def test_a_message_of_a_facilitator_is_answered_in_private(ben, mailoutbox):
    fay = make.member("fay")
    theme = make.theme(facilitators=(fay,))
    enquiries.write(theme, ben, ben, source="Hi", nonce="7d0f3e0a-5f0e-4b6c-9a3f-1f6f6f2f3c11")
    worker.send()
    [mail] = mailoutbox
    assert mail.reply_to and "Your answer is a private message." in mail.body


def test_only_its_author_sees_the_message_id_of_a_mail_that_became_a_post(
    topic, ben, to, mailoutbox
):
    receive(answer(ben, to, message_id="<home@ben.local>"))
    number = topic.posts.order_by("-number").first().number
    make.post(topic, make.member("eva"), "@ana and @ben", reply_to=number)
    mailoutbox.clear()
    worker.send()
    mails = {mail.to[0]: parsed(mail) for mail in mailoutbox}
    assert mails["ben@example.org"]["In-Reply-To"] == "<home@ben.local>"
    assert "<home@ben.local>" not in mails["ana@example.org"]["References"]
