"""What every table shares: naming, column types, the raising of lazy loads.

No table stands here, and no rule.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import DateTime, Enum, ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from enum import StrEnum

    from sqlalchemy import Dialect

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; a naive one is refused on the way in and never comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; SQLite keeps UTC without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without its zone"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(values: type[StrEnum]) -> Enum:
    """A column that holds one of `values` as its word."""
    return Enum(
        values,
        native_enum=False,
        length=24,
        values_callable=lambda all_values: [value.value for value in all_values],
    )


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: Any = {datetime: UtcDateTime}  # noqa: RUF012 -- SQLAlchemy's own form


Id = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
"""A row's number: never shown, never guessed, in the order of making."""

PublicId = Annotated[str, mapped_column(String(32), unique=True)]
"""What stands in addresses: opaque, 80 random bits (core/tokens.py)."""


def to(table: str) -> Any:  # noqa: ANN401 -- mapped_column takes any type
    """A required, indexed reference to `table`'s id."""
    return mapped_column(ForeignKey(f"{table}.id"), index=True)
