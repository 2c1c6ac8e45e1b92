"""Commands in the first line of a mail."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import Member
from forum.following.models import Level, ReadPosition
from forum.mail.incoming.outcomes import State
from forum.mail.incoming.receiving import receive
from forum.mail.kinds import CHOICES, When
from forum.mail.models import DigestPlan, MailSettings
from forum.mail.reading.commands import find_command
from tests.forum.mail.incoming.sent_mails import answer, posts

pytestmark = pytest.mark.usefixtures("database")


def chosen(member: Member) -> MailSettings:
    [stored] = MailSettings.objects.of([member.pk]).values()
    return stored


def test_commands_in_the_first_line_are_done_and_confirmed(topic, ben, to, mailoutbox):
    for text in ("watch", "Mute", "pausa 2 semanas\n\nGracias, Ben", "arrêter"):
        assert receive(answer(ben, to, text)).state == State.COMMAND
    assert ReadPosition.objects.get(member=ben, topic=topic).level == Level.MUTED
    assert chosen(ben).paused_until == timezone.now().date() + timedelta(days=14)
    assert {getattr(chosen(ben), kind) for kind in CHOICES} == {When.SITE}
    assert posts(topic) == [] and len(mailoutbox) == 4
    assert mailoutbox[0].body.startswith("You now watch this topic.")


@pytest.mark.parametrize("text", ["Weekly\n\nThat suits us.", f"Stop\n\n{'this project. ' * 9}"])
def test_a_text_that_begins_like_a_command_is_a_post(text, topic, ben, to):
    assert receive(answer(ben, to, text)).state == State.PUBLISHED


@pytest.mark.parametrize("when", ["daily", "weekly"])
def test_daily_and_weekly_choose_the_digest(when, topic, ben, to):
    assert receive(answer(ben, to, when)).state == State.COMMAND
    assert chosen(ben).digest_time == when and chosen(ben).reply == When.AT_ONCE
    assert DigestPlan.objects.get(member=ben).due_at


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "pt-br"])
def test_the_words_that_the_page_names_are_commands(language):
    with translation.override(language):
        sentence = gettext(
            "One of these words as the whole e-mail does something instead: stop, pause 2 weeks, "
            "watch, mute."
        )
    words = sentence.partition(":")[2].strip("\u00a0 .").split(", ")
    commands = [find_command(word) for word in words]
    assert [command and command.name for command in commands] == ["stop", "pause", "watch", "mute"]
