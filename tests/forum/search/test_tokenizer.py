"""Texts are split into folded words with their positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_brain.i18n.folding import fold
from forum.search.stemmer import LANGUAGES, stem
from forum.search.tokenizer import MAX_WORD_LENGTH, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’économie sociale", "l economie sociale"),
        ("Œuvre, cœur; straße", "oeuvre coeur strasse"),
        ("R-193 (2002): 1,5 %", "r 193 r193 2002 1 5"),
        ("co-operative 2009-2022", "co operative cooperative 2009 2022"),
        ("ILO/OIT & SSE_ESS", "ilo oit sse ess"),
        ("José Jose\u0301", "jose jose"),
        ("協同組合 と Koop", "協 同 組 合 と koop"),
        ("العَرَبِيَّة", "العربية"),
        ("🙂 — … ¿¡", ""),
        ("ﬁnance ½", "finance 1 2"),
    ],
)
def test_a_text_is_split_into_folded_words(text, expected):
    assert " ".join(words(text)) == expected


@given(st.text(max_size=200))
def test_the_positions_of_words_lie_in_the_text(text):
    for word, start, end in tokens(text):
        assert 0 < len(word) <= MAX_WORD_LENGTH and 0 <= start < end <= len(text)
        assert word.isalnum() and "ß" not in word
        assert word in "".join(filter(str.isalnum, fold(text[start:end])))
        assert all(stem(word, language) for language in LANGUAGES)
