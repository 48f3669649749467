"""Who and what the tests speak of: people, their teams and circles, things, photographs, words."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from portfolio.models.enums import (
    PersonKind,
    ShareKind,
)
from portfolio.visibility.proposals import Wish
from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from portfolio.core.clock import Moment
    from portfolio.models import (
        Group,
        Person,
    )


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the cast. `role` is what they are to the owner of their circle."""

    id: int
    public_id: str
    kind: PersonKind
    name: str
    role: str

    def viewer(self, at: Moment) -> Viewer:
        """This person, looking at that moment."""
        return Viewer.person(self.id, at)


@dataclass(frozen=True, slots=True)
class Team:
    """A class, club or trip."""

    id: int
    public_id: str
    name: str

    @property
    def children(self) -> Wish:
        """Asks for its members."""
        return Wish(ShareKind.CLASS, group_id=self.id)

    @property
    def families(self) -> Wish:
        """Asks for its families."""
        return Wish(ShareKind.CLASS_FAMILIES, group_id=self.id)


@dataclass(frozen=True, slots=True)
class Circle:
    """An owner and everyone who stands to them in some way, a person for each way."""

    group: Team
    club: Team
    other_group: Team
    owner: Somebody
    classmate: Somebody
    club_mate: Somebody
    """In the owner's club and in the other class."""
    other_child: Somebody
    """In the other class, and in nothing else."""
    sibling: Somebody
    """In the other class; Mum and Gran are theirs too."""
    moved: Somebody
    """In the class until today."""
    joining: Somebody
    """In the class from next week."""
    left: Somebody
    """Left the school today; still on the list of the class."""
    mum: Somebody
    gran: Somebody
    """In Mum's household."""
    dad: Somebody
    """In a household of his own."""
    kept_away: Somebody
    """A parent under a restriction, in a household of their own."""
    former: Somebody
    """A family member whose tie ended today, in Mum's household."""
    classmates_parent: Somebody
    club_mates_parent: Somebody
    teacher: Somebody
    second_teacher: Somebody
    """Teaches the class too."""
    other_teacher: Somebody
    """Teaches the other class."""
    past_teacher: Somebody
    """Taught the class until today."""
    club_leader: Somebody
    """Leads the owner's club and teaches no class."""
    office: Somebody
    lead: Somebody
    """The safety lead."""

    def only(self, somebody: Somebody) -> Wish:
        """Asks for that one person."""
        return Wish(ShareKind.PERSON, person_id=somebody.id)

    def people(self) -> dict[str, Somebody]:
        """Everyone of the circle by role."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {role: who for role, who in found.items() if isinstance(who, Somebody)}


@dataclass(frozen=True, slots=True)
class Photograph:
    """A stored photo."""

    id: int
    public_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An item: its newest revision, and the numbers of its shares by what was asked for."""

    id: int
    public_id: str
    owner: Somebody
    revision_id: int
    shares: dict[Wish, int] = field(default_factory=dict, hash=False)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment."""

    id: int
    public_id: str
    author: Somebody
    words: str


NAMES: dict[str, tuple[str, str]] = {
    "owner": ("Amina", "Rafi"),
    "classmate": ("Ben", "Rose"),
    "club_mate": ("Cleo", "Ravi"),
    "other_child": ("Dina", "Remy"),
    "sibling": ("Sami", "Rina"),
    "moved": ("Omar", "Ruby"),
    "joining": ("Nell", "Ruth"),
    "left": ("Leon", "Rory"),
    "mum": ("Amal", "Rita"),
    "gran": ("Nadia", "Rada"),
    "dad": ("Karim", "Rolf"),
    "kept_away": ("Faris", "Rex"),
    "former": ("Uma", "Roy"),
    "classmates_parent": ("Beth", "Rosa"),
    "club_mates_parent": ("Carl", "Rani"),
    "teacher": ("Ada", "Lars"),
    "second_teacher": ("Ines", "Lotte"),
    "past_teacher": ("Petra", "Paul"),
    "club_leader": ("Chen", "Cora"),
}
CALLED = {
    "mum": "Mum",
    "gran": "Gran",
    "dad": "Dad",
    "kept_away": "Father",
    "former": "Aunt Uma",
    "classmates_parent": "Mummy",
    "club_mates_parent": "Papa",
}
CHILDREN = ("owner", "classmate", "club_mate", "other_child", "sibling", "moved", "joining", "left")
HOUSEHOLDS = {"mum": "mum", "gran": "mum", "former": "mum"}
"""Those who share a household; everybody else has their own."""


def somebody_of(row: Person) -> Somebody:
    return Somebody(
        row.id, row.public_id, row.kind, row.called or row.first_name, row.line.split()[-1]
    )


def team_of(row: Group) -> Team:
    return Team(row.id, row.public_id, row.name)


def circle_around(
    people: dict[str, Somebody], teams: dict[str, Team], names: tuple[str, str, str]
) -> Circle:
    group, club, other = names
    mine = {role: people[f"{group} {role}"] for role in NAMES}
    return Circle(
        group=teams[group],
        club=teams[club],
        other_group=teams[other],
        other_teacher=people[f"{other} teacher"],
        office=people["office"],
        lead=people["lead"],
        **mine,
    )
