"""The demonstration community is complete, marked as such, and never on a production site."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Member
from forum import demo, demo_features
from forum.bookmarks.models import Bookmark
from forum.chat.models import Message
from forum.moderation.models import Statement
from forum.private_notes.models import PrivateConversation
from forum.reactions.models import Reaction
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from forum.screening.models import HeldPost
from forum.themes.models import Theme
from forum.topics.models import Post, Topic
from forum.uploads.models import Upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_debug(settings):
    settings.DEBUG = True


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Member, Topic, Post, Message))


@pytest.mark.drill("interrupted demo", 40)
def test_the_command_completes_an_interrupted_community_and_repeats_safely(in_debug):
    call_command("seed_themes")
    progress = []

    def interrupt_after_40(count, total):
        progress.append(count)
        if count == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.create_demo(password=demo.PASSWORD, report_progress=interrupt_after_40)
    assert not demo.demo_exists()
    call_command("create_demo")
    assert counts() == (25, 29, 217, 83)
    call_command("create_demo")
    assert counts() == (25, 29, 217, 83)
    assert Topic.objects.get(pinned=True).post_count == 60
    assert sum(theme.topic_count for theme in Theme.objects.all()) == 29
    created_at = list(Post.objects.order_by("pk").values_list("created_at", flat=True))
    assert created_at == sorted(created_at)
    assert all("(demo)" in member.name for member in Member.objects.all())
    assert Member.objects.get(email=demo.SIGN_INS["facilitator"]).check_password(demo.PASSWORD)


@pytest.mark.drill("demo without debug", 39)
def test_without_debug_nobody_can_sign_in_and_each_feature_is_shown(settings):
    settings.DEBUG = False
    call_command("create_demo")
    assert not any(member.has_usable_password() for member in Member.objects.all())
    assert Topic.objects.filter(is_question=True, accepted_number=6).exists()
    assert Topic.objects.exclude(note="").exists() and Post.objects.filter(is_wiki=True).exists()
    assert Reaction.objects.count() == 11 and Bookmark.objects.count() == 1
    assert Report.objects.get().outcome == Outcome.HIDDEN and Statement.objects.count() == 1
    assert HeldPost.objects.count() == 1 and PrivateConversation.objects.count() == 1
    assert Theme.objects.get(reading_group__slug=demo_features.GROUP).topic_count == 1
    assert Upload.objects.filter(uses__isnull=False).exists()
    assert Member.objects.exclude(picture="").get().handle == "demo.minjun"


def test_a_production_site_refuses(settings):
    settings.LOCAL = settings.DEBUG = False
    with pytest.raises(CommandError, match="production"):
        call_command("create_demo")
