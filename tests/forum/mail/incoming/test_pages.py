"""The pages on which a member sees what became of their mails, and ends their addresses."""

import re

import pytest

from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.outcomes import Reason
from forum.mail.incoming.receiving import receive
from tests import factories as make
from tests.forum.mail.incoming.sent_mails import answer

pytestmark = pytest.mark.django_db
TEXT = "I agree.\n\nOn 3 May 2026, Ana <x@example.org> wrote:\n> Quoted <words>.\n"


def page_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response
    return response.content.decode()


def test_a_member_sees_what_became_of_each_mail(client, topic, ben, to):
    receive(answer(ben, to, TEXT, subject="Re: <Care>"))
    receive(answer(ben, to, "> only quoted"))
    client.force_login(ben)
    page = page_of(client, "/mail/received/")
    assert "Re: &lt;Care&gt;" in page and "Published" in page
    assert str(Reason.EMPTY.label) in page


def test_the_author_reads_what_was_not_published_and_saves_the_whole_mail(client, topic, ben, to):
    raw = answer(ben, to, TEXT)
    post = receive(raw).post
    client.force_login(ben)
    path = f"/mail/received/{ReceivedMail.objects.get().pk}/"
    page = page_of(client, path)
    assert "Quoted &lt;words&gt;." in page and "I agree." not in page
    saved = client.get(f"{path}original/")
    assert saved.content == raw and saved["Content-Type"] == "message/rfc822"
    assert saved["Content-Disposition"].startswith("attachment")
    assert path in page_of(client, f"/topics/{topic.pk}/posts/{post.number}/")


def test_a_facilitator_reads_what_was_not_published_and_others_see_nothing(client, ben):
    fay, eve = make.member("fay"), make.member("eve")
    topic = make.topic(within=make.theme(facilitators=(fay,)))
    key = ReplyKey.objects.make(ben.pk, topic=topic, theme=None, enquiry=None)
    number = receive(answer(ben, f"reply+{key.key}@answers.example.org", TEXT)).post.number
    path = f"/mail/received/{ReceivedMail.objects.get().pk}/"
    post_path = f"/topics/{topic.pk}/posts/{number}/"
    client.force_login(fay)
    page = page_of(client, path)
    assert "Quoted &lt;words&gt;." in page and ben.email not in page
    assert path in page_of(client, post_path)
    assert client.get(f"{path}original/").status_code == 404
    client.force_login(eve)
    assert client.get(path).status_code == 404
    assert path not in page_of(client, post_path)


def test_a_mail_of_somebody_else_shows_only_its_sender(client, topic, ben, to):
    receive(answer(make.member("eve"), to, "Secret words"))
    client.force_login(ben)
    page = page_of(client, f"/mail/received/{ReceivedMail.objects.get().pk}/")
    assert "eve@example.org" in page and "Secret" not in page and "original" not in page


def test_the_address_of_a_theme_is_made_once_and_starts_topics(client, ben):
    theme = make.theme("care", name="Care work")
    client.force_login(ben)
    for _twice in range(2):
        client.post("/mail/received/new-topics/", {"theme": "care"})
    page = page_of(client, "/mail/received/")
    [address] = set(re.findall(r"mailto:(new\+[a-z2-7]{26}@answers\.example\.org)", page))
    assert receive(answer(ben, address)).post.topic.theme == theme
    assert client.post("/mail/received/new-topics/", {"theme": "none"}).status_code == 302


def test_the_page_of_a_theme_shows_the_address_or_where_to_get_it(client, ben):
    make.theme("care")
    assert "by e-mail" not in page_of(client, "/themes/care/")
    client.force_login(ben)
    page = page_of(client, "/themes/care/")
    [link] = re.findall(r'href="(/mail/received/\?theme=care)#new-topics"', page)
    assert 'value="care" selected' in page_of(client, link)
    assert not ReplyKey.objects.exists(), "a page that is read makes no key"
    client.post("/mail/received/new-topics/", {"theme": "care"})
    key = ReplyKey.objects.get().key
    assert f"mailto:new+{key}@answers.example.org" in page_of(client, "/themes/care/")
    client.force_login(make.member("eve"))
    assert key not in page_of(client, "/themes/care/")


def test_ended_addresses_take_nothing_and_new_mails_have_new_ones(client, topic, ben, to):
    client.force_login(ben)
    client.post("/mail/received/end-addresses/")
    assert receive(answer(ben, to)).reason == Reason.REVOKED_KEY
    assert ReplyKey.objects.make(ben.pk, topic=topic, theme=None, enquiry=None).key not in to


def test_a_site_that_takes_no_mail_says_so(client, ben, settings):
    settings.INCOMING_MAIL_DOMAIN = ""
    client.force_login(ben)
    page = page_of(client, "/mail/received/")
    assert "This site takes no e-mails." in page and "End all addresses" not in page
