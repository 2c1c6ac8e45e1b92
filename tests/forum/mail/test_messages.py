"""The mail itself: headers, sizes, languages, and nothing that is loaded from elsewhere."""

import re
from email import message_from_bytes, policy

import pytest

from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import messages
from forum.mail.models import MailSettings
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import read_mail
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings) -> None:
    settings.SITE_URL = "https://brain.example.org"
    settings.DEFAULT_FROM_EMAIL = "Collective Brain <no-reply@brain.example.org>"


@pytest.fixture
def topic():
    topic = make.topic(make.member("ana"), within=make.theme("care"), title="Care and work")
    worker.run_listeners()
    return topic


def parsed(mail):
    return message_from_bytes(mail.message().as_bytes(), policy=policy.default)


def html_of(mail) -> str:
    return str(mail.alternatives[0][0])


def test_the_site_is_the_author_and_the_headers_say_what_the_mail_is(topic, mailoutbox):
    make.post(topic, make.member("silva", name="Ana Silva"), reply_to=1)
    worker.send()
    [mail] = map(parsed, mailoutbox)
    assert mail["From"] == "Ana Silva via Collective Brain <no-reply@brain.example.org>"
    assert mail["Subject"] == "[Collective Brain] Care and work"
    assert mail["Message-ID"] == f"<topic-{topic.pk}.post-2@brain.example.org>"
    assert mail["List-Id"] == "Collective Brain <care.brain.example.org>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip().startswith("<https://brain.example.org/mail/stop/")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Feedback-ID"] == "reply:care.brain.example.org:collective-brain"


def test_the_site_knows_its_own_mail_when_it_comes_back(topic, mailoutbox):
    make.post(topic, reply_to=1)
    worker.send()
    [mail] = mailoutbox
    assert read_mail(mail.message().as_bytes()).kind == IncomingKind.OWN


def test_the_mails_of_a_topic_are_one_thread(topic, mailoutbox):
    ana = topic.author
    following.set_topic_level(topic, ana, level=Level.WATCHING)
    MailSettings.objects.choose(ana, watched="at_once")
    for reply_to in (1, 2, None):
        make.post(topic, reply_to=reply_to)
        worker.send()

    def id_of(number: int) -> str:
        return f"<topic-{topic.pk}.post-{number}@brain.example.org>"

    to_ana = [mail for mail in mailoutbox if mail.to == [ana.email]]
    replies = [(mail["In-Reply-To"], mail["References"]) for mail in map(parsed, to_ana)]
    assert replies == [
        (id_of(1), id_of(1)),
        (id_of(2), f"{id_of(1)} {id_of(2)}"),
        (id_of(1), id_of(1)),
    ]
    assert len({mail.subject for mail in to_ana}) == 1


def test_several_authors_are_named_as_others(topic, mailoutbox):
    for name in ("Ana", "Ben"):
        make.post(topic, make.member(name=name), reply_to=1)
    worker.send()
    assert parsed(mailoutbox[0])["From"].startswith("Ana and others via Collective Brain")


def test_a_name_with_signs_of_a_header_stays_a_name(topic, mailoutbox):
    make.post(topic, make.member(name='Eva "x" <eva@evil.example>, Ä'), reply_to=1)
    worker.send()
    [address] = parsed(mailoutbox[0])["From"].addresses
    assert address.addr_spec == "no-reply@brain.example.org"
    assert address.display_name == 'Eva "x" <eva@evil.example>, Ä via Collective Brain'


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("pt-br", "ltr")]
)
def test_the_mail_is_in_the_language_of_its_reader(topic, mailoutbox, language, direction):
    type(topic.author).objects.filter(pk=topic.author_id).update(language=language)
    make.post(topic, source="Bonjour", language="fr", reply_to=1)
    worker.send()
    html = html_of(mailoutbox[0])
    html_code = {"pt-br": "pt-BR"}.get(language, language)
    assert f'<html lang="{html_code}" dir="{direction}">' in html
    assert '<div lang="fr" dir="auto"><p' in html


def test_the_letters_of_another_script_keep_their_direction(topic, mailoutbox):
    make.post(topic, source="مرحبا بكم في النقاش", reply_to=1)
    worker.send()
    assert '<div lang="" dir="auto"><p' in html_of(mailoutbox[0])


@pytest.mark.parametrize("word", ["word ", "éàîö ", "مرحبا "])
def test_a_long_post_is_cut_so_that_the_mail_has_at_most_15_kb(topic, mailoutbox, word):
    make.post(topic, source=f"**{word * 800}**\n\n" * 3, reply_to=1)
    worker.send()
    [mail] = mailoutbox
    assert 3_000 < len(mail.message().as_bytes()) < 15_000
    assert "The text continues on the site." in mail.body


def test_a_mail_says_how_many_more_posts_there_are(topic, mailoutbox, monkeypatch):
    monkeypatch.setattr(messages, "MAX_ENTRIES", 2)
    for text in ("One.", "Two.", "Three.", "Four."):
        make.post(topic, source=text, reply_to=1)
    worker.send()
    text = mailoutbox[0].body
    assert "Two." in text and "Three." not in text
    assert "2 more new posts are on the site." in text


def test_nothing_in_a_mail_is_loaded_from_elsewhere(topic, mailoutbox):
    make.post(topic, source="![a picture](https://evil.example/pixel.png) and text", reply_to=1)
    worker.send()
    html = html_of(mailoutbox[0])
    assert not re.search(r"<(img|link|script|iframe|object|video|audio)\b|url\(|@import", html)
    assert "@media (prefers-color-scheme: dark)" in html
    assert re.search(r'<table class="mail" [^>]*style="max-width: 600px', html)


def test_links_of_a_post_lead_to_the_site(topic, mailoutbox):
    make.member("ben")
    make.post(topic, source=f"See {'/topics/1/'} and @ben, [here](/themes/).", reply_to=1)
    worker.send()
    html = html_of(mailoutbox[0])
    assert 'href="https://brain.example.org/themes/"' in html
    assert not re.search(r'href="[/#]', html)


def test_the_text_has_quotations_nested_items_and_addresses(topic, mailoutbox):
    source = "Two *words*\n\n> said\n\n1. a\n2. b\n   - c\n\n[word](https://x.org/)"
    make.post(topic, source=source, reply_to=1)
    worker.send()
    text = mailoutbox[0].body
    for line in ("Two *words*", "> said", "1. a", "2. b", "[word](https://x.org/)"):
        assert f"\n{line}\n" in text, text
    assert re.search(r"\n +[-*] c\n", text), text
