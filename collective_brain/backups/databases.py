"""The module that copies and restores the database of this site."""

from types import ModuleType

from django.db import connection

from collective_brain.backups import postgresql, sqlite

_MODULES = {"sqlite": sqlite, "postgresql": postgresql}


def database_module() -> ModuleType:
    return _MODULES[connection.vendor]
