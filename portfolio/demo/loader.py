"""Putting the demonstration school into an empty database: its table of contents.

Slow work comes first, without the database: pictures are drawn and encoded, secrets hashed. Then
all rows are written in the caller's one unit of work, so that either the whole school stands or
nothing of it. Never for a database that holds anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.demo import loader_people, loader_pictures
from portfolio.demo.loader_deeds import Deeds
from portfolio.demo.loader_pictures import Album
from portfolio.demo.loader_story import Story
from portfolio.office import queries as office

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.storage import Storage


class NotEmptyError(Exception):
    """The database holds a school or somebody already; nothing was loaded."""


def load(db: Session, storage: Storage, at: Moment) -> None:
    """Load the whole school as if it had lived here until `at`; `NotEmptyError` if it may not.

    The caller commits. `db` is first asked when every picture is ready, so that no lock is held
    meanwhile; where anything fails, the stored pictures are taken back.
    """
    fill(db, Album(storage, loader_pictures.prepare()), at)


def fill(db: Session, album: Album, at: Moment) -> None:
    """The same with pictures that were read before."""
    hashes = loader_people.hash_secrets()
    try:
        album.store()
        _write(db, album, hashes, at)
    except BaseException:  # also an interruption from the keyboard: nothing half-loaded
        album.forget()
        raise


def _write(db: Session, album: Album, hashes: loader_people.Hashes, at: Moment) -> None:
    if not office.is_empty(db):
        raise NotEmptyError
    roll = loader_people.write(db, hashes, at)
    Story(Deeds(db, album, roll, at), at).tell()
