"""Why a text waits: watched words, the same text in many places, a trap; disposable addresses."""

import re
import time
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.disposable_addresses import is_disposable
from accounts.models import Member
from collective_brain.errors import Refused
from forum.chat import actions as chat
from forum.contributions.screening_hook import TextHeld
from forum.private_notes import actions as private_notes
from forum.screening import actions, form_trap, word_actions
from forum.screening.models import HeldPost, WatchedWord
from forum.topics import actions as topics
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def topic():
    return make.topic(title="Care")


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def watch(boss, words: str, *, language: str = "", effect: str = "hold") -> WatchedWord:
    return word_actions.add_word(boss, words=words, language=language, effect=effect)


class TestWatchedWords:
    def test_whole_words_hold_a_text_with_or_without_accents(self, topic, boss):
        watch(boss, "Crédito rápido")
        member = make.member()
        with pytest.raises(TextHeld, match="words that facilitators look at first"):
            make.post(topic, member, "¡CREDITO-RÁPIDO para todos!")
        assert make.post(topic, member, "Creditos rapidos, crédito y rápido.").number == 2
        with pytest.raises(TextHeld):
            make.topic(member, within=topic.theme, title="Credito rapido")

    def test_a_word_of_one_language_does_not_hold_texts_of_others(self, topic, boss):
        watch(boss, "pain", language="en")
        member = make.member()
        assert make.post(topic, member, "Le pain.", language="fr").number == 2
        with pytest.raises(TextHeld):
            make.post(topic, member, "Pain relief.", language="en")

    def test_a_refused_word_keeps_the_typed_text_and_counts_in_chat_too(self, topic, boss):
        watch(boss, "casino", effect="refuse")
        member = make.member()
        form = {"source": "My casino.", "language": "en", "nonce": str(uuid.uuid4())}
        answer = signed_in(member).post(f"/topics/{topic.pk}/reply/", form)
        page = answer.content.decode()
        assert (answer.status_code, "My casino." in page) == (422, True)
        assert "This site does not accept that" in page
        with pytest.raises(Refused, match="Your text contains “casino”"):
            make.message(make.room(topic), member, "Casino!")
        held = make.held_post(topic, member)
        with pytest.raises(Refused, match="casino"):
            actions.edit(held, member, source="Casino after all.", version=1)

    @pytest.mark.parametrize(
        ("effect", "sentence"),
        [("refuse", "Your text contains “casino”"), ("hold", "A change cannot wait")],
    )
    def test_an_edit_cannot_add_a_watched_word(self, topic, boss, effect, sentence):
        member, chair = make.member(), make.member()
        topic.theme.facilitators.add(chair)
        post, message = make.post(topic, member), make.message(make.room(topic), member)
        early = make.post(topic, member, "A casino of 1950.")
        watch(boss, "casino", effect=effect)
        for edit, text in ((topics.edit, post), (chat.edit, message)):
            with pytest.raises(Refused, match=sentence):
                edit(text, member, source="My casino.", version=1)
        post = topics.set_wiki(post, member, is_wiki=True)
        with pytest.raises(Refused, match=sentence):
            topics.edit(post, make.member(), source="My casino.", version=1)
        topics.edit(early, member, source="A casino of 1951.", version=1)
        topics.edit(post, chair, source="Not a casino.", version=1)

    def test_an_edit_of_a_private_note_is_not_screened(self, boss):
        ana = make.member()
        note = make.private_conversation(ana, make.member()).notes.get()
        watch(boss, "casino", effect="refuse")
        assert private_notes.edit(note, ana, source="My casino.", version=1).version == 2

    def test_a_removed_word_is_not_watched_any_more(self, topic, boss):
        word = watch(boss, "casino")
        with pytest.raises(TextHeld):
            make.post(topic, source="Casino.")
        word_actions.remove_word(word, boss)
        assert make.post(topic, source="Casino.").number == 2

    def test_an_administrator_uses_the_page(self, boss):
        client, address = signed_in(boss), "/administration/screening/words/"
        form = {"words": "Casino", "language": "es", "effect": "refuse"}
        assert client.post(address, form).status_code == 302
        assert "already" in client.post(address, form).content.decode()
        assert client.post(address, form | {"words": "a b c d e f"}).status_code == 422
        assert client.post(address, form | {"words": "..."}).status_code == 422
        word = WatchedWord.objects.get()
        assert "Casino" in client.get("/administration/screening/").content.decode()
        client.post(f"/administration/screening/words/{word.pk}/remove/")
        assert not WatchedWord.objects.exists()
        assert "Boss added a watched word" in client.get("/record/").content.decode()

    def test_a_full_list_costs_little_in_the_longest_text(self, topic, boss):
        rows = [
            WatchedWord(words=f"word {n}", folded=f"word {n}", effect="hold", by=boss)
            for n in range(500)
        ]
        WatchedWord.objects.bulk_create(rows)
        with pytest.raises(Refused, match="The list has 500 words"):
            watch(boss, "one more")
        from forum.screening.watched_words import find_watched

        text = "word é " * 7_000
        find_watched("", "en", (500, "full"))
        start = time.process_time()
        assert find_watched(text, "en", (500, "full")) is None
        assert time.process_time() - start < 0.5


