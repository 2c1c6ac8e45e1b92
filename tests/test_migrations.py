"""Migrations suit the release before, which runs beside the new one while a site is upgraded."""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

from bench.served.sites import ROOT
from tests.databases import connection_settings, default_database

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


def _schema() -> dict[str, Any]:
    """The columns and constraints of each table, without their order."""
    with connection.cursor() as cursor:
        return {table: _table(cursor, table) for table in connection.introspection.table_names()}


def _table(cursor: Any, table: str) -> tuple[set[Any], ...]:
    read = connection.introspection
    columns = read.get_table_description(cursor, table)
    constraints = [
        # SQLite numbers foreign keys, and constraints without a name.
        ("" if name.startswith(("__unnamed", "fk_")) else name, each["columns"], each["unique"])
        for name, each in read.get_constraints(cursor, table).items()
    ]
    return {(each.name, each.null_ok) for each in columns}, {str(each) for each in constraints}


def _run_replaced_migrations() -> None:
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False
    executor.loader.build_graph()
    migrations = executor.loader.disk_migrations
    last = executor.loader.graph.leaf_nodes()
    executor.migrate([key for key in last if not migrations[key].replaces])


@pytest.mark.drill("replaced migrations", 15)
@pytest.mark.usefixtures("database")
def test_a_site_that_ran_the_replaced_migrations_has_the_same_tables(
    request: pytest.FixtureRequest, tmp_path: Path
):
    """Sites that are older than a squashed migration have run what it replaces."""
    of_new_site = _schema()
    if connection.vendor == "postgresql":
        empty = connection_settings(request.getfixturevalue("postgres_url"))
    else:
        empty = connections.settings["default"] | {"NAME": str(tmp_path / "old.sqlite3")}
    with default_database(empty):
        _run_replaced_migrations()
        call_command("migrate", check_unapplied=True, verbosity=0)
        assert _schema() == of_new_site
