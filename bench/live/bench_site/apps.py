"""Count every query of this process, in all its threads."""

from itertools import count
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

query_counter = count()


class BenchSiteConfig(AppConfig):
    name = "bench.live.bench_site"
    label = "bench_site"

    def ready(self) -> None:
        connection_created.connect(install_query_counter)


def install_query_counter(connection: Any, **_: Any) -> None:
    if _count_and_execute not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count_and_execute)


def _count_and_execute(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
    next(query_counter)
    return execute(sql, parameters, many, context)
