"""Dates are written as people of the language write them."""

import datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

EVENING = datetime.datetime(2026, 12, 1, 17, 30)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 December 2026, 17:30"),
        ("es", "1 de diciembre de 2026 a las 17:30"),
        ("fr", "1 décembre 2026 17:30"),
        ("pt", "1 de Dezembro de 2026 às 17:30"),
        ("pt-br", "1 de Dezembro de 2026 às 17:30"),
    ],
)
def test_a_date_with_its_time(language, written):
    with translation.override(language):
        assert date_format(EVENING, "DATETIME_FORMAT") == written


def test_short_dates_in_english_name_the_month():
    assert date_format(EVENING, "SHORT_DATE_FORMAT") == "1 Dec 2026"
