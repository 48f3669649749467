"""Who sees what, said once more: in plain loops over rows, from product.md alone.

It shares no line and no query with portfolio/visibility; where the two differ, one is wrong. Slow,
and meant to be read.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portfolio.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

IN_FAMILY = {"family", "person"}
EVERYBODY_ELSE = {"teachers", "class", "class_families", "screen"}
FOR_OTHERS = {"family", "named", "classmate", "class_family"}


@dataclass(frozen=True, slots=True)
class Seen:
    """Why somebody sees an item, and the newest revision that any of the reasons shows."""

    reasons: frozenset[str]
    revision_id: int


class Plainly:
    """All rows in memory, and the questions."""

    def __init__(self, db: Session, at: Moment) -> None:
        self.at = at
        self.tables = {
            table.name: db.execute(select(table)).all() for table in Base.metadata.sorted_tables
        }
        self.people = {row.id: row for row in self.tables["person"]}
        self.groups = {row.id: row for row in self.tables["group"]}
        self.items = {row.id: row for row in self.tables["item"]}
        self.screens = {row.id for row in self.tables["screen"] if row.revoked_at is None}
        self.shares = _by(self.tables["share"], "item_id")
        self.comments = _by(self.tables["comment"], "item_id")
        self.concerns = _by(self.tables["concern"], "item_id")
        self.stopped = {r.kind.value for r in self.tables["stop"] if r.ended_at is None}
        self.newest = {row.item_id: row.id for row in sorted(self.tables["revision"])}
        self._learn_who_belongs()
        self._learn_who_is_pictured()

    def _learn_who_belongs(self) -> None:
        self.places: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for row in self._live("membership"):
            self.places[row.person_id].append((row.group_id, row.role.value))
        self.children: dict[int, set[int]] = defaultdict(set)
        self.homes: dict[int, set[int]] = defaultdict(set)
        for row in self._live("family_tie"):
            self.children[row.adult_id].add(row.pupil_id)
            self.homes[row.adult_id].add(row.household_id)
        self.apart = {(row.person_id, row.pupil_id) for row in self._live("restriction")}
        self.leads = {
            row.person_id for row in self._live("duty") if row.kind.value == "safeguarding"
        }

    def _learn_who_is_pictured(self) -> None:
        self.photos = _by(self.tables["revision_photo"], "revision_id")
        self.pictured = _by(self.tables["pictured"], "photo_id")
        self.says = {
            (row.pictured_id, row.share_id): row.answer.value for row in self.tables["picture_say"]
        }
        self.permissions: dict[tuple[int, str], set[bool]] = defaultdict(set)
        for row in self._live("photo_permission"):
            self.permissions[row.pupil_id, row.kind.value].add(row.allowed)

    def _live(self, table: str) -> Iterable[Row[Any]]:
        return (row for row in self.tables[table] if self._is_live(row))

    def _is_live(self, row: Row[Any]) -> bool:
        begun = row.from_on <= self.at.today
        return bool(begun and (row.until_on is None or self.at.today < row.until_on))

    # ------------------------------------------------------------ items

    def sees(self, viewer_id: int, item_id: int) -> Seen | None:
        """What a person sees of an item."""
        item = self.items[item_id]
        if not self._stands(item) or not self._is_let_in(viewer_id):
            return None
        if item.owner_id == viewer_id:
            return Seen(frozenset({"owner"}), self.newest[item_id])
        if (viewer_id, item.owner_id) in self.apart:
            return None
        found = [] if item.held_back_at else list(self._by_shares(viewer_id, item))
        if self._opened(viewer_id, item):
            found.append(("break_glass", self.newest[item_id]))
        if not found:
            return None
        return Seen(frozenset(why for why, _ in found), max(shown for _, shown in found))

    def screen_sees(self, screen_id: int, item_id: int) -> bool:
        """Whether a frame shows an item."""
        item = self.items[item_id]
        return (
            screen_id in self.screens
            and self._stands(item)
            and item.held_back_at is None
            and any(
                share.kind.value == "screen" and self._all_say_yes(share)
                for share in self.shares[item_id]
                if share.ended_at is None and share.up_revision_id is not None
            )
        )

    def _stands(self, item: Row[Any]) -> bool:
        gone = item.deleted_at is not None or item.sealed_at is not None
        return not gone and self._is_here(item.owner_id)

    def _is_here(self, person_id: int) -> bool:
        return person_id in self.people and self._is_live(self.people[person_id])

    def _is_let_in(self, person_id: int) -> bool:
        is_family = person_id in self.people and self.people[person_id].kind.value == "family"
        return self._is_here(person_id) and not (is_family and "families" in self.stopped)

    def _by_shares(self, viewer_id: int, item: Row[Any]) -> Iterable[tuple[str, int]]:
        for share in self.shares[item.id]:
            if share.ended_at is not None:
                continue
            asked = share.waiting_revision_id or share.up_revision_id
            is_checker = asked is not None and self._checks(viewer_id, share)
            if is_checker and not self._kept_from_pictured(viewer_id, asked):
                yield "teacher", asked
            shown = share.up_revision_id
            if shown is None or self._kept_from_pictured(viewer_id, shown):
                continue
            why = self._reached(viewer_id, share)
            if why is not None and self._all_say_yes(share):
                yield why, shown

    def _checks(self, viewer_id: int, share: Row[Any]) -> bool:
        """A teacher of a class of the owner's, as far as that class checks."""
        settings = {
            self.groups[group].checks.value
            for group, role in self.places[viewer_id]
            if role == "teacher" and self.groups[group].kind.value == "class"
            if group in {mine for mine, _ in self.places[share.owner_id]}
        }
        if share.kind.value in EVERYBODY_ELSE:
            return bool(settings)
        return share.asked_under.value == "everything" and "everything" in settings

    def _reached(self, viewer_id: int, share: Row[Any]) -> str | None:
        kind, is_tied = share.kind.value, share.owner_id in self.children[viewer_id]
        owners = {group for group, _ in self.places[share.owner_id]}
        if kind == "family" and is_tied:
            return "family"
        if kind == "person" and share.person_id == viewer_id and is_tied:
            return "named"
        if share.group_id not in owners:
            return None
        mine = {group for group, _ in self.places[viewer_id]}
        if kind == "class" and share.group_id in mine:
            return "classmate"
        if kind == "class_families" and share.group_id in self._groups_of_children(viewer_id):
            return "class_family"
        return None

    def _groups_of_children(self, adult_id: int) -> set[int]:
        return {
            group
            for child in self.children[adult_id]
            if self._is_here(child) and (adult_id, child) not in self.apart
            for group, role in self.places[child]
            if role == "pupil"
        }

    def _pictured_in(self, revision_id: int) -> list[Row[Any]]:
        return [
            pictured
            for hung in self.photos[revision_id]
            for pictured in self.pictured[hung.photo_id]
        ]

    def _kept_from_pictured(self, viewer_id: int, revision_id: int) -> bool:
        children = self._pictured_in(revision_id)
        return any((viewer_id, row.pupil_id) in self.apart for row in children)

    def _all_say_yes(self, share: Row[Any]) -> bool:
        kind = share.kind.value
        for row in self._pictured_in(share.up_revision_id):
            is_owner = row.pupil_id == share.owner_id
            if not is_owner and self.says.get((row.id, share.id)) != "yes":
                return False
            said = self.permissions[row.pupil_id, kind]
            if False in said or (kind in {"class_families", "screen"} and True not in said):
                return False
        return True

    def _opened(self, viewer_id: int, item: Row[Any]) -> bool:
        shown = any(
            share.up_revision_id is not None and share.ended_at is None
            for share in self.shares[item.id]
        )
        return (
            viewer_id in self.leads
            and (not shown or self._is_not_right(viewer_id, item))
            and any(
                row.item_id == item.id
                and row.lead_id == viewer_id
                and row.from_at <= self.at.now < row.until_at
                for row in self.tables["break_glass"]
            )
        )

    def _is_not_right(self, lead_id: int, item: Row[Any]) -> bool:
        """Somebody pressed, nobody settled it, and it is not about that lead."""
        return any(
            row.reporter_id is not None
            and row.reads.value == "lead"
            and row.settled_at is None
            and row.about_id != lead_id
            for row in self.concerns[item.id]
        )

    # ------------------------------------------------------------ talk

    def hears(self, viewer_id: int, item_id: int) -> list[int]:
        """The comments on an item that a person reads."""
        seen = self.sees(viewer_id, item_id)
        if seen is None:
            return []
        comments = sorted(self.comments[item_id], key=lambda row: int(row.id))
        return [row.id for row in comments if self._hears(viewer_id, seen, row)]

    def _hears(self, viewer_id: int, seen: Seen, comment: Row[Any]) -> bool:
        state, author = comment.state.value, comment.author_id
        is_gone = comment.sealed_at is not None or state == "removed"
        if is_gone or (viewer_id, author) in self.apart:
            return False
        if author == viewer_id:
            return True
        if comment.held_back_at is not None:
            return False
        if "teacher" in seen.reasons and state in {"up", "waiting"} and not comment.family_only:
            return True
        owner = self.items[comment.item_id].owner_id
        if "comments" in self.stopped or state != "up" or (author, owner) in self.apart:
            return False
        return "owner" in seen.reasons or self._is_in_audience(viewer_id, seen, comment)

    def _is_in_audience(self, viewer_id: int, seen: Seen, comment: Row[Any]) -> bool:
        theirs = seen.reasons & (IN_FAMILY | {"named"} if comment.family_only else FOR_OTHERS)
        home = comment.household_id
        is_shown = bool(theirs) and comment.hidden_at is None
        return is_shown and (home is None or home in self.homes[viewer_id])


def _by(rows: Iterable[Row[Any]], column: str) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found
