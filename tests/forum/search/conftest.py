"""Run each test on both databases. Both must find the same."""

import pytest


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.django_db),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def database(request) -> str:
    if request.param == "postgres":
        request.getfixturevalue("on_postgres")
    return request.param
