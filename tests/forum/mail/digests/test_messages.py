"""The mail of a digest: headers, size, language, and links that stop it."""

import re
from email import message_from_bytes, policy

import pytest

from forum.following import actions as following
from forum.mail import actions
from forum.mail.models import DigestPlan, MailSettings
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import read_mail
from tests import factories as make
from tests.forum.mail.digests.mornings import let_morning_come, send_digests

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings) -> None:
    settings.SITE_URL = "https://brain.example.org"
    settings.DEFAULT_FROM_EMAIL = "Collective Brain <no-reply@brain.example.org>"


@pytest.fixture
def ana():
    ana = make.member("ana")
    daily = dict.fromkeys(("reply", "mention", "watched", "tracked", "topic"), "daily")
    actions.choose(ana, **daily, question="site")
    return ana


@pytest.fixture
def theme(ana):
    theme = make.theme("care")
    following.set_theme_level(theme, ana, level="tracking")
    return theme


def send(member, mailoutbox):
    let_morning_come(member)
    send_digests()
    [mail] = mailoutbox
    return mail


def parsed(mail):
    return message_from_bytes(mail.message().as_bytes(), policy=policy.default)


def test_its_headers_are_those_of_a_list_and_the_site_is_the_author(ana, theme, mailoutbox):
    make.topic(within=theme, title="Care and work")
    make.topic(within=theme, title="Seeds")
    mail = parsed(send(ana, mailoutbox))
    assert mail["From"] == "Collective Brain <no-reply@brain.example.org>"
    assert re.match(r"\[Collective Brain\] New: .+, and 1 more topic$", mail["Subject"])
    assert re.match(
        rf"<digest-{ana.pk}\.\d{{4}}-\d\d-\d\d@brain\.example\.org>", mail["Message-ID"]
    )
    assert mail["List-Id"] == "Collective Brain <digest.brain.example.org>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert read_mail(mail.as_bytes()).kind == IncomingKind.OWN


def test_one_click_ends_the_digest(ana, theme, mailoutbox, client):
    make.topic(within=theme)
    header = send(ana, mailoutbox).extra_headers["List-Unsubscribe"]
    url = re.search(r"<https://[^/]+(/[^>]+)>", header)[1]
    assert client.get(url).status_code == 200
    assert MailSettings.objects.get(member=ana).digest_time == "daily"
    client.post(url, {"List-Unsubscribe": "One-Click"})
    assert MailSettings.objects.get(member=ana).digest_time is None
    assert DigestPlan.objects.get(member=ana).due_at is None


@pytest.mark.parametrize("word", ["word ", "éàîö ", "مرحبا "])
def test_a_full_digest_has_at_most_15_kb(ana, theme, mailoutbox, word):
    for number in range(20):
        make.topic(within=theme, title=f"{number} {word * 12}"[:150], source=word * 200)
    mail = send(ana, mailoutbox)
    size = len(mail.message().as_bytes())
    print(f"{word}: {size} bytes")
    assert 5_000 < size <= 15_000
    assert "more topics with something new are on the site." in mail.body


def test_it_is_in_the_language_of_its_reader_and_texts_keep_theirs(ana, theme, mailoutbox):
    type(ana).objects.filter(pk=ana.pk).update(language="fr")
    make.topic(within=theme, title="Trabajo", source="Hola a todos", language="es")
    make.topic(within=theme, title="نقاش", source="مرحبا بكم في النقاش", language="en")
    html = str(send(ana, mailoutbox).alternatives[0][0])
    assert '<html lang="fr" dir="ltr">' in html
    assert re.search(r'<div lang="es" dir="auto"[^>]*>Hola a todos', html)
    assert re.search(r'<div lang="" dir="auto"[^>]*>مرحبا', html)


def test_nothing_in_it_is_loaded_and_no_text_becomes_html(ana, theme, mailoutbox):
    source = "![a](https://evil.example/p.png) `<script>alert(1)</script>` and words"
    make.topic(within=theme, title="<b>Bold</b> & more", source=source)
    mail = send(ana, mailoutbox)
    html = str(mail.alternatives[0][0])
    assert not re.search(r"<(img|link|script|iframe|b)\b|url\(|@import", html)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more" in html and "<b>Bold</b> & more" in mail.body
    assert "@media (prefers-color-scheme: dark)" in html


def test_it_has_no_address_of_another_member(ana, theme, mailoutbox):
    for _ in range(3):
        make.topic(within=theme)
    content = send(ana, mailoutbox).message().as_string()
    others = type(ana).objects.exclude(pk=ana.pk).values_list("email", flat=True)
    assert [address for address in others if address in content] == []


def test_a_long_text_ends_with_a_whole_word(ana, theme, mailoutbox):
    make.topic(within=theme, source="savings, " * 100)
    assert "savings, savings…" in send(ana, mailoutbox).body
