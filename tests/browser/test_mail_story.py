"""A post becomes a mail, its answer appears live under it, and the links of the mail work."""

import re
import smtplib
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage, Message
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.mail.sites import FAST_MAIL
from bench.mail.smtp_server import RecordingServer
from bench.served.sites import Site, free_port, wait_until
from tests.browser.conftest import sign_in
from tests.browser.steps import item_with, new_topic, run_on_site

# One site for all.
pytestmark = [pytest.mark.xdist_group("mail story"), pytest.mark.drill("mail story", 60)]
KWAME = "kwame@demo.example.org"
DOMAIN = "answers.example.org"
MENTION = """
topic = Topic.objects.get(pk={topic})
author = Member.objects.get(handle="demo.priya")
actions.reply(topic, author, source="@demo.kwame: {text}", nonce=uuid.uuid4())
"""
POST = """
topic = Topic.objects.get(pk={topic})
author = Member.objects.get(handle="demo.priya")
actions.reply(topic, author, source="{text}", nonce=uuid.uuid4())
"""
WATCH = """
from forum.following import actions as following
member = Member.objects.get(handle="demo.kwame")
following.set_topic_level(Topic.objects.get(pk={topic}), member, level="watching")
"""
# As Gmail writes an answer: the text, then a line with date and name, then the quoted mail.
GMAIL = "{text}\n\nOn Mon, Nov 30, 2026 at 9:12 AM {name} <{address}>\nwrote:\n\n{quoted}\n"


@pytest.fixture(scope="module")
def mail_server() -> Iterator[RecordingServer]:
    server = RecordingServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mail_site(new_site, mail_server) -> Iterator[Site]:
    """A site that sends to `mail_server`, and takes mail at its port INCOMING."""
    site = new_site(
        **FAST_MAIL,
        EMAIL_URL=f"smtp://127.0.0.1:{mail_server.port}",
        EVENT_LOG_SWEEP_EVERY="1",
        INCOMING_MAIL_DOMAIN=DOMAIN,
        INCOMING_MAIL_LISTEN=f"smtp://127.0.0.1:{free_port()}",
    )
    site.env["SITE_URL"] = site.url
    site.start()
    yield site
    site.stop()


class Mentions:
    """A topic in which somebody mentions a member, who gets each mention by mail.

    post: what writes {text} into {topic}.
    """

    def __init__(
        self, site: Site, server: RecordingServer, title: str, *, post: str = MENTION
    ) -> None:
        self.site, self.server, self._post = site, server, post
        self.path = new_topic(site, title)[0]
        self.topic = int(re.findall(r"/topics/(\d+)/", self.path)[0])

    def mail(self, text: str) -> Message:
        """Mention the member with this text, and return the mail that comes."""
        run_on_site(self.site, self._post.format(topic=self.topic, text=text))
        wait_until(lambda: self._mails_with(text))
        [mail] = self._mails_with(text)
        return mail

    def mails_after(self, text: str) -> int:
        """Mention the member, wait until the worker has decided about it, and count its mails."""
        run_on_site(self.site, self._post.format(topic=self.topic, text=text))
        undecided = f"{self._waiting} or Event.objects.unfinished().exists()"
        code = "from collective_brain.event_log.models import Event\n"
        code += f"from forum.mail.models import MailItem\nprint({undecided})"
        wait_until(lambda: run_on_site(self.site, code) == "False")
        return len(self._mails_with(text))

    @property
    def _waiting(self) -> str:
        return f"MailItem.objects.waiting().filter(topic={self.topic}).exists()"

    def _mails_with(self, text: str) -> list[Message]:
        return [mail for to, mail in self.server.mails if to == KWAME and text in plain_text(mail)]


def plain_text(mail: Message) -> str:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    contents: list[Any] = [part.get_payload(decode=True) for part in parts]
    return b"".join(contents).decode()


def choose(page: Page, address: str, label: str, choice: str) -> None:
    """Change one choice on the page of e-mail, or of single themes and topics."""
    page.goto(address)
    page.get_by_label(label).select_option(choice)
    save(page)


