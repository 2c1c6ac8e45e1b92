"""Words, names and handles are compared without accents, capitals and kinds of apostrophes."""

import pytest

from collective_brain.i18n.folding import fold, fold_name


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz Sœur Ægir Øyvind", "lukasz soeur aegir oyvind"),
        ("Işık İbrahim", "isik ibrahim"),
        ("Straße STRASSE", "strasse strasse"),
        ("José Jose\u0301", "jose jose"),
        ("ﬁnance ½ Ⅷ", "finance 1⁄2 viii"),
        ("Ɓala Ɗan Ƙofa Ŋutɔ Ɛsi", "bala dan kofa nuto esi"),
        ("Đặng Þór", "dang thor"),
        ("ΣΟΦΊΑΣ", "σοφιασ"),
    ],
)
def test_folding_removes_accents_and_capitals(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("apostrophe", "'’‘ʼ`´′＇")
def test_a_name_is_equal_with_each_apostrophe_and_without_one(apostrophe):
    assert fold_name(f" O{apostrophe}Neil  Ana ") == "oneil ana"


def test_folding_a_folded_text_changes_nothing(sample):
    for number in sample(range(0x110000), 7):
        if not 0xD800 <= number < 0xE000:
            character = chr(number)
            assert fold(fold(character)) == fold(character), hex(number)
            assert fold_name(fold_name(character)) == fold_name(character), hex(number)
