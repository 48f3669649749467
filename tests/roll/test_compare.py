"""A list and the roll to a plan: who is new, changed and gone, and whom no machine may decide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portfolio.models.enums import PersonKind, Stage
from portfolio.roll.planning.compare import NEW, compare, guess_stage
from portfolio.roll.planning.known import Known, KnownClass, KnownPerson
from portfolio.roll.reading.rows import Fault, PersonRow, Room, Sheet

if TYPE_CHECKING:
    from portfolio.roll.planning.plan import Plan

OAK = KnownClass(1, "Oak", "", Stage.MIDDLE, 3)
ELM = KnownClass(2, "Elm", "", Stage.MIDDLE, 1)


def child(
    number: int, first: str, surname: str = "Rose", *, room: int = 1, key: str = ""
) -> KnownPerson:
    return KnownPerson(
        id=number,
        public_id=f"p{number}",
        kind=PersonKind.PUPIL,
        first_name=first,
        surname=surname,
        called="",
        email="",
        key=key,
        is_here=True,
        holds_duty=False,
        rooms=(room,),
    )


AMINA, BEN, CLEO = child(1, "Amina"), child(2, "Ben", key="b2"), child(3, "Cleo", room=2)


def known(*people: KnownPerson) -> Known:
    return Known(list(people or (AMINA, BEN, CLEO)), [OAK, ELM], {})


def row(
    line: int, first: str, surname: str = "Rose", room: str = "Oak", number: str = ""
) -> PersonRow:
    return PersonRow("pupils.csv", line, number, first, surname, (Room(room),))


SAME = (row(2, "Amina"), row(3, "Ben", number="b2"), row(4, "Cleo", room="Elm"))


def plan_of(
    *rows: PersonRow,
    roll: Known | None = None,
    is_whole: bool = True,
    answers: dict[str, str] | None = None,
) -> Plan:
    return compare(Sheet(is_whole, pupils=rows), roll or known(), answers or {})


def test_the_same_roll_changes_nothing() -> None:
    plan = plan_of(*SAME)
    assert plan.is_nothing
    assert plan.same == 3
    assert not plan.is_ready


def test_accents_case_and_spaces_make_nobody_new() -> None:
    roll = known(child(1, "Zoë", "O’Neill-Smith"))
    plan = plan_of(row(2, "zoe", "O'NEILL SMITH"), roll=roll)
    assert plan.arrivals == ()
    assert plan.leavers == ()


def test_who_is_known_by_number_may_be_called_otherwise_and_elsewhere() -> None:
    plan = plan_of(row(2, "Benjamin", "Rosen", "Elm", "b2"), is_whole=False)
    (change,) = plan.changes
    assert (change.person, change.first_name, change.surname) == (BEN, "Benjamin", "Rosen")
    assert [seat.group_id for seat in change.joins] == [ELM.id]
    assert change.leaves == (OAK.id,)


def test_a_number_is_learned_where_the_name_is_plain() -> None:
    plan = plan_of(row(2, "Amina", number="a1"), is_whole=False)
    (change,) = plan.changes
    assert (change.number, change.is_taken_for, change.is_renamed) == ("a1", True, False)


def test_somebody_known_by_another_number_is_never_taken_by_name() -> None:
    plan = plan_of(row(2, "Ben", number="b9"), roll=known(BEN), is_whole=False)
    assert [one.row.number for one in plan.arrivals] == ["b9"]
    assert plan.changes == ()


def test_the_same_name_in_another_class_is_a_question() -> None:
    plan = plan_of(row(2, "Amina", room="Elm"))
    (question,) = plan.questions
    assert question.candidates == (AMINA,)
    assert AMINA not in plan.leavers, "until it is answered nobody of that name leaves"
    assert not plan.is_ready
    same = plan_of(row(2, "Amina", room="Elm"), answers={question.mark: AMINA.public_id})
    assert [one.person for one in same.changes] == [AMINA]
    other = plan_of(row(2, "Amina", room="Elm"), answers={question.mark: NEW})
    assert len(other.arrivals) == 1
    assert AMINA in other.leavers


@pytest.mark.parametrize("answer", ["", "yes", BEN.public_id, "p999"])
def test_an_answer_that_was_not_offered_answers_nothing(answer: str) -> None:
    plan = plan_of(row(2, "Amina", room="Elm"), answers={"pupil-2": answer})
    assert len(plan.questions) == 1


def test_two_children_of_one_name_are_a_question() -> None:
    roll = known(AMINA, child(9, "Amina"))
    plan = plan_of(row(2, "Amina"), roll=roll)
    assert [len(one.candidates) for one in plan.questions] == [2]
    two_rows = plan_of(row(2, "Amina", number="1"), row(3, "Amina", number="2"))
    assert len(two_rows.questions) == 2


def test_two_rows_are_never_one_person() -> None:
    answers = {"pupil-2": AMINA.public_id, "pupil-3": AMINA.public_id}
    plan = plan_of(
        row(2, "Amina", room="Elm"), row(3, "Amina", room="Fir"), answers=answers, is_whole=False
    )
    assert len(plan.changes) == 1
    assert len(plan.arrivals) == 1


def test_who_left_and_has_a_number_comes_back_as_themselves() -> None:
    gone = replace(BEN, is_here=False, rooms=())
    plan = plan_of(row(2, "Ben", number="b2"), roll=known(AMINA, gone), is_whole=False)
    assert [one.back for one in plan.arrivals] == [gone]
    without = plan_of(row(2, "Ben"), roll=known(gone), is_whole=False)
    assert [one.back for one in without.arrivals] == [None]


def test_only_a_whole_list_says_who_left() -> None:
    assert plan_of(SAME[0], is_whole=False).leavers == ()
    assert plan_of(SAME[0], is_whole=True).leavers == (BEN, CLEO)


@pytest.mark.parametrize(("here", "gone", "expected"), [(8, 2, False), (8, 3, True), (3, 1, True)])
def test_more_than_a_quarter_is_looked_at_twice(here: int, gone: int, *, expected: bool) -> None:
    people = [child(n, f"N{n}") for n in range(here)]
    rows = [row(n + 2, f"N{n}") for n in range(here - gone)]
    assert plan_of(*rows, roll=known(*people)).ends_much is expected


def test_an_unknown_class_is_made_once_with_a_guessed_age() -> None:
    plan = plan_of(row(2, "Dina", room="Year 1"), row(3, "Remy", room="year 1"), is_whole=False)
    (new,) = plan.new_classes
    assert (new.name, new.stage, new.is_guess) == ("Year 1", Stage.EARLY, True)
    assert {seat.mark for one in plan.arrivals for seat in one.seats} == {new.mark}


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("Reception", Stage.EARLY),
        ("2B", Stage.EARLY),
        ("Year 3", Stage.MIDDLE),
        ("Oak", Stage.MIDDLE),
        ("7F", Stage.OLDER),
        ("Year 10", Stage.OLDER),
        ("Room 2024", Stage.MIDDLE),
    ],
)
def test_the_age_is_guessed_by_the_name(name: str, stage: Stage) -> None:
    assert guess_stage(name) is stage


# ---------------------------------------------------------------- staff

ADA = replace(
    child(20, "Ada", "Lars"), kind=PersonKind.STAFF, called="Miss Lars", email="ada@h.example"
)
OLGA = replace(
    ADA, id=21, public_id="p21", first_name="Olga", email="olga@h.example", holds_duty=True
)


def staff(*rows: PersonRow, taken: dict[str, int] | None = None) -> Plan:
    roll = Known([AMINA, ADA, OLGA], [OAK, ELM], taken or {ADA.email: 20, OLGA.email: 21})
    return compare(Sheet(is_whole=True, staff=rows), roll, {})


def test_no_list_takes_a_duty_away_and_children_stay_who_are_not_spoken_of() -> None:
    plan = staff()
    assert plan.leavers == (ADA,)
    assert plan.stay_on == (OLGA,)
    assert plan.here == 2


def test_staff_are_known_by_name_whatever_they_teach() -> None:
    plan = staff(PersonRow("staff.csv", 2, "t1", "Ada", "Lars", (Room("Elm"),)))
    (change,) = plan.changes
    assert change.leaves == (OAK.id,)
    assert [seat.group_id for seat in change.joins] == [ELM.id]
    assert (change.called, change.email) == ("Miss Lars", "ada@h.example")


@pytest.mark.parametrize("whose", [1, 21, 99])
def test_an_address_of_somebody_else_is_not_taken(whose: int) -> None:
    row_ = PersonRow("staff.csv", 2, "t9", "Finn", "Hall", (), email="f@h.example")
    plan = staff(row_, taken={"f@h.example": whose})
    assert [one.fault for one in plan.wrong] == [Fault.TAKEN]


def test_two_rows_with_one_address_do_not_fit() -> None:
    rows = [
        PersonRow("staff.csv", n, f"t{n}", f"F{n}", "Hall", (), email="f@h.example") for n in (2, 3)
    ]
    assert [(one.line, one.fault) for one in staff(*rows).wrong] == [(3, Fault.TAKEN)]


def test_a_plan_is_another_as_soon_as_anything_differs() -> None:
    one, other = plan_of(*SAME, row(5, "Dina")), plan_of(*SAME, row(5, "Dino"))
    assert one.print() == plan_of(*SAME, row(5, "Dina")).print()
    assert one.print() != other.print()


def test_a_class_is_missing_unless_they_are_here_and_in_none() -> None:
    nowhere = replace(AMINA, id=7, first_name="Nell", rooms=())
    roll = known(AMINA, nowhere)

    def without_class(line: int, first: str) -> PersonRow:
        return replace(row(line, first), rooms=(), needs_class=True)

    rows = (without_class(2, "Amina"), without_class(3, "Nell"), without_class(4, "Dina"))
    plan = plan_of(*rows, roll=roll)
    assert [(one.line, one.fault) for one in plan.wrong] == [
        (2, Fault.NO_CLASS),
        (4, Fault.NO_CLASS),
    ]
    assert plan.same == 1


def test_a_surname_that_the_roll_lacks_is_no_other_child() -> None:
    bare = replace(AMINA, surname="")
    (change,) = plan_of(row(2, "Amina", "Rahman"), roll=known(bare)).changes
    assert (change.person, change.surname) == (bare, "Rahman")
    two = plan_of(row(2, "Amina", "Rahman"), row(3, "Amina", "Khan"), roll=known(bare))
    assert [one.candidates for one in two.questions] == [(bare,), (bare,)]


def test_half_a_name_in_the_same_class_is_a_question() -> None:
    for spelt in (row(2, "Aminah"), row(2, "Amina", "Roze")):
        plan = plan_of(spelt, roll=known(AMINA, CLEO))
        assert [one.candidates for one in plan.questions] == [(AMINA,)]
        assert plan.leavers == (CLEO,)
    elsewhere = plan_of(row(2, "Aminah", room="Elm"), roll=known(AMINA))
    assert elsewhere.questions == ()


def test_who_has_a_row_of_their_own_is_no_candidate_for_another() -> None:
    """A sibling of the same surname and class comes new, whichever row stands first."""
    for rows in ((row(2, "Dina"), row(3, "Amina")), (row(2, "Amina"), row(3, "Dina"))):
        plan = plan_of(*rows, roll=known(AMINA), is_whole=False)
        assert plan.questions == ()
        assert [one.row.first_name for one in plan.arrivals] == ["Dina"]
