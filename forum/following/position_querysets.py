"""Queries that each kind of read position shares: it moves forward, or back, and is stored once."""

from typing import Any, ClassVar, TypeVar

from django.db import connection, models

RowT = TypeVar("RowT", bound=models.Model)


class PositionQuerySet(models.QuerySet[RowT]):
    # SQL of the columns that depend on the position, by column name.
    derived_columns: ClassVar[dict[str, str]] = {}

    def advance(self, number: int, **key: Any) -> None:
        """Move the position at `key` forward to `number`, never back.

        Pages arrive in any order, so the statement compares the numbers. It is plain SQL because
        the ORM's upsert has no WHERE. One statement needs no transaction.
        """
        table = self.model._meta.db_table
        values = self._db_values_by_column(self.model(read=number, **key))
        inserted = {column: f"%({column})s" for column in values} | self.derived_columns
        updates = [f"{column} = excluded.{column}" for column in ("read", *self.derived_columns)]
        sql = (
            f"INSERT INTO {table} ({', '.join(inserted)}) VALUES ({', '.join(inserted.values())}) "
            f"ON CONFLICT ({', '.join(self._unique_columns())}) DO UPDATE SET {', '.join(updates)} "
            f"WHERE {table}.read < excluded.read"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def _db_values_by_column(self, row: Any) -> dict[str, Any]:
        fields = [field for field in row._meta.concrete_fields if not field.primary_key]
        return {
            field.column: field.get_db_prep_save(field.value_from_object(row), connection)
            for field in fields
        }

    def _unique_columns(self) -> list[str]:
        options: Any = self.model._meta
        return [options.get_field(name).column for name in options.constraints[0].fields]

    def move_back(self, number: int, **key: Any) -> None:
        """Move the position at `key` back, so that `number` is unread; never forward."""
        self.filter(read__gte=number, **key).update(read=number - 1)
