"""Every table of members is in an export, or left out for a reason."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

from forum.exports.tables import LEFT_OUT, SECRETS, member_fields, tables

DATA_MAP = Path(settings.BASE_DIR) / "docs" / "data-map.md"
EXPORTED = {table.model._meta.label for table in tables()}


def test_every_table_with_a_column_of_a_member_is_exported_or_left_out_for_a_reason():
    models = apps.get_models(include_auto_created=True)
    of_members = {model._meta.label for model in models if member_fields(model)}
    missing = of_members - EXPORTED - set(LEFT_OUT)
    assert missing == set(), "name these in forum/exports/tables.py"


def test_every_table_with_something_personal_in_the_data_map_is_exported_or_left_out():
    personal = set(re.findall(r"^\| `(\w+)` \| `\w+` \|", DATA_MAP.read_text(), re.MULTILINE))
    models = apps.get_models(include_auto_created=True)
    labels = {model._meta.db_table: model._meta.label for model in models}
    missing = {labels[name] for name in personal} - EXPORTED - set(LEFT_OUT)
    assert missing == set(), "name these in forum/exports/tables.py"


def test_no_table_is_exported_by_a_path_that_does_not_exist():
    for table in tables():
        assert str(table.rows_of(0).query), table.name


def test_no_secret_is_a_column_of_an_export():
    for table in tables():
        names = {column.partition("__")[0] for column in table.columns()}
        assert not names & SECRETS, table.name
        suspicious = {name for name in names if re.search(r"password|token|secret|hash", name)}
        assert suspicious == set(), f"{table.name}: add these to SECRETS, or rename them"
