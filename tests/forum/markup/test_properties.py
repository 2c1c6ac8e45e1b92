"""Properties of every text, tested with random texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from collective_brain.errors import Refused
from forum import markup
from forum.markup.text_cleaning import clean_text
from tests.forum.markup.allow_list import violations

# Split at each space. PIECES adds those that contain spaces.
SIGNS = (
    "[ ] ( ) ! * ** _ ~~ ` ``` < > & \\ | - + # : @ana @ http:// https://x.org www. /x "
    "javascript: [^1] [^1]: [a]: |-| 1. \" ' = é \u0301 \u200d \u202e &#x202e; &lt; \x00 a b ."
)
PIECES = st.sampled_from(SIGNS.split(" ") + [" ", "\n", "\n\n", "    ", "> ", "- ", "\t", "\r\n"])
MARKDOWN = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)
PROFILES = {"ana": "/members/ana/"}
EACH = settings(max_examples=150, deadline=None)


@EACH
@given(MARKDOWN)
def test_a_text_is_inert_or_refused(source: str) -> None:
    for render in (markup.render_post, markup.render_message):
        try:
            html = render(source, prefix="p", profile_urls=PROFILES)
        except Refused as refusal:
            assert str(refusal)
        else:
            assert violations(html) == []


@EACH
@given(MARKDOWN)
def test_every_linked_username_is_mentioned(source: str) -> None:
    try:
        html = markup.render_post(source, profile_urls=PROFILES)
    except Refused:
        return
    linked = 'class="mention"' in html
    assert linked <= ("ana" in markup.parse_post(source).mentioned())


@EACH
@given(MARKDOWN)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert markup.clean_line(markup.clean_line(text)) == markup.clean_line(text)


@EACH
@given(MARKDOWN, st.integers(1, 10**9), st.integers(1, 10**6))
def test_a_quotation_is_found_and_can_be_redacted(text: str, topic: int, number: int) -> None:
    try:
        source = markup.quote(text, username="ana", url=f"/topics/{topic}/{number}") + "Kept."
        assert (topic, number) in markup.quoted_posts(source)
        redacted = markup.redact_quotations(source, {(topic, number)})
    except Refused:
        return
    assert redacted == f"> [@ana](/topics/{topic}/{number})\n>\n> […]\n\nKept."
