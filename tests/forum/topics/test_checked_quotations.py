"""A quotation is marked as checked only if its words stand, or stood, in the quoted post."""

import uuid

import pytest

from forum.facilitation import actions as facilitation
from forum.markup.quotation_checks import comparable_words, contains_words
from forum.topics import actions
from forum.topics.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db

WORDS = "We pay *fair* wages, and we do not export.\n\n> [@ben](/topics/9/9)\n>\n> Export more!"
CHECKED = '<blockquote class="checked"'


@pytest.fixture
def ana():
    return make.member("ana_b", name="Ana")


@pytest.fixture
def topic(ana):
    return make.topic(ana, source=WORDS)


def is_checked(topic, quoted: str, *, name="ana\\_b", number=1, place=None) -> bool:
    lines = "".join(f"> {line}\n" for line in quoted.split("\n"))
    source = f"> [@{name}](/topics/{topic.pk}/{number})\n>\n{lines}\nI agree."
    return CHECKED in make.post(place or make.topic(), make.member(), source).html


def test_the_quotation_that_the_site_makes_is_checked(topic):
    post = make.post(topic, make.member(), topic.quotation_markdown([1]) + "I agree.")
    assert post.html.count(CHECKED) == 1


@pytest.mark.parametrize("quoted", ["We pay *fair* wages", "we do not export", "export."])
def test_a_piece_of_the_post_is_checked(topic, quoted):
    assert is_checked(topic, quoted)


@pytest.mark.parametrize(
    "quoted",
    [
        "We pay no wages",
        "we do export",
        "we do ~~not~~ export",
        "we do [not](/x) export",
        "we do not exp",
        "Export more!",  # the words of Ben
        "We pay *fair* wages\nWe steal",
        "We pay *fair* wages\n> We steal",
        "[…]",
        "We",
    ],
)
def test_other_words_are_not_checked(topic, quoted):
    assert is_checked(topic, quoted) == (quoted == "We")


def test_a_lazy_line_belongs_to_the_quotation(topic):
    source = f"> [@ana\\_b](/topics/{topic.pk}/1)\n>\n> we do not export.\nWe steal."
    assert CHECKED not in make.post(topic, make.member(), source).html


def test_the_words_of_ana_are_not_those_of_somebody_else(topic):
    assert not is_checked(topic, "We pay *fair* wages", name="minister")


def test_a_quotation_in_a_quotation_is_checked_alone(topic):
    make.post(topic, make.member("eve"), f"> [@ana\\_b](/topics/{topic.pk}/1)\n>\n> We lie.")
    quotation = topic.quotation_markdown([2])
    assert make.post(topic, make.member(), quotation + "Really?").html.count(CHECKED) == 1


def test_earlier_words_are_checked_but_not_by_single_words(topic, ana):
    post = topic.posts.get(number=1)
    actions.edit(post, ana, source="Nothing.", language="en", version=1)
    assert is_checked(topic, "We pay *fair* wages, and we do not export.")
    assert not is_checked(topic, "export.")
    post.revisions.update(hidden_at=post.created_at)
    assert not is_checked(topic, "We pay *fair* wages, and we do not export.")


@pytest.mark.parametrize("how", ["deleted", "hidden", "hidden topic"])
def test_nothing_is_said_about_what_is_gone(topic, ana, how):
    admin = make.member(is_staff=True)
    post = topic.posts.get(number=1)
    if how == "deleted":
        actions.delete(post, ana)
    elif how == "hidden":
        actions.hide(post, admin, why="Rude")
    else:
        facilitation.hide_topic(topic, admin, why="Rude")
    assert not is_checked(topic, "we do not export")


def test_members_cannot_set_the_mark(topic):
    post = make.post(topic, make.member(), '<blockquote class="checked">We steal.</blockquote>')
    assert CHECKED not in post.html


def test_the_mark_has_a_word_in_the_language_of_the_page(client, topic):
    make.post(topic, make.member(), topic.quotation_markdown([1]) + "I agree.")
    page = client.get(topic.get_absolute_url()).content.decode()
    assert f'{CHECKED} data-checked="Checked"' in page


def test_an_edit_checks_again(topic):
    bo = make.member()
    post = make.post(topic, bo, topic.quotation_markdown([1]) + "I agree.")
    forged = post.source.replace("do not", "do")
    actions.edit(post, bo, source=forged, version=1)
    assert CHECKED not in Post.objects.get(pk=post.pk).html


def test_the_cost_of_many_quotations_is_bounded(topic, django_assert_max_num_queries):
    one = topic.quotation_markdown([1]).replace("fair", "no")
    with django_assert_max_num_queries(70):
        actions.reply(topic, make.member(), source=one * 60 + "End.", nonce=uuid.uuid4())


def test_a_long_text_is_compared_in_linear_time():
    text = comparable_words("a " * 25_000)
    assert contains_words(text, comparable_words("a " * 24_999))
    assert not contains_words(text, comparable_words("a " * 20_000 + "b"))
