"""A plan as the office reads it: what would change, class by class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portfolio.models.enums import PersonKind

if TYPE_CHECKING:
    from portfolio.models.enums import Stage
    from portfolio.roll.planning.known import Known, KnownPerson
    from portfolio.roll.planning.plan import Change, NewClass, Plan, Seat
    from portfolio.roll.reading.rows import PersonRow


@dataclass(slots=True)
class ClassPart:
    """One class: who would come, go and be called otherwise."""

    name: str
    made: NewClass | None = None
    renamed_from: str = ""
    new: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    moved_in: list[tuple[str, str]] = field(default_factory=list)
    moved_out: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    teachers: list[str] = field(default_factory=list)
    teachers_no_more: list[str] = field(default_factory=list)

    @property
    def stage(self) -> Stage | None:
        """How old the children of a new class are."""
        return self.made.stage if self.made else None

    @property
    def is_any(self) -> bool:
        """Whether there is anything to say about it."""
        lists = (self.new, self.back, self.moved_in, self.moved_out, self.gone, self.renamed)
        return any((self.made, self.renamed_from, self.teachers, self.teachers_no_more, *lists))


@dataclass(slots=True)
class Preview:
    """The whole plan in the order of the page."""

    classes: list[ClassPart]
    staff_new: list[str]
    staff_changed: list[tuple[str, str]]
    staff_gone: list[str]
    taken_for: list[str]
    new: int
    moved: int
    renamed: int
    gone: int


def name_of(one: KnownPerson | PersonRow | Change) -> str:
    """First name and surname."""
    return f"{one.first_name} {one.surname}".strip()


def rooms_of(one: KnownPerson, known: Known) -> list[str]:
    """The names of somebody's classes."""
    return [known.class_of[room].name for room in one.rooms if room in known.class_of]


def preview(plan: Plan, known: Known) -> Preview:
    """The page's parts of the plan."""
    parts = _Parts(plan, known)
    parts.fill()
    children = [one for one in plan.changes if one.person.kind is PersonKind.PUPIL]
    staff = [one for one in plan.changes if one.person.kind is PersonKind.STAFF]
    return Preview(
        classes=parts.shown(),
        staff_new=[name_of(one.row) for one in plan.arrivals if one.kind is PersonKind.STAFF],
        staff_changed=[(name_of(one.person), name_of(one)) for one in staff if one.is_renamed],
        staff_gone=[name_of(one) for one in plan.leaving(PersonKind.STAFF)],
        taken_for=[name_of(one.person) for one in plan.changes if one.is_taken_for],
        new=len(plan.arrivals),
        moved=sum(1 for one in children if one.joins or one.leaves),
        renamed=sum(1 for one in plan.changes if one.is_renamed),
        gone=len(plan.leavers),
    )


class _Parts:
    """Sorts a plan by class; whoever is in none stands under an empty name."""

    def __init__(self, plan: Plan, known: Known) -> None:
        self.plan, self.known = plan, known
        self.parts: dict[int | str, ClassPart] = {
            **{one.id: ClassPart(one.name) for one in known.classes},
            **{one.mark: ClassPart(one.name, made=one) for one in plan.new_classes},
        }
        self.nowhere = ClassPart("")
        for changed in plan.changed_classes:
            if changed.is_renamed:
                part = self.parts[changed.group.id]
                part.name, part.renamed_from = changed.name, changed.group.name

    def shown(self) -> list[ClassPart]:
        return [one for one in (*self.parts.values(), self.nowhere) if one.is_any]

    def fill(self) -> None:
        for arrival in self.plan.arrivals:
            for part in self._at(arrival.seats) or [self.nowhere]:
                if arrival.kind is PersonKind.STAFF:
                    part.teachers.append(arrival.row.called or name_of(arrival.row))
                elif arrival.back is not None:
                    part.back.append(name_of(arrival.row))
                else:
                    part.new.append(name_of(arrival.row))
        for change in self.plan.changes:
            self._change(change)
        for person in self.plan.leaving(PersonKind.PUPIL):
            for part in self._in(person.rooms) or [self.nowhere]:
                part.gone.append(name_of(person))

    def _change(self, change: Change) -> None:
        who, was = name_of(change), name_of(change.person)
        if change.person.kind is PersonKind.STAFF:
            said = change.called or who
            for part in self._at(change.joins):
                part.teachers.append(said)
            for part in self._in(change.leaves):
                part.teachers_no_more.append(said)
            return
        came_from = ", ".join(rooms_of(change.person, self.known))
        for part in self._at(change.joins):
            part.moved_in.append((who, came_from))
        for part in self._in(change.leaves):
            part.moved_out.append(who)
        if who != was:
            for part in self._in(change.person.rooms) or [self.nowhere]:
                part.renamed.append((was, who))

    def _at(self, seats: tuple[Seat, ...]) -> list[ClassPart]:
        return [self.parts[seat.mark if seat.group_id is None else seat.group_id] for seat in seats]

    def _in(self, rooms: tuple[int, ...]) -> list[ClassPart]:
        return [self.parts[room] for room in rooms if room in self.parts]
