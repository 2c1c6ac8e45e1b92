"""Comparisons word by word: what they show, that they are correct, and what they cost."""

import random
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.revisions import alignment, diff
from forum.revisions.diff import DELETED, INSERTED, SAME
from tests.cpu_speed import cheapest_call

MOST_SECONDS = 0.5  # of CPU, for two texts of 50,000 characters


def marked(old: str, new: str) -> str:
    """Return the comparison as text: [-deleted-], [+inserted+], {number of folded lines}."""
    signs = {SAME: "{}", DELETED: "[-{}-]", INSERTED: "[+{}+]"}
    blocks = diff.compare(old, new)
    return "\n".join(
        f"{{{block.folded_lines}}}"
        if block.folded_lines
        else "".join(signs[kind].format(text) for kind, text in block.pieces)
        for block in blocks
    )


class TestShownChanges:
    def test_a_changed_word(self):
        assert (
            marked("The red fox runs.", "The brown fox runs.") == "The [-red-][+brown+] fox runs."
        )

    def test_an_inserted_and_a_deleted_paragraph(self):
        assert marked("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.") == "One.\n\nTwo.\n[+\nThree.+]"
        assert marked("One.\nTwo.\nThree.", "One.\nThree.") == "One.\n[-Two.-]\nThree."

    def test_a_completely_changed_sentence_is_replaced_as_a_whole(self):
        shown = marked(
            "We start the harvest the day after.", "They sold the whole of it in the market."
        )
        assert (
            shown
            == "[-We start the harvest the day after-][+They sold the whole of it in the market+]."
        )

    def test_changed_lines_are_compared_line_by_line(self):
        assert (
            marked("alpha one\nbeta two", "alpha 1\nbeta 2")
            == "alpha [-one-][+1+]\nbeta [-two-][+2+]"
        )

    @pytest.mark.parametrize(
        ("old", "new", "shown"),
        [
            ("私は学生です。", "私は先生です。", "私は[-学-][+先+]生です。"),
            ("ผมไปตลาด", "ผมไปบ้าน", "ผมไป[-ตลาด-][+บ้าน+]"),
            ("हिन्दी में लिखा", "हिन्दी मैं लिखा", "हिन्दी [-में-][+मैं+] लिखा"),
            (
                "الجمعية التعاونية الأولى",
                "الجمعية التعاونية الثانية",
                "الجمعية التعاونية [-الأولى-][+الثانية+]",
            ),
            ("Cafe\u0301 ole", "Cafe ole", "[-Cafe\u0301-][+Cafe+] ole"),
            (
                "seeds 👩\u200d🌾 here",
                "seeds 👩🏽\u200d🌾 here",
                "seeds [-👩\u200d🌾-][+👩🏽\u200d🌾+] here",
            ),
        ],
    )
    def test_scripts_without_spaces_and_with_marks(self, old, new, shown):
        assert marked(old, new) == shown

    def test_lines_far_from_a_change_are_folded(self):
        lines = [f"Line {number}." for number in range(40)]
        changed = [*lines[:20], "Another.", *lines[21:]]
        shown = marked("\n".join(lines), "\n".join(changed)).split("\n")
        assert shown == [
            "{18}",
            "Line 18.",
            "Line 19.",
            "[-Line 20.-][+Another.+]",
            "Line 21.",
            "Line 22.",
            "{17}",
        ]

    def test_a_change_of_only_spaces_is_visible(self):
        pieces = [
            piece
            for block in diff.compare("a\nb", "a\n\nb")
            for piece in block.pieces
            if piece.kind == INSERTED
        ]
        assert [piece.visible_text for piece in pieces] == ["¶\n"]
        assert diff.Piece(DELETED, "  ").visible_text == "··"


TEXTS = st.text("ab \n字\u0301.", max_size=60)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_a_comparison_contains_both_texts(old, new):
    def read(side: str) -> list[str]:
        blocks = diff.compare(old, new)
        lines = "\n".join("".join(piece.text for piece in getattr(block, side)) for block in blocks)
        return [line for line in lines.split("\n") if line]

    assert read("old_pieces") == [line for line in old.split("\n") if line]
    assert read("new_pieces") == [line for line in new.split("\n") if line]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(0, 3), max_size=40),
    st.lists(st.integers(0, 3), max_size=40),
    st.integers(0, 200),
)
def test_pairs_are_equal_and_in_order(a, b, steps):
    pairs = alignment.align(a, b, alignment.StepBudget(steps=steps))
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in zip(pairs, pairs[1:], strict=False))


@given(st.text())
def test_joined_words_are_the_text(text):
    assert "".join(diff.split_words(text)) == text


RANDOM = random.Random(5)
HAN = [chr(0x4E00 + number) for number in range(20_000)]


def random_words(count: int, kinds: int) -> str:
    return " ".join(f"w{RANDOM.randrange(kinds)}" for _ in range(count))


HOSTILE = {
    "other words everywhere": (random_words(12_000, 3000), random_words(12_000, 3000)),
    "two words": (random_words(25_000, 2), random_words(25_000, 2)),
    "two lines": (
        "\n".join(RANDOM.choices("ab", k=25_000)),
        "\n".join(RANDOM.choices("ab", k=25_000)),
    ),
    "no spaces": (
        "".join(RANDOM.choices(HAN[:500], k=50_000)),
        "".join(RANDOM.choices(HAN[:500], k=50_000)),
    ),
    "another order": ("".join(HAN), "".join(RANDOM.sample(HAN, len(HAN)))),
    "backwards": ("".join(HAN), "".join(HAN[::-1])),
    "every second one": (
        "".join(HAN),
        "".join(sign if i % 2 else "あ" for i, sign in enumerate(HAN)),
    ),
    "a step aside": ("ab " * 16_000, "ba " * 16_000),
    "every line a little": (
        "\n".join(random_words(8, 99) for _ in range(1500)),
        "\n".join(random_words(8, 99) for _ in range(1500)),
    ),
    "lines that come and go": (
        "\n".join("ab"[i % 2] for i in range(25_000)),
        "\n".join("ba"[i % 2] + "c" * (i % 97 == 0) for i in range(25_000)),
    ),
    "signs": ("!" * 50_000, "?!" * 25_000),
    "spaces": (" " * 50_000, " \n" * 25_000),
    "marks": ("a" + "\u0301" * 49_999, "b" + "\u0301" * 49_999),
    "joiners": (".\u200d" * 25_000, "!\u200d" * 25_000),
}


def test_no_two_texts_are_expensive(capsys):
    diff.split_words("warm")
    costs, too_expensive = {}, []
    for name, texts in HOSTILE.items():
        costs[name], allowed = cheapest_call(partial(compare_longest, *texts), MOST_SECONDS)
        if costs[name] >= allowed:
            too_expensive.append(name)
    with capsys.disabled():
        worst = max(costs, key=costs.__getitem__)
        print(
            "\nmost expensive comparison of 50,000 characters: "
            f"{worst}, {costs[worst]:.2f} s of CPU"
        )
    assert too_expensive == []


def compare_longest(old: str, new: str) -> None:
    blocks = diff.compare(old[:50_000], new[:50_000])
    assert sum(len(block.pieces) for block in blocks) <= diff.MAX_PIECES
