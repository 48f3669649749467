"""The shapes in which the demonstration school is told: people, ties, things and talk.

Plain frozen values that the loader reads. They know no database, and days are counted back from
the day of loading, so that the school is always in the middle of its term.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a thing stands on the day of loading."""

    DRAFT = "draft"
    """Begun and left."""
    KEPT = "kept"
    """Finished, and its owner's alone."""
    WAITING = "waiting"
    """Put up for the first time; a teacher has not looked."""
    UP = "up"
    """Seen by those it is for."""
    SENT_BACK = "sent_back"
    """Back with a kind note."""
    UP_AND_WAITING = "up_and_waiting"
    """Up, while something newer or wider waits."""
    TAKEN_DOWN = "taken_down"
    """Was up, is kept again."""
    DELETED = "deleted"
    """In its owner's bin."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; `line` says on the page of people who they are, in at most 200 characters."""

    key: str
    kind: str
    first_name: str
    surname: str
    face: str
    line: str
    paper: str = "sky"
    called: str = ""
    """What children call staff."""
    duty: str = ""
    email: str = ""
    left_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A class or club; `kind`, `stage` and `checks` as in `models/enums.py`."""

    key: str
    name: str
    kind: str
    stage: str
    checks: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody is or was in a group, as `pupil` or `teacher`."""

    person: str
    group: str
    role: str
    from_days_ago: int
    until_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """An adult of a pupil's family, by the name the child uses, in a household."""

    pupil: str
    adult: str
    called: str
    household: str
    ended_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """The office keeps an adult from a pupil."""

    person: str
    pupil: str
    since_days_ago: int
    reason: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by name, `photo/…` or `drawn/…`, and what it shows in plain words."""

    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Says:
    """A child in a thing's first picture, and what they answer to each of its shares."""

    pupil: str
    answer: str


@dataclass(frozen=True, slots=True)
class Newer:
    """What a thing says in its next revision, which waits for a look."""

    words: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One item and whom it is for.

    A share is `teachers`, `family`, `person:KEY`, `class`, `class_families` or `screen`; the two
    of a class also name another group, as `class:KEY`. For a thing that was taken down, sent
    back or deleted, `shares` are those it had or asked for.
    """

    key: str
    owner: str
    place: str
    days_ago: int
    paper: str
    state: State
    words: str = ""
    title: str = ""
    pictures: tuple[Picture, ...] = ()
    shares: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    """Shares asked for later, which wait while `shares` are up."""
    newer: Newer | None = None
    note: str = ""
    pictured: tuple[Says, ...] = ()
    comments_open: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """A comment; `state` as in `models/enums.py`.

    `reply_to` is the place of an earlier one in the same talk, counted from 0.
    """

    by: str
    words: str
    reply_to: int | None = None
    state: str = "up"
    note: str = ""
    hidden: bool = False
