"""What becomes of a mail: a post, a topic or a message, and never twice."""

import uuid

import pytest
from allauth.account.models import EmailAddress

from forum.enquiries import actions as enquiries
from forum.enquiries.models import EnquiryMessage
from forum.mail.incoming import receiving, reply_addresses
from forum.mail.incoming.models import ReceivedMail
from forum.mail.incoming.outcomes import Reason, State
from forum.mail.incoming.receiving import receive
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.forum.mail.incoming.sent_mails import answer, posts, reply_address

pytestmark = pytest.mark.usefixtures("database")


def test_an_answer_becomes_a_post_below_the_one_that_it_answers(topic, ben, to):
    make.post(topic, source="First.")
    parent = f"<topic-{topic.pk}.post-2@brain.example.org>"
    text = "I agree.\n\nOn 3 May 2026, Ana <x@example.org> wrote:\n> First.\n"
    outcome = receive(answer(ben, to, text, in_reply_to=parent))
    assert (outcome.state, outcome.reason) == (State.PUBLISHED, None)
    post = Post.objects.get(pk=outcome.post.pk)
    assert (post.author, post.source, post.reply_to) == (ben, "I agree.", 2)
    stored = ReceivedMail.objects.get()
    assert "First." in stored.removed and b"I agree." in stored.original
    assert stored.post == post


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To", "Cc"])
def test_the_address_is_found_in_each_header_that_names_it(header, topic, ben, to):
    mail = answer(ben, "someone@else.example", **{header.replace("-", "_").lower(): to})
    assert receive(mail).state == State.PUBLISHED


def test_a_hyphen_and_capital_letters_are_understood_too(topic, ben, to):
    other = to.replace("+", "-").upper()
    assert receive(answer(ben, other)).state == State.PUBLISHED


def test_the_envelope_counts_more_than_the_headers(topic, ben, to):
    other = make.topic()
    mail = answer(ben, reply_address(ben, other))
    receive(mail, [to])
    assert posts(topic) == ["I agree."] and posts(other) == []


def test_a_mail_that_comes_again_by_any_way_makes_one_post(topic, ben, to):
    other = reply_address(ben, make.topic())
    mail = answer(ben, f"{to}, {other}")
    outcomes = [receive(mail), receive(mail, [other]), receive(b"Received: x\r\n" + mail, [to])]
    assert {outcome.post.pk for outcome in outcomes} == {Post.objects.get(source="I agree.").pk}
    assert ReceivedMail.objects.count() == 1


def test_a_mail_without_a_message_id_makes_one_post(topic, ben, to):
    mail = answer(ben, to, message_id="")
    receive(mail)
    receive(b"Received: again\r\n" + mail)
    receive(answer(ben, to, "Something else.", message_id=""))
    assert posts(topic) == ["I agree.", "Something else."]


@pytest.mark.parametrize("step", ["publish", "_finish"])
def test_a_process_that_is_killed_before_it_accepts_makes_one_post(
    step, topic, ben, to, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(*_args, **_kwargs):
        raise Killed

    mail = answer(ben, to)
    with monkeypatch.context() as patch:
        patch.setattr(receiving, step, die)
        with pytest.raises(Killed):
            receive(mail)
    assert ReceivedMail.objects.get().state == State.RECEIVED
    assert receive(mail).state == State.PUBLISHED
    assert posts(topic) == ["I agree."]


def test_a_confirmed_address_is_believed_and_an_unconfirmed_one_is_not(topic, ben, to):
    EmailAddress.objects.create(user=ben, email="ben@work.example", verified=False)
    mail = answer(ben, to, from_="")
    mail = b"From: Ben <Ben@Work.example>\r\n" + mail.replace(b"From:", b"X-From:", 1)
    assert receive(mail).reason == Reason.OTHER_SENDER
    EmailAddress.objects.update(verified=True)
    assert receive(mail).state == State.PUBLISHED


def test_a_mail_to_a_theme_starts_a_topic_with_the_subject_as_title(ben, mailoutbox):
    to = reply_addresses.new_topic_address(ben, make.theme("care"))
    outcome = receive(answer(ben, to, "The text.", subject="Fwd: Re: Care for all"))
    topic = Topic.objects.get()
    assert (topic.title, topic.author, outcome.post.number) == ("Care for all", ben, 1)
    assert receive(answer(ben, to, "The text.", subject="Re:")).reason == Reason.NO_SUBJECT
    assert "subject" in mailoutbox[0].body


def test_an_answer_to_a_facilitator_is_a_private_message(ben):
    fay = make.member("fay")
    theme = make.theme(facilitators=(fay,))
    message = enquiries.write(theme, ben, ben, source="Hi", nonce=uuid.uuid4())
    to = reply_addresses.reply_address(fay, enquiry=message.enquiry)
    outcomes = [receive(answer(fay, to, text)) for text in ("The answer.", "Another.")]
    assert [(outcome.state, outcome.post) for outcome in outcomes] == [(State.PUBLISHED, None)] * 2
    sources = EnquiryMessage.objects.order_by("pk").values_list("source", flat=True)
    assert list(sources) == ["Hi", "The answer.", "Another."]


def test_attachments_are_named_in_a_line_of_the_post(topic, ben, to):
    text = """--b
Content-Type: text/plain

See the file.
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename=a_*b.pdf

x
--b--"""
    receive(answer(ben, to, text, content_type='multipart/mixed; boundary="b"'))
    [source] = posts(topic)
    assert source == "See the file.\n\nAttached to the e-mail, but not published: a\\_\\*b.pdf"