def pause(page: Page, until: str) -> None:
    page.goto("/mail/")
    page.get_by_label("No e-mails before").fill(until)
    save(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your e-mail settings have been saved.")).to_be_visible()


def link_after(mail: Message, words: str) -> str:
    return re.findall(rf"{re.escape(words)} (\S+)", plain_text(mail))[0]


def answer_as_gmail_does(site: Site, mail: Message, text: str) -> None:
    answer = EmailMessage()
    answer["From"], answer["To"] = f"Kwame <{KWAME}>", mail["Reply-To"]
    answer["Subject"], answer["Message-ID"] = f"Re: {mail['Subject']}", "<1@mail.gmail.example>"
    answer["In-Reply-To"] = mail["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in plain_text(mail).splitlines())
    address = re.findall(r"<(.+)>", mail["From"])[0]
    answer.set_content(GMAIL.format(text=text, name="Priya", address=address, quoted=quoted))
    port = int(site.env["INCOMING_MAIL_LISTEN"].rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        server.send_message(answer)


def test_an_answer_to_a_mail_appears_live_under_its_post(mail_site, mail_server, new_page):
    mentions = Mentions(mail_site, mail_server, "Seeds by mail")
    reader = new_page(base_url=mail_site.url)
    reader.goto(mentions.path)
    mail = mentions.mail("Which seeds do you keep?")
    answer_as_gmail_does(mail_site, mail, "Millet and cowpea.")
    post = item_with(reader, "Millet and cowpea.")
    expect(post).to_be_visible()
    expect(post).not_to_contain_text("wrote:")
    expect(post.get_by_role("link", name="Priya").first).to_have_attribute(
        "href", re.compile(r"#post-2$|/2$")
    )


def test_the_mute_link_changes_nothing_before_its_button_is_pressed(
    mail_site, mail_server, new_page
):
    mentions = Mentions(mail_site, mail_server, "A topic that is too loud")
    mail = mentions.mail("Are you there?")
    page = new_page(base_url=mail_site.url)
    page.goto(link_after(mail, "Mute this topic:"))
    mentions.mail("Still there?")
    page.get_by_role("button", name="Mute this topic").click()
    expect(page.get_by_text("You get no more e-mails about this topic.")).to_be_visible()
    assert mentions.mails_after("And now?") == 0


def test_a_mail_program_stops_mails_of_a_kind_by_one_post(mail_site, mail_server, browser_as):
    mentions = Mentions(mail_site, mail_server, "A topic with a list")
    mail = mentions.mail("Please look.")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.findall(r"<(http[^>]+)>", mail["List-Unsubscribe"])[0]
    urllib.request.urlopen(address).close()
    mentions.mail("A program has opened the link.")
    urllib.request.urlopen(address, data=b"List-Unsubscribe=One-Click").close()
    assert mentions.mails_after("Nobody reads this.") == 0


@pytest.fixture
def kwame(mail_site, new_page) -> Page:
    page = new_page(base_url=mail_site.url)
    sign_in(page, KWAME)
    return page


def test_the_page_of_e_mail_decides_which_mails_come(mail_site, mail_server, kwame, new_page):
    mentions = Mentions(mail_site, mail_server, "A topic with choices")
    choose(kwame, "/mail/", "Somebody mentions you", "Only on the site")
    assert mentions.mails_after("Only for the bell.") == 0
    choose(kwame, "/mail/", "Somebody mentions you", "At once")
    expect(kwame.get_by_text(re.compile("^You get (about|less than)"))).to_be_visible()
    mail = mentions.mail("Now by e-mail.")
    pause(kwame, (date.today() + timedelta(days=3)).isoformat())
    expect(kwame.get_by_text("You get no e-mails before")).to_be_visible()
    assert mentions.mails_after("In the pause.") == 0
    pause(kwame, "")
    mentions.mail("After the pause.")
    visitor = new_page(base_url=mail_site.url)
    visitor.goto(link_after(mail, "Stop e-mails of this kind:"))
    visitor.get_by_role("button", name="Stop these e-mails").click()
    expect(visitor.get_by_text("You get no more e-mails of this kind.")).to_be_visible()
    kwame.goto("/mail/")
    expect(kwame.get_by_label("Somebody mentions you")).to_have_value("site")
    assert mentions.mails_after("After the end.") == 0


def test_a_sample_comes_at_once_and_one_topic_can_be_left_out(mail_site, mail_server, kwame):
    kwame.goto("/mail/")
    number = len(mail_server.mails)
    kwame.get_by_role("button", name="Send me a sample", exact=True).click()
    expect(kwame.get_by_text(f"A sample is on its way to {KWAME}.")).to_be_visible()
    wait_until(lambda: KWAME in [to for to, _mail in mail_server.mails[number:]])
    posts = Mentions(mail_site, mail_server, "A topic that I watch", post=POST)
    run_on_site(mail_site, WATCH.format(topic=posts.topic))
    choose(kwame, "/mail/", "A new post in what you watch", "At once")
    posts.mail("The first new post.")
    choose(kwame, "/mail/places/", "A topic that I watch", "Never")
    assert posts.mails_after("The second new post.") == 0
