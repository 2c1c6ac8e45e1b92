"""Migrations suit the release before, which runs beside the new one while a site is upgraded."""

import importlib
import re

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

from bench.served.sites import ROOT

OWN_PACKAGES = ("accounts.", "collective_brain.", "forum.")
# Made before the first release, when no site ran two of them. They add columns without a default
# in the database, and a unique constraint.
BEFORE_THE_FIRST_RELEASE = {
    ("accounts", "0002_privacy"),
    ("accounts", "0003_list_of_members"),
    ("accounts", "0004_draft_places"),
    ("notifications", "0003_once_for_a_post"),
    ("topics", "0002_hidden_revisions"),
    ("topics", "0003_counted"),
}
# A unique constraint on rows that the release before never writes: notifications about an account,
# and those with a report; digests; reports of profiles; what is about private notes.
ONLY_ON_NEW_ROWS = {
    ("notifications", "0006_about_accounts"),
    ("notifications", "0009_report_once"),
    ("mail", "0002_digests"),
    ("mail", "0005_private_notes"),
    ("reports", "0002_profiles_and_assignments"),
    ("reports", "0004_private_notes"),
}
PARTS_OF_A_DOCSTRING = ("Locks:", "Rows:", "Reversible:", "Old release works beside it:")


def _own_migrations() -> dict[tuple[str, str], str]:
    """The docstring of each migration, by app label and name."""
    loader = MigrationLoader(None)
    own_labels = {app.label for app in apps.get_app_configs() if app.name.startswith(OWN_PACKAGES)}
    own_labels.add("accounts")
    return {
        key: " ".join((importlib.import_module(migration.__module__).__doc__ or "").split())
        for key, migration in loader.disk_migrations.items()
        if key[0] in own_labels
    }


@pytest.mark.postgres
def test_the_release_before_can_write_into_the_new_tables(on_postgres, capsys):
    """A column needs a default in the database (db_default) or NULL, and no name may change."""
    labels = {label for label, _name in _own_migrations()}
    linter = MigrationLinter(
        str(ROOT), include_apps=labels, ignore_initial_migrations=True, no_cache=True
    )
    linter.lint_all_migrations()
    printed = capsys.readouterr().out
    refused = set(re.findall(r"\((\w+), (\w+)\)\.\.\. ERR", printed))
    assert refused == BEFORE_THE_FIRST_RELEASE | ONLY_ON_NEW_ROWS, printed


def test_each_migration_after_the_first_says_what_it_locks_and_writes():
    incomplete = [
        key
        for key, docstring in _own_migrations().items()
        if not key[1].startswith("0001_")
        and not all(part in docstring for part in PARTS_OF_A_DOCSTRING)
    ]
    assert incomplete == []
