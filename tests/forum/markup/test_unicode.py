"""Characters that hide or mislead are removed. Characters that a script needs stay."""

import json
import unicodedata
from urllib.parse import quote

import pytest

from collective_brain.errors import Refused
from forum import markup
from forum.markup.text_cleaning import clean_text
from tests.forum.markup.allow_list import violations
from tests.forum.markup.parsed_html import visible_words
from tests.forum.markup.samples import DATA

HIDDEN = {"Cf", "Cc", "Cs"}


def strings(name: str) -> list[str]:
    lines = (DATA / "unicode" / name).read_text("utf-8").split("\n")
    return [json.loads(line)["string"] for line in lines if line]


def hidden_in(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in HIDDEN} - {
        "\n",
        "\t",
        "\u200c",
        "\u200d",
    }


@pytest.mark.parametrize("clean", [clean_text, markup.clean_line])
def test_no_hidden_character_of_trojan_source_is_left(clean) -> None:
    for line in strings("trojan_source.jsonl"):
        assert hidden_in(clean(line)) == set(), line


def test_naughty_strings_are_safe_as_posts_messages_and_titles() -> None:
    for string in strings("blns.jsonl"):
        for render in (markup.render_post, markup.render_message):
            try:
                html = render(string)
            except Refused:
                assert markup.clean_line(string) == "" or markup.is_blank_html(
                    markup.clean_line(string)
                ), string
            else:
                assert violations(html) == [] and hidden_in(html) == set(), string
        assert hidden_in(markup.clean_line(string)) == set()


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("  two \t words\r\nand  more\u2028 ", "two words and more"),
        ("Jose\u0301", "José"),
        ("pay\u200cpal pay\u200dpal pay\u200bpal pay\ufeffpal", "paypal paypal paypal paypal"),
        ("a\u202eb\u2066c\u2069\u200f\u061cd\x00e\x1b", "abcde"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3", "👩\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3"),
        ("\u200d\u200c a\ufe0f", "a"),
        ("\u3164\u2800\u115f", ""),
        ("\u0301", ""),
        ("\ud800x", "x"),
    ],
)
def test_a_title_is_one_line_without_hidden_characters(written: str, line: str) -> None:
    assert markup.clean_line(written) == line


def test_the_flag_of_wales_stays() -> None:
    wales = "\U0001f3f4" + "".join(chr(0xE0000 + ord(character)) for character in "gbwls\x7f")
    assert markup.clean_line(f"{wales} {wales[1:]}") == wales


def test_a_letter_keeps_at_most_eight_accents() -> None:
    assert markup.clean_line("Z" + "\u0301" * 40 + "x") == "\u0179" + "\u0301" * 7 + "x"


def test_cleaning_a_clean_line_changes_nothing() -> None:
    for string in strings("blns.jsonl") + strings("trojan_source.jsonl"):
        assert markup.clean_line(markup.clean_line(string)) == markup.clean_line(string)


def test_an_entity_does_not_insert_a_hidden_character() -> None:
    assert visible_words(markup.render_post("a&#x202e;b&#8203;c&rlm;d")) == "abcd"


def test_a_combining_character_does_not_change_the_tag_before_it() -> None:
    assert violations(markup.render_post("*a*\u0338 <\u0338 >\u0338")) == []


def test_line_ends_of_every_system_are_equal() -> None:
    assert markup.render_post("a\r\nb\rc") == markup.render_post("a\nb\nc")


@pytest.mark.parametrize("url", ["https://example.org/cafe\u0301", "http://example.org/?q=u\u0308"])
def test_a_link_to_another_site_leads_where_its_author_meant(url: str) -> None:
    """A server can have a path in decomposed Unicode. Composing it makes the link dead."""
    address = quote(url, safe=":/?=")
    for source in (url, f"[cafe\u0301]({url})", f"<{url}>", f"[a][r]\n\n[r]: {url}"):
        assert f'href="{address}"' in markup.render_post(source), source
    assert ">café</a>" in markup.render_post(f"[cafe\u0301]({url})")


@pytest.mark.parametrize(
    "word",
    [
        "\u0d05\u0d35\u0d28\u0d4d\u200d",  # Malayalam, with the chillu of older keyboards
        "\u0915\u094d\u200c",  # Devanagari ka with a visible virama
    ],
)
def test_a_joiner_after_a_virama_stays_at_the_end_of_a_word(word: str) -> None:
    for text in (word, f"{word} {word}.", f"{word}\n"):
        assert clean_text(text) == text
    assert clean_text(f"{word}\u200d\u200c") == word
