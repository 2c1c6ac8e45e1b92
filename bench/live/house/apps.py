"""Counts every query of this process, in all its threads."""

from itertools import count
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

queries = count()


class HouseConfig(AppConfig):
    name = "bench.live.house"
    label = "bench_house"

    def ready(self) -> None:
        connection_created.connect(count_queries)


def count_queries(connection: Any, **_: Any) -> None:
    if counted not in connection.execute_wrappers:
        connection.execute_wrappers.append(counted)


def counted(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
    next(queries)
    return execute(sql, parameters, many, context)
