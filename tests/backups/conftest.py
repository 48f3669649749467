"""A school with something of everything in it, and empty places to put it back into."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.backups import boxes, putting_back, reading
from portfolio.backups.taking import Taking
from portfolio.core.errors import NotThereError
from portfolio.core.storage import FileStorage
from portfolio.log import actions as log
from portfolio.models import Item, Upload, UploadPart
from portfolio.visibility import reads
from tests.cast import FAMILY, TEACHERS
from tests.laden import laden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from portfolio.backups.manifest import Manifest
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from portfolio.erasures.ledger import Gone
    from tests.cast import Cast
    from tests.circles import Thing


NUMBERS = count(1)
"""No two databases of one run have the same name."""


def quiet(_line: str) -> None:
    """Say nothing."""


class Keeper:
    """Whoever runs the school: takes backups of it, and puts them back elsewhere."""

    def __init__(self, cast: Cast, folder: Path, make: Callable[[str], Database]) -> None:
        self.cast, self.folder, self.make = cast, folder, make
        self.made_ones: list[Database] = []

    def takes(self, name: str = "backup") -> Path:
        """A plain backup of now."""
        folder = self.folder / name
        boxes.new_folder(folder)
        box = boxes.FolderBox(folder)
        self.made: Manifest = Taking(self.cast.database, self.cast.storage, box, quiet).take(
            self.cast.at.now
        )
        return folder

    def empty(self) -> tuple[Database, Storage]:
        """An empty database and an empty storage."""
        number = next(NUMBERS)
        self.made_ones.append(self.make(f"back{number}"))
        return self.made_ones[-1], FileStorage(self.folder / f"media-{number}")

    def puts_back(self, folder: Path, erased: Iterable[Gone] = ()) -> tuple[Database, Storage]:
        """That backup, in a new place."""
        database, storage = self.empty()
        self.puts_in(folder, database, storage, erased)
        return database, storage

    def puts_in(
        self, folder: Path, database: Database, storage: Storage, erased: Iterable[Gone] = ()
    ) -> None:
        """That backup, into that place."""
        with reading.opened(folder) as backup:
            putting_back.put_back(backup, database, storage, erased, self.cast.at, quiet)

    def answers(self, database: Database) -> set[tuple[str, str, bool]]:
        """What the rule says: who sees which of today's things, owner or not."""
        found = set()
        with database.reading() as db:
            for who in self.cast.oak.people().values():
                for public_id in self.things:
                    try:
                        sight = reads.item_or_404(db, who.viewer(self.cast.at), public_id)
                    except NotThereError:
                        continue
                    found.add((who.public_id, public_id, sight.is_owner))
        return found

    @property
    def things(self) -> list[str]:
        """The addresses of all things, whoever sees them."""
        with self.cast.database.reading() as db:
            return list(db.scalars(select(Item.public_id)))


@pytest.fixture
def keeper(cast: Cast, tmp_path: Path, new_database: Callable[[str], Database]) -> Iterator[Keeper]:
    """Whoever runs the school."""
    made = Keeper(cast, tmp_path, new_database)
    yield made
    for one in made.made_ones:
        one.close()


@pytest.fixture
def full(cast: Cast) -> Thing:
    """Things in every audience and fate, and rows in the log; gives the one with all on it."""
    for owner in (cast.owner, cast.rowan.owner):
        for wishes in ([TEACHERS], [FAMILY], [cast.circle_of(owner).group.children]):
            for state in ("waiting", "up"):
                cast.puts_up(owner, wishes, state)
        cast.keeps(owner)
        cast.deletes(cast.puts_up(owner, [FAMILY]))
        cast.seals(cast.puts_up(owner, [FAMILY], title="Sealed canary", words="Sealed words"))
    thing, _photos = laden(cast)
    on_its_way(cast)
    for number in range(5):
        with cast.database.unit() as db:
            log.write(db, "item_deleted", cast.at, None, item=number)
    return thing


CAMERA = b"\x00\xff as a camera wrote it, with the place"


def on_its_way(cast: Cast) -> None:
    """Half a photo that came in parts, and the rest has not yet."""
    with cast.database.unit() as db:
        upload = Upload(
            public_id="on-its-way",
            person_id=cast.owner.id,
            key="k",
            size=999,
            digest="0" * 64,
            made_at=cast.at.now,
        )
        db.add(upload)
        db.flush()
        part = {"begins": 0, "size": len(CAMERA), "digest": "0" * 64, "data": CAMERA}
        db.add(UploadPart(upload_id=upload.id, **part))
