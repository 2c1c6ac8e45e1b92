"""Compiled queries give what the ORM gives, on both databases."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Member
from collective_brain.database.compiled import Compiled
from forum.topics.models import Topic, topic_for
from tests import factories as make


def _fields(instance):
    return {
        field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields
    }


def test_instances_are_the_orms(database):
    topic, member = make.topic(), make.member()
    asked = Compiled(lambda reader, pk: Topic.objects.for_page(Member(pk=reader)).filter(pk=pk))
    for _again in range(7):  # what was asked five times is prepared on PostgreSQL
        [got] = asked.objects(member.pk, topic.pk)
    [wanted] = Topic.objects.for_page(member).filter(pk=topic.pk)
    assert _fields(got) == _fields(wanted)
    assert _fields(got.theme) == _fields(wanted.theme) and "theme" in got._state.fields_cache
    assert got.facilitated is wanted.facilitated is False
    assert not got.get_deferred_fields() and got._state.db == "default" and not got._state.adding


def test_a_member_is_the_orms(database):
    member = make.member(country="KE")
    [got] = Compiled(lambda pk: Member.objects.filter(pk=pk)).objects(member.pk)
    assert _fields(got) == _fields(Member.objects.get(pk=member.pk))


def test_who_is_not_there_is_no_row(database):
    make.topic()
    asked = Compiled(lambda pk: Topic.objects.filter(pk=pk))
    assert [asked.objects(pk) for pk in (0, 10**6, 2**63, 10**30)] == [[], [], [], []]


class TestTopicFor:
    pytestmark = pytest.mark.django_db

    def test_who_sees_a_hidden_topic(self):
        facilitator, administrator = make.member(), make.member(is_staff=True)
        topic = make.topic(within=make.theme(facilitators=(facilitator,)))
        Topic.objects.update(hidden_at=topic.created_at)
        seen = [
            topic_for(who, topic.pk)
            for who in (facilitator, administrator, make.member(), AnonymousUser())
        ]
        assert seen == [topic, topic, None, None]
        assert [found.facilitated for found in seen[:2]] == [True, True]

    def test_a_facilitator_of_another_theme_is_like_any_member(self):
        facilitator = make.member()
        make.theme(facilitators=(facilitator,))
        assert not topic_for(facilitator, make.topic().pk).facilitated

    def test_rights_that_rest_until_there_is_a_second_step(self, settings):
        facilitator = make.member()
        topic = make.topic(within=make.theme(facilitators=(facilitator,)))
        assert topic_for(facilitator, topic.pk).facilitated
        settings.SECOND_STEP_REQUIRED = True
        assert not topic_for(facilitator, topic.pk).facilitated
