"""Clean names, and handles that nobody can confuse."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.names import clean_profile_line, clean_profile_text, refuse_handle
from collective_brain.i18n.folding import fold_name
from tests.cpu_speed import assert_cheap

DATA = Path(__file__).parent.parent / "data" / "unicode"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Ana \t María\n", "Ana María"),
        ("Jose\u0301", "José"),
        ("a\u200bb\u2060c\ufeffd", "abcd"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("Zoë\u0000\u0007", "Zoë"),
        ("\u3164", ""),
        ("\u2800 \u115f", ""),
        ("محمد", "محمد"),
        ("Z\u0335\u0336\u0337\u0338\u0321\u0322algo", "Z\u0335\u0336algo"),
    ],
)
def test_a_clean_name_is_one_line_without_invisible_characters(typed, clean):
    assert clean_profile_line(typed) == clean


def test_cleaning_twice_changes_nothing():
    for line in (
        "Jose\u0301\u0301\u0301\u0301",
        "a\u200b\u0301",
        "Việt Nam",
        "e\u0335\u0336\u0337\u0301\u0302",
    ):
        assert clean_profile_line(clean_profile_line(line)) == clean_profile_line(line)


def test_a_clean_text_keeps_its_lines():
    assert clean_profile_text("one \r\n\u202etwo\n\n\n\nthree") == "one\ntwo\n\nthree"


@pytest.mark.parametrize("handle", ["ana", "a1", "demo.amina", "Ana-Maria_2", "x" * 30])
def test_a_valid_handle_is_not_refused(handle):
    assert refuse_handle(handle) == ""


@pytest.mark.parametrize(
    "handle",
    [
        "",
        "a",
        ".ana",
        "ana.",
        "a b",
        "x" * 31,
        "josé",
        "аnа",
        "ana\n",
        "@ana",
        "Admin",
        "ILO",
        "former-8",
        "a/b",
    ],
)
def test_an_invalid_handle_is_refused(handle):
    assert refuse_handle(handle)


def test_a_look_alike_of_an_ascii_letter_is_refused():
    lines = (DATA / "confusables_ascii.jsonl").read_text().splitlines()
    for line in lines:
        for text in _strings(json.loads(line)):
            if not text.isascii():
                assert refuse_handle(f"ana{text}ben"), text


def test_a_clean_name_has_no_direction_override():
    for line in (DATA / "trojan_source.jsonl").read_text().splitlines():
        for text in _strings(json.loads(line)):
            assert not set(clean_profile_line(text)) & set(
                "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b"
            )


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=50).flatmap(lambda text: st.integers(1, 40).map(lambda times: text * times))
)
def test_cleaning_any_text_is_cheap_and_needed_only_once(text):
    """The texts are as long as the longest text of a profile. The limit is 0.5 s of CPU."""
    assert_cheap(lambda: _clean_and_check(text), 0.5)


def _clean_and_check(text: str) -> None:
    line, text_lines = clean_profile_line(text), clean_profile_text(text)
    assert clean_profile_line(line) == line and clean_profile_text(text_lines) == text_lines
    assert fold_name(fold_name(text)) == fold_name(text)
    refuse_handle(text)
