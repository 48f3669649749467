"""Things that sing when somebody carries them out: each has a word and a picture of its own.

Every scene of truth.md, for an owner in each class, and beside them what lies deeper: drafts,
earlier words, notes, words of another home, waiting, hidden and sealed ones, and the reason of a
restriction. Who may read what of the scenes stands in truth.md; of the rest, here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core.pictures import RenditionName
from portfolio.models import Check, Restriction
from portfolio.models.enums import CommentState
from tests.cast import FAMILY
from tests.visibility.scenes import cells, set_scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cast import Cast
    from tests.circles import Circle, Photograph, Said, Somebody, Thing
    from tests.visibility.scenes import Scene


@dataclass
class Aviary:
    """What sings, and whose ears it is for."""

    cast: Cast
    words: dict[str, set[int]] = field(default_factory=dict)
    """Each canary with the numbers of the people who may read it."""
    pictures: dict[bytes, tuple[str, set[int]]] = field(default_factory=dict)
    """The whole bytes of each rendition, what it is of, and who may have it."""
    scenes: dict[str, dict[str, Scene]] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    photos: list[Photograph] = field(default_factory=list)

    def fill(self) -> Aviary:
        """Set everything for the owner of each class."""
        for circle in self.cast.circles:
            scenes = set_scenes(self.cast, circle)
            self.scenes[circle.group.name] = scenes
            for scene in scenes.values():
                self._note(scene)
            self._who_may(circle, scenes)
            self._deeper(circle)
        return self

    def _note(self, scene: Scene) -> None:
        self.things.append(scene.thing)
        self.said.append(scene.said)
        self.photos.append(scene.photo)

    # ------------------------------------------------------------ the scenes of truth.md

    def _who_may(self, circle: Circle, scenes: dict[str, Scene]) -> None:
        name, people = circle.group.name, self._by_row(circle)
        for cell in cells(name):
            mark, who = f"{name}-{cell.scene}.", people.get(cell.viewer, set())
            bin_is_own = (cell.viewer, cell.scene) == ("owner", "bin")
            is_glass = (cell.viewer, cell.scene) == ("lead", "glass")
            for kind in ("Title", "Words", "Praise"):
                readers = self.words.setdefault(f"{kind}-{mark}", set())
                may = (cell.is_yes or bin_is_own) and not (is_glass and kind == "Praise")
                readers |= who if may else set()
            for data in self._renditions(scenes[cell.scene].photo):
                _, viewers = self.pictures.setdefault(data, (mark, set()))
                viewers |= who if cell.is_yes or bin_is_own else set()

    def _by_row(self, circle: Circle) -> dict[str, set[int]]:
        """Who stands in which row of the table: some of the other circle have children here."""
        rows = {role: {one.id} for role, one in circle.people().items()}
        other = next(one for one in self.cast.circles if one is not circle)
        rows["classmate"] |= {other.club_mate.id, other.other_child.id, other.sibling.id}
        rows["classmates_parent"] |= {other.mum.id, other.gran.id, other.club_mates_parent.id}
        return rows

    def _renditions(self, photo: Photograph) -> Iterator[bytes]:
        for name in RenditionName:
            with self.cast.storage.open(f"{photo.key}/{name.file_name}").file as stored:
                yield stored.read()

    # ------------------------------------------------------------ what lies deeper

    def _deeper(self, circle: Circle) -> None:
        cast, name = self.cast, circle.group.name
        teachers = {circle.teacher.id, circle.second_teacher.id}
        reads_all = teachers if name == "Oak" else set[int]()
        photo = cast.photographs(circle.owner, f"hsl({len(self.photos) * 9}, 60%, 40%)")
        words = f"Earlier-{name}."
        thing = cast.puts_up(circle.owner, [FAMILY], words=words, photos=[photo])
        self._sings(words, {circle.owner.id})
        self._pictured(photo, {circle.owner.id})
        thing = cast.edits(thing, f"Now-{name}.", "up")
        family = {circle.mum.id, circle.gran.id, circle.dad.id}
        self._sings(f"Now-{name}.", {circle.owner.id, *family, *reads_all})
        thing = cast.edits(thing, f"Draft-{name}.")
        self._sings(f"Draft-{name}.", {circle.owner.id})
        self.things.append(thing)
        self.photos.append(photo)
        self._talk(circle, thing, reads_all)
        self._notes(circle)

    def _talk(self, circle: Circle, thing: Thing, reads_all: set[int]) -> None:
        cast, name, owner = self.cast, circle.group.name, circle.owner.id
        home = {circle.mum.id, circle.gran.id}
        up = CommentState.UP
        self._says(circle.gran, thing, f"Mums-home-{name}.", up, {owner, *home, *reads_all})
        self._says(circle.dad, thing, f"Dads-home-{name}.", up, {owner, circle.dad.id, *reads_all})
        waits = CommentState.WAITING
        self._says(circle.mum, thing, f"Waiting-{name}.", waits, {circle.mum.id, *reads_all})
        self._says(circle.mum, thing, f"Sent-back-{name}.", CommentState.SENT_BACK, {circle.mum.id})
        hidden = self._says(
            circle.mum, thing, f"Hidden-{name}.", up, {owner, circle.mum.id, *reads_all}
        )
        cast.hides(hidden)
        sealed = self._says(circle.mum, thing, f"Sealed-{name}.", up, set())
        cast.seals(sealed)

    def _says(
        self, author: Somebody, thing: Thing, words: str, state: CommentState, readers: set[int]
    ) -> Said:
        said = self.cast.says(author, thing, words, state)
        self.said.append(said)
        self._sings(words, readers)
        return said

    def _notes(self, circle: Circle) -> None:
        """A note on what went back is its owner's; the reason of a restriction the office's."""
        name, back = circle.group.name, self.scenes[circle.group.name]["back"].thing
        reason = f"Reason-{name}."
        with self.cast.database.unit() as db:
            db.execute(update(Check).where(Check.item_id == back.id).values(note=f"Note-{name}."))
            db.execute(
                update(Restriction)
                .where(Restriction.pupil_id == circle.owner.id)
                .values(reason=reason)
            )
        self._sings(f"Note-{name}.", {circle.owner.id})
        self._sings(reason, {circle.office.id, circle.lead.id})

    def _sings(self, words: str, readers: set[int]) -> None:
        self.words[words] = readers

    def _pictured(self, photo: Photograph, viewers: set[int]) -> None:
        for data in self._renditions(photo):
            self.pictures[data] = (f"photo {photo.id}", viewers)
