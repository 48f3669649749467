"""Who is looking, and when: a small frozen value that every read asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.models.enums import ViewerKind

if TYPE_CHECKING:
    from portfolio.core.clock import Moment


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, a screen or nobody, at one moment.

    `id` is the row number of the person or screen and None for nobody. `instead_of` is who is
    really looking where one looks as another (*See it as…*); the log records it.
    """

    kind: ViewerKind
    id: int | None
    at: Moment
    instead_of: int | None = None

    @classmethod
    def person(cls, person_id: int, at: Moment, *, instead_of: int | None = None) -> Viewer:
        """A signed-in person."""
        return cls(ViewerKind.PERSON, person_id, at, instead_of)

    @classmethod
    def screen(cls, screen_id: int, at: Moment) -> Viewer:
        """The frame in reception."""
        return cls(ViewerKind.SCREEN, screen_id, at)

    @classmethod
    def nobody(cls, at: Moment) -> Viewer:
        """A signed-out visitor."""
        return cls(ViewerKind.NOBODY, None, at)