def test_the_same_text_in_three_places_waits(settings):
    settings.SAME_TEXT_PLACES = 3
    member, text = make.member(), "Visit my página!"
    places = [make.topic() for _number in range(3)]
    make.post(places[0], member, text)
    make.post(places[0], member, text)
    make.post(places[1], member, text.upper())
    with pytest.raises(TextHeld, match="the same text in several places"):
        make.post(places[2], member, "visit my pagina")
    assert make.post(places[2], member, "Something else.").number == 2


class TestFormTrap:
    @pytest.fixture(autouse=True)
    def _on(self, settings):
        settings.FORM_TRAP_SECONDS = 3

    def send(self, topic, member, **fields) -> HeldPost | None:
        form = {"source": "Hello.", "language": "en", "nonce": str(uuid.uuid4()), **fields}
        signed_in(member).post(f"/topics/{topic.pk}/reply/", form)
        return HeldPost.objects.filter(nonce=form["nonce"]).first()

    def test_the_form_of_a_young_account_has_it(self, topic):
        young, old = make.member(), make.member()
        Member.objects.filter(pk=old.pk).update(joined_at=timezone.now() - 2 * form_trap.YOUNG)
        for member, shown in ((young, True), (old, False)):
            for address in (topic.get_absolute_url(), f"/themes/{topic.theme.slug}/start/"):
                page = signed_in(member).get(address).content.decode()
                assert ('name="homepage"' in page, 'name="opened"' in page) == (shown, shown)

    def test_a_filled_field_or_a_quick_form_waits_and_nothing_is_dropped(self, topic):
        member = make.member()
        page = signed_in(member).get(topic.get_absolute_url()).content.decode()
        opened = re.search(r'name="opened" value="([^"]+)"', page)[1]
        assert self.send(topic, member, opened=opened).reason == "trap"
        assert self.send(topic, member, homepage="http://x").reason == "trap"
        assert self.send(topic, member, opened="forged") is None
        assert self.send(topic, member) is None

    def test_who_takes_their_time_does_not_wait(self, topic, settings):
        member, opened = make.member(), form_trap.opened_now()
        settings.FORM_TRAP_SECONDS = 1
        while form_trap.arrival_of({"opened": opened}, member).is_trapped:
            time.sleep(0.05)
        assert self.send(topic, member, opened=opened) is None


def test_nobody_signs_up_with_a_disposable_address(client, settings):
    assert is_disposable("a@Mailinator.com") and is_disposable("a@x.mailinator.com")
    assert not is_disposable("a@gmail.com") and not is_disposable("a@com")
    form = {"email": "spam@mailinator.com", "password1": "solidarity-economy", "accepts": "on"}
    page = client.post("/accounts/signup/", form).content.decode()
    assert "addresses that end soon" in page and not Member.objects.exists()
    settings.REFUSE_DISPOSABLE_ADDRESSES = False
    client.post("/accounts/signup/", form)
    assert Member.objects.exists()
