"""Who may see what, once more, as a school in memory: written from product.md, line by line.

It shares no code with `portfolio/`, and reads no row of it: it is told each deed and keeps its own
books. Whatever the pages answer has to agree with it. Plain loops, meant to be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVERYTHING, BEYOND = "everything", "beyond_family"
IN_THE_FAMILY = {"family", "person"}
FAMILY_WHY = {"family", "named"}
AUDIENCE_WHY = {"family", "named", "classmate", "class_family"}


class Line(NamedTuple):
    """One line of an audience: a kind, with its person or its group where it has one."""

    kind: str
    whom: int = 0


@dataclass
class Revision:
    """What a thing says at one time; `mark` is the one word that is in no other revision."""

    mark: str
    photo: int | None = None
    is_sent: bool = False


@dataclass
class Share:
    """One line asked for: which revision is up for it, which waits, and what the class read."""

    up: Revision | None = None
    waits: Revision | None = None
    under: str = EVERYTHING
    number: int = field(default_factory=count(1).__next__)


@dataclass
class Words:
    """A comment."""

    author: int
    mark: str
    home: int | None
    is_familys: bool
    state: str
    is_hidden: bool = False
    is_held_back: bool = False
    is_sealed: bool = False


@dataclass
class Thing:
    """An item with its revisions, the lines of its audience that have not ended, and its talk."""

    owner: int
    revisions: list[Revision]
    shares: dict[Line, Share] = field(default_factory=dict)
    talk: list[Words] = field(default_factory=list)
    is_open: bool = True
    is_deleted: bool = False
    is_held_back: bool = False
    """By an urgent concern: its owner's alone (decision 32)."""
    concerns: set[tuple[int, int]] = field(default_factory=set)
    """The open ones about it or words on it: who said so, and whose thing or words it is about."""
    is_sealed: bool = False
    opened_by: set[int] = field(default_factory=set)

    @property
    def newest(self) -> Revision:
        """What its owner sees."""
        return self.revisions[-1]


class Seen(NamedTuple):
    """Why somebody sees a thing, and the newest revision that any of the reasons shows."""

    why: frozenset[str]
    revision: Revision


