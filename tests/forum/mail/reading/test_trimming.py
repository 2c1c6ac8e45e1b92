"""What an author wrote in a mail is kept, and quotations and signatures are not."""

import re
from collections import Counter

import pytest

from forum.mail.reading.trimming import trim
from tests.cpu_speed import assert_cheap

from .reply_cases import cases_of_kind, reply_cases, without_line_ends

STATED = cases_of_kind("visible_text")
# These two keep a signature. Discourse trims signatures, and decides where the sources disagree.
KEEP_SIGNATURES = {"mailgun-talon/standard_iphone", "mailgun-talon/standard_sparrow"}


def words(text: str) -> Counter:
    return Counter(re.findall(r"\w+", text))


def test_there_are_76_mails_with_a_stated_text():
    assert len(STATED) == 76


@pytest.mark.parametrize("case", [c for c in STATED if str(c) not in KEEP_SIGNATURES], ids=str)
def test_the_text_is_exactly_what_the_source_expects(case):
    assert without_line_ends(trim(case.text).kept) == without_line_ends(case.expected)


@pytest.mark.parametrize("case", cases_of_kind("visible_text_ignoring_whitespace"), ids=str)
def test_the_text_of_html_is_what_the_source_expects(case):
    assert "".join(trim(case.text).kept.split()) == "".join(case.expected.split())


@pytest.mark.parametrize(
    "case",
    cases_of_kind("visible_text", "first_fragment", "visible_text_ignoring_whitespace"),
    ids=str,
)
def test_no_word_of_an_author_is_lost(case):
    if str(case) in KEEP_SIGNATURES:
        assert trim(case.text).kept == "Hello"
    else:
        assert words(case.expected) - words(trim(case.text).kept) == Counter()


@pytest.mark.parametrize("case", reply_cases(), ids=str)
def test_every_word_is_either_kept_or_removed(case):
    trimmed = trim(case.text)

    assert words(trimmed.kept) + words(trimmed.removed) == words(case.text)


def test_an_answer_between_the_lines_keeps_the_lines_that_it_answers():
    trimmed = trim(
        "On 3 May 2026, at 10:02, Ana Silva <ana@example.org> wrote:\n"
        "> Who comes?\n\nI do.\n\n> Who writes?\n\nLuis does."
    )

    assert trimmed.kept == "> Who comes?\n\nI do.\n\n> Who writes?\n\nLuis does."
    assert trimmed.removed == "On 3 May 2026, at 10:02, Ana Silva <ana@example.org> wrote:"


def test_an_answer_below_the_whole_quotation_stands_alone():
    trimmed = trim("On 3 May 2026 at 10:02, Ana <ana@example.org> wrote:\n> Who?\n> When?\n\nMe.")

    assert trimmed.kept == "Me."


@pytest.mark.parametrize(
    "sentence",
    [
        "On 3 May 2019 the committee wrote:",
        "As Ana wrote:",
        "El comité escribió:",
        "From: our side, To: yours, we agree.",
        "Sent from my desk, which is in Dakar.",
        "The minutes (3 May 2026, 10:30) say:",
        "Le 3 mai 2019, le comité a écrit:",
    ],
)
def test_a_sentence_that_only_resembles_a_marker_keeps_what_follows(sentence):
    text = f"First.\n\n{sentence}\n\nThe text that follows is the author's."

    assert trim(text).kept == text


@pytest.mark.parametrize(
    "text",
    [
        "Invitación.\n\nFecha: 3 de mayo\nDe: 8:00\nA: 12:00\nLugar: Dakar\n\nEn la sede.",
        "Réunion.\n\nDate : 3 mai\nDe : 8 h\nÀ : 12 h\n\nÀ la maison des coopératives.",
        "We agree.\n\nSent from Dakar with love",
        "Estamos de acuerdo.\n\nEnviado desde mi oficina en Lima",
        "Nous sommes d'accord.\n\nEnvoyé par courrier à tous les membres",
        "I agree.\n\nPlease excuse my late answer.",
        "D'accord.\n\nDésolé pour le retard.",
        "De acuerdo.\n\nDisculpe la demora.",
        "Concordo.\n\nDesculpe o atraso.",
        "Figures:\n\n| year | members |\n|---|---|\n| 2025 | 30 |",
        "The ILO says:\n\n> Cooperatives create work.",
        "Inscrições até 3 de maio de 2026, em ana@example.org:\n\n- Luis\n- Ana",
        "A reunião é a 3 de maio de 2026, inscrições em ana@example.org:\n\n- Luis\n- Ana",
        "On 3 May 2026 the ministry (info@gov.example) wrote that we must:\n\n1. vote\n2. pay",
        "El 3 de mayo de 2026 el ministerio (a@gov.example) escribió que hay tareas:\n\n1. votar",
        "First fix the phones.\n\nGet Outlook to work, and then write.",
        "My points:\n\n-- votes\n-- money\n\nLuis",
        "Title\n=====\n\nText.\n\nOther\n-----\n\nMore text",
        "Monday, 10:30: Ana <ana@example.org>\n\nWho takes Tuesday?",
    ],
)
def test_a_text_that_resembles_what_programs_write_is_kept_whole(text):
    assert trim(text).kept == text


def test_a_long_text_after_two_dashes_is_not_a_signature():
    text = "First part.\n\n--\n" + "\n".join(
        f"Line {number} of a second part." for number in range(30)
    )

    assert trim(text).kept == text


def test_a_rule_between_two_parts_is_not_a_signature():
    text = "First part.\n\n---\n\nThe second part is a sentence."

    assert trim(text).kept == text


def test_code_is_kept_whatever_it_looks_like():
    text = "See:\n\n```\n--\nOn 3 May 2026, at 10:02, Ana <a@example.org> wrote:\n> x\n```"

    assert trim(text).kept == text


def test_a_mail_with_only_a_quotation_is_kept():
    assert trim("> Who comes?").kept == "> Who comes?"


def test_an_empty_mail_has_no_text():
    assert trim("").kept == trim("\n \n").kept == ""


HOSTILE = {
    "dates": "On 3 May 2026 at 10:02, Ana <",
    "names": "Ana Silva <",
    "headers": "From: a",
    "header-names": "From: a\nTo: b\n\nx",
    "dashes": "-" * 70,
    "spaces": " " * 70 + "x",
    "quotes": "> " * 30,
    "rules-and-words": "----- a b c d e f",
    "sent": "Sent from " + "my " * 30,
    "addresses": "a@" * 40,
    "empty": "",
    "original": "-----Original Message-----",
    "signature": "--",
    "fences": "```",
    "wrote": "wrote " * 12 + "2026 10:02 a@b.c:",
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE.keys())
def test_50_kilobytes_of_hostile_lines_are_trimmed_in_time(line):
    for end_of_line in ("\n", ""):
        text = (line + end_of_line) * (50_000 // max(len(line + end_of_line), 1))

        assert_cheap(lambda text=text: trim(text), 0.2)


def test_50_kilobytes_of_a_usual_mail_are_trimmed_in_50_milliseconds():
    paragraph = (
        "A cooperative of thirty members in Dakar answers the questions of the ministry.\n" * 5
    )
    text = (paragraph + "\n") * 90 + "On 3 May 2026 at 10:02, Ana <ana@example.org> wrote:\n"
    text += ("> " + paragraph) * 30

    assert_cheap(lambda: trim(text), 0.05)
    assert len(text) > 45_000 and "wrote" not in trim(text).kept