@dataclass
class PlainSchool:
    """The school as it stands, and the rules that never bend."""

    kinds: dict[int, str] = field(default_factory=dict)
    here: set[int] = field(default_factory=set)
    leads: set[int] = field(default_factory=set)
    classes: dict[int, str] = field(default_factory=dict)
    """What the teacher of each class reads first; a club is in none of these."""
    places: set[tuple[int, int, str]] = field(default_factory=set)
    """(person, group, role)"""
    ties: dict[tuple[int, int], int] = field(default_factory=dict)
    """(adult, child) to the household, in the order in which they were made."""
    apart: set[tuple[int, int]] = field(default_factory=set)
    """(person, child)"""
    pictured: dict[int, set[int]] = field(default_factory=dict)
    """Photo to the children in it."""
    says: dict[tuple[int, int, int], str] = field(default_factory=dict)
    """(photo, child, share)"""
    objected: set[int] = field(default_factory=set)
    """Photos of which an adult says that they are in it, and no teacher has settled that."""
    looked_at: set[int] = field(default_factory=set)
    """Photos in something that a teacher put up."""
    allowed: dict[tuple[int, str], bool] = field(default_factory=dict)
    """(child, kind of share), where the school has said anything."""
    stopped: set[str] = field(default_factory=set)
    """Of *comments* and *families*, what the school has stopped."""
    things: list[Thing] = field(default_factory=list)

    # ------------------------------------------------------------ who sees a thing (section 4)

    def sees(self, viewer: int, thing: Thing) -> Seen | None:
        """What somebody sees of a thing, or None."""
        if thing.is_deleted or thing.is_sealed or thing.owner not in self.here:
            return None
        if not self._is_let_in(viewer):
            return None
        if viewer == thing.owner:
            return Seen(frozenset({"owner"}), thing.newest)
        if (viewer, thing.owner) in self.apart:
            return None
        found = [
            (why, revision)
            for why, revision in self._by_shares(viewer, thing)
            if not self._is_apart_from_pictured(viewer, revision)
        ]
        is_apart = self._is_apart_from_pictured(viewer, thing.newest)
        if self._has_opened(viewer, thing) and not is_apart:
            found.append(("glass", thing.newest))
        if not found:
            return None
        newest = max((revision for _, revision in found), key=thing.revisions.index)
        return Seen(frozenset(why for why, _ in found), newest)

    def _is_let_in(self, viewer: int) -> bool:
        is_closed = "families" in self.stopped and self.kinds[viewer] == "family"
        return viewer in self.here and not is_closed

    def _by_shares(self, viewer: int, thing: Thing) -> Iterator[tuple[str, Revision]]:
        for line, share in thing.shares.items() if not thing.is_held_back else ():
            asked = share.waits or share.up
            if asked and self.checks(viewer, thing, line, share):
                yield "teacher", asked
            why = self._reached(viewer, thing, line)
            if why and share.up and self._all_say_yes(thing, line, share):
                yield why, share.up

    def checks(self, viewer: int, thing: Thing, line: Line, share: Share) -> bool:
        """Whether a teacher of the owner's class looks at this line of the audience."""
        reads = {self.classes[group] for group in self._classes_taught(viewer, thing.owner)}
        if line.kind in IN_THE_FAMILY:
            return EVERYTHING in reads and share.under == EVERYTHING
        return bool(reads)

    def _classes_taught(self, teacher: int, child: int) -> set[int]:
        return {
            group
            for person, group, role in self.places
            if person == teacher and role == "teacher" and group in self.classes
            if group in self.groups_of(child)
        }

    def _reached(self, viewer: int, thing: Thing, line: Line) -> str | None:
        is_tied = (viewer, thing.owner) in self.ties
        if line.kind == "family" and is_tied:
            return "family"
        if line.kind == "person" and line.whom == viewer and is_tied:
            return "named"
        if line.whom not in self.groups_of(thing.owner):
            return None
        if line.kind == "class" and line.whom in self.groups_of(viewer):
            return "classmate"
        if line.kind == "class_families" and line.whom in self._groups_of_children(viewer):
            return "class_family"
        return None

    def groups_of(self, person: int) -> set[int]:
        """The groups in which somebody is."""
        return {group for member, group, _ in self.places if member == person}

    def _groups_of_children(self, adult: int) -> set[int]:
        return {
            group
            for parent, child in self.ties
            if parent == adult and child in self.here and (adult, child) not in self.apart
            for member, group, role in self.places
            if member == child and role == "pupil"
        }

    def _is_apart_from_pictured(self, viewer: int, revision: Revision) -> bool:
        return any((viewer, child) in self.apart for child in self._children_in(revision))

    def _children_in(self, revision: Revision) -> set[int]:
        return set() if revision.photo is None else self.pictured.get(revision.photo, set())

    def _all_say_yes(self, thing: Thing, line: Line, share: Share) -> bool:
        """Rule 5: no answer is no, and the school speaks for each child as well."""
        assert share.up is not None
        if share.up.photo in self.objected:
            return False
        for child in self._children_in(share.up):
            said = self.says.get((share.up.photo or 0, child, share.number))
            if child != thing.owner and said != "yes":
                return False
            if not self._school_allows(child, line):
                return False
        return True

    def _school_allows(self, child: int, line: Line) -> bool:
        silence_is_yes = line.kind not in {"class_families", "screen"}
        return self.allowed.get((child, line.kind), silence_is_yes)

    def _has_opened(self, viewer: int, thing: Thing) -> bool:
        is_up = any(share.up for share in thing.shares.values())
        is_there = not is_up or self._is_not_right(viewer, thing)
        return viewer in self.leads and viewer in thing.opened_by and is_there

    def _is_not_right(self, lead: int, thing: Thing) -> bool:
        """Somebody said so whom the lead may know, of somebody else than the lead (decision 32)."""
        return any(
            lead != about and not {(lead, who), (lead, about)} & self.apart
            for who, about in thing.concerns
        )

    def sees_photo(self, viewer: int, photo: int, by: int) -> bool:
        """The bytes of a photo `by` somebody: in what one is shown.

        An owner has all of theirs, also out of the bin; what no revision holds is its sender's.
        """
        if self._is_of_me(viewer, photo):
            return True
        holding = [thing for thing in self.things if photo in {r.photo for r in thing.revisions}]
        is_mine = viewer == by and viewer in self.here
        if not holding:
            return is_mine
        return any(self._is_shown_in(viewer, thing, photo) for thing in holding) or (
            is_mine and any(thing.is_deleted and not thing.is_sealed for thing in holding)
        )

    def _is_of_me(self, viewer: int, photo: int) -> bool:
        """A child in it has it while they are asked how far it may go (decision 36)."""
        if viewer not in self.pictured.get(photo, set()) or photo not in self.looked_at:
            return False
        return self._is_let_in(viewer) and any(
            self._is_asked_of_me(viewer, photo, thing) for thing in self.things
        )

    def _is_asked_of_me(self, viewer: int, photo: int, thing: Thing) -> bool:
        is_there = not (thing.is_deleted or thing.is_sealed or thing.is_held_back)
        away = {(viewer, thing.owner), (thing.owner, viewer)} & self.apart
        if not is_there or away or thing.owner not in self.here or viewer == thing.owner:
            return False
        return photo not in self.objected and any(
            share.up is not None
            and share.up.photo == photo
            and (photo, viewer, share.number) in self.says
            and not self._is_apart_from_pictured(viewer, share.up)
            and all(self._school_allows(child, line) for child in self._children_in(share.up))
            for line, share in thing.shares.items()
        )

    def _is_shown_in(self, viewer: int, thing: Thing, photo: int) -> bool:
        seen = self.sees(viewer, thing)
        return seen is not None and ("owner" in seen.why or seen.revision.photo == photo)

    def lists(self, viewer: int, thing: Thing) -> bool:
        """Whether it stands in *Shared with me*: never one's own, nor what was broken open."""
        seen = self.sees(viewer, thing)
        is_others = seen is not None and bool(seen.why - {"owner", "glass"})
        return is_others and self._is_up_for(viewer, thing)

    def _is_up_for(self, viewer: int, thing: Thing) -> bool:
        """A list begins when something went up: what only waits stands on the desk."""
        return any(
            share.up
            and (self.checks(viewer, thing, line, share) or self._reached(viewer, thing, line))
            for line, share in thing.shares.items()
        )

    # ------------------------------------------------------------ talk (rules 7 and 8)

    def hears(self, viewer: int, thing: Thing) -> set[str]:
        """The marks of the words that somebody reads."""
        seen = self.sees(viewer, thing)
        return {one.mark for one in thing.talk if seen and self._hears(viewer, thing, seen, one)}

    def _hears(self, viewer: int, thing: Thing, seen: Seen, said: Words) -> bool:
        if said.is_sealed or said.state == "removed" or (viewer, said.author) in self.apart:
            return False
        if said.author == viewer or said.is_held_back:
            return said.author == viewer
        if "teacher" in seen.why and said.state in {"up", "waiting"} and not said.is_familys:
            return True
        is_kept_away = (said.author, thing.owner) in self.apart
        if said.state != "up" or is_kept_away or "comments" in self.stopped:
            return False
        return "owner" in seen.why or self._is_for_audience(viewer, seen, said)

    def _is_for_audience(self, viewer: int, seen: Seen, said: Words) -> bool:
        why = FAMILY_WHY if said.is_familys else AUDIENCE_WHY
        homes = {home for (adult, _), home in self.ties.items() if adult == viewer}
        is_home = said.home is None or said.home in homes
        return bool(seen.why & why) and not said.is_hidden and is_home

    def home_towards(self, adult: int, thing: Thing) -> int | None:
        """The household that a family member's words about a thing carry."""
        groups = {
            line.whom for line, s in thing.shares.items() if line.kind == "class_families" and s.up
        }
        near: list[int] = []
        for (parent, child), home in self.ties.items():
            if parent != adult or child not in self.here or (adult, child) in self.apart:
                continue
            if child == thing.owner:
                return home
            places = {group for who, group, role in self.places if who == child and role == "pupil"}
            near += [home] if places & groups else []
        return near[0] if near else None

    def is_familys(self, thing: Thing) -> bool:
        """Whether talk on it stays in the family: for family alone, and no teacher looks."""
        asked = {line: s for line, s in thing.shares.items() if s.up or s.waits}
        reads = self._read_first(thing.owner)
        looks = EVERYTHING in reads or not reads
        return bool(asked) and not any(
            line.kind not in IN_THE_FAMILY or (share.under == EVERYTHING and looks)
            for line, share in asked.items()
        )

    # ------------------------------------------------------------ deeds

    def _read_first(self, child: int) -> set[str]:
        return {self.classes[group] for group in self.groups_of(child) if group in self.classes}

    def read_today(self, child: int) -> str:
        """What a teacher reads first of a child's: the strictest of their classes."""
        return BEYOND if self._read_first(child) == {BEYOND} else EVERYTHING

    def puts_up(self, thing: Thing, lines: Iterable[Line]) -> None:
        """The owner asks for exactly those people: the others end at once, the new ones wait."""
        wanted = set(lines)
        thing.shares = {line: share for line, share in thing.shares.items() if line in wanted}
        under = self.read_today(thing.owner)
        for line in wanted:
            share = thing.shares.setdefault(line, Share())
            share.under = under
            if share.up is thing.newest:
                continue
            is_read_first = under == EVERYTHING or line.kind not in IN_THE_FAMILY
            if is_read_first and line.kind != "teachers":
                share.waits = thing.newest
            else:
                share.up, share.waits = thing.newest, None
        thing.newest.is_sent = thing.newest.is_sent or bool(wanted)
        if wanted:
            self.lets_family_hear(thing)

    def asks_pictured(self, thing: Thing) -> None:
        """Each child in a picture is asked once about each line that shows it, or waits to."""
        for line, share in thing.shares.items():
            for revision in (share.up, share.waits):
                for child in self._children_in(revision) if revision else ():
                    if child != thing.owner and line.kind != "teachers":
                        assert revision is not None
                        self.says.setdefault((revision.photo or 0, child, share.number), "asked")

    def writes(self, thing: Thing, mark: str, photo: int | None) -> None:
        """The owner changes what it says: a draft, until it is sent."""
        if thing.newest.is_sent:
            thing.revisions.append(Revision(mark, photo))
        else:
            thing.newest.mark, thing.newest.photo = mark, photo

    def waiting_for(self, teacher: int, thing: Thing) -> dict[Line, Share]:
        """The lines that wait for this teacher's look, of the newest revision that waits."""
        seen = self.sees(teacher, thing)
        mine = {
            line: share
            for line, share in thing.shares.items()
            if share.waits and self.checks(teacher, thing, line, share)
            if not self._is_apart_from_pictured(teacher, share.waits)
        }
        if not seen or "teacher" not in seen.why or not mine:
            return {}
        newest = max((s.waits for s in mine.values() if s.waits), key=thing.revisions.index)
        return {line: share for line, share in mine.items() if share.waits is newest}

    def looks(self, teacher: int, thing: Thing, *, is_up: bool) -> None:
        """A teacher puts up what waits for them, or sends it back."""
        for share in self.waiting_for(teacher, thing).values():
            if is_up and share.waits and share.waits.photo:
                self.looked_at.add(share.waits.photo)
            share.up = share.waits if is_up else share.up
            share.waits = None
        self.lets_family_hear(thing)

    def says_so(self, author: int, thing: Thing, mark: str) -> bool:
        """Somebody says something; whether they may."""
        seen = self.sees(author, thing)
        if seen is None or not thing.is_open or not seen.why - {"glass"}:
            return False
        if "comments" in self.stopped:
            return False
        home = None
        if self.kinds[author] == "family":
            home = self.home_towards(author, thing)
            if home is None:
                return False
        is_familys = self.is_familys(thing)
        at_once = is_familys or author == thing.owner or self.kinds[author] == "staff"
        state = "up" if at_once else "waiting"
        thing.talk.append(Words(author, mark, home, is_familys, state))
        return True

    def lets_family_hear(self, thing: Thing) -> None:
        """Words that wait for a teacher who looks no more are the family's (decision 11)."""
        if not self.is_familys(thing):
            return
        for said in thing.talk:
            seen = self.sees(said.author, thing)
            waits = said.state == "waiting" and not said.is_familys and not said.is_sealed
            if waits and seen and seen.why & FAMILY_WHY:
                said.is_familys, said.state = True, "up"
