"""A list of ties and the roll to letters: whose family a row is of, and who is asked already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portfolio.core.words import alike
from portfolio.roll.planning.letters import ADULTS_AT_MOST, Adult, Doubt, LettersPlan
from portfolio.roll.planning.ties import find_children, plan_letters
from portfolio.roll.reading.rows import Fault, Sheet, TieRow
from tests.roll.test_compare import AMINA, BEN, CLEO, child, known

if TYPE_CHECKING:
    from portfolio.roll.planning.known import Known, KnownPerson

MUM = Adult(AMINA.id, "Mum", 10, "Mum's home", is_here=True)
DAD = Adult(AMINA.id, "Dad", 11, "Dad's home", is_here=False)


def row(line: int, called: str = "Mum", home: str = "Mum's home", **more: str) -> TieRow:
    """A row of Amina's, unless it says another child."""
    said = {"number": "", "first_name": "Amina", "surname": "Rose", "room": "Oak", **more}
    return TieRow("ties.csv", line, called=called, home=home, **said)


def plan_of(
    *rows: TieRow,
    adults: tuple[Adult, ...] = (),
    ended: set[tuple[int, str]] | None = None,
    roll: Known | None = None,
) -> LettersPlan:
    roll = roll or known()
    found = find_children(Sheet(is_whole=False, ties=rows), roll)
    mine = [one for one in adults if one.pupil_id in found.ids]
    return plan_letters(found, roll, mine, ended or set())


def faults(plan: LettersPlan) -> list[tuple[int, Fault]]:
    return [(one.line, one.fault) for one in plan.wrong]


def letters(plan: LettersPlan) -> list[tuple[str, str, int | None]]:
    return [(one.called, one.home, one.home_id) for one in plan.letters]


# ---------------------------------------------------------------- whose family


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ({"number": "b2", "first_name": "", "surname": "", "room": ""}, BEN),
        ({"number": "b2", "first_name": "BEN", "room": "Elm"}, BEN),
        ({"number": "b2", "first_name": "", "surname": "", "room": "oak"}, BEN),
        ({}, AMINA),
        ({"first_name": "AMINA", "surname": "", "room": " oak "}, AMINA),
        ({"number": "nobody knows it"}, AMINA),
        ({"first_name": "Cleo", "room": "Elm"}, CLEO),
    ],
)
def test_a_child_is_found_by_number_or_by_name_and_class(
    said: dict[str, str], whose: KnownPerson
) -> None:
    plan = plan_of(row(2, **said))
    assert faults(plan) == []
    assert [one.child for one in plan.letters] == [whose]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"number": "x9", "first_name": ""}, Fault.WHICH_CHILD),
        ({"number": "b2"}, Fault.TWO_CHILDREN),
        ({"number": "b2", "first_name": "Ben", "surname": "Rafi"}, Fault.TWO_CHILDREN),
        ({"number": "b2", "first_name": "", "surname": "Rafi"}, Fault.TWO_CHILDREN),
        ({"number": "b2", "first_name": "", "surname": "", "room": "Elm"}, Fault.TWO_CHILDREN),
        ({"room": ""}, Fault.NO_CLASS),
        ({"room": "Larch"}, Fault.WHICH_CLASS),
        ({"room": "Elm"}, Fault.WHICH_CHILD),
        ({"first_name": "Amína"}, Fault.WHICH_CHILD),
        ({"surname": "Rosen"}, Fault.WHICH_CHILD),
        ({"number": "b9", "first_name": "Ben"}, Fault.WHICH_CHILD),
    ],
)
def test_no_child_is_guessed(said: dict[str, str], fault: Fault) -> None:
    plan = plan_of(row(2, **said))
    assert faults(plan) == [(2, fault)]
    assert plan.letters == ()


def test_two_of_one_name_are_told_apart_by_number_or_surname_alone() -> None:
    roll = known(AMINA, child(8, "Amina", "Rafi", key="a8"))
    assert faults(plan_of(row(2, surname=""), roll=roll)) == [(2, Fault.SEVERAL_CHILDREN)]
    (letter,) = plan_of(row(2, surname="Rafi"), roll=roll).letters
    assert letter.child.id == 8
    (letter,) = plan_of(row(2, number="a8", surname=""), roll=roll).letters
    assert letter.child.id == 8


@pytest.mark.parametrize(
    ("gone", "fault"),
    [
        (replace(BEN, is_here=False, rooms=()), Fault.WHICH_CHILD),
        (replace(BEN, rooms=()), Fault.IN_NO_CLASS),
        (replace(BEN, rooms=(99,)), Fault.IN_NO_CLASS),
    ],
    ids=["left", "in no class", "in a class that is over"],
)
def test_who_is_in_no_class_gets_no_letter(gone: KnownPerson, fault: Fault) -> None:
    said = {"number": "b2", "first_name": "Ben"}
    assert faults(plan_of(row(2, **said), roll=known(AMINA, gone))) == [(2, fault)]


# ---------------------------------------------------------------- new, here, or not in the file


def test_who_is_here_or_asked_is_said_so_and_the_rest_is_new() -> None:
    plan = plan_of(
        row(2, "MUM", "Mum’s Home"), row(3, "Dad", "dad's home"), row(4, "Gran"), adults=(MUM, DAD)
    )
    assert plan.already == (MUM, DAD)
    assert letters(plan) == [("Gran", "Mum's home", MUM.home_id)]
    assert plan.stay == ()
    assert not plan.is_held
    assert plan.to_type is None


def test_who_is_not_in_the_file_stays() -> None:
    bens = Adult(BEN.id, "Mummy", 12, "The Roses", is_here=True)
    plan = plan_of(row(2), adults=(MUM, DAD, bens))
    assert plan.stay == (DAD,), "only of children who are in it"
    assert plan.letters == ()
    assert not plan.is_ready
    assert not plan.wrong


def test_a_word_is_another_by_its_accents_and_tones_alone() -> None:
    dad = replace(DAD, called="Ba")
    plan = plan_of(row(2, "Bà", "Dad's home"), adults=(dad,))
    assert letters(plan) == [("Bà", "Dad's home", DAD.home_id)]
    assert alike("नानी") != alike("नाना")
    assert alike("MUM’S") == alike("mum's")


def test_letters_into_one_new_home_stand_together() -> None:
    plan = plan_of(
        row(2, "Mum", "One"),
        row(3, "Dad", "Two"),
        row(4, "Gran", "ONE"),
        row(5, "Tad", "Ten", first_name="Cleo", room="Elm"),
    )
    assert [(one.called, one.group_id) for one in plan.letters] == [
        ("Mum", 1),
        ("Gran", 1),
        ("Dad", 1),
        ("Tad", 2),
    ]
    assert list(plan.by_class()) == [1, 2]


def test_two_homes_of_one_name_are_not_guessed() -> None:
    other = replace(DAD, home_id=12, home="Mum's home")
    plan = plan_of(row(2, "Gran"), row(3, "Dad"), adults=(MUM, other))
    assert faults(plan) == [(2, Fault.WHICH_HOME)]
    assert plan.already == (other,), "who is here needs no home"


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        ({}, {}, Fault.TWICE),
        ({"adult": "a1"}, {"adult": "a1"}, Fault.TWICE),
        ({"adult": "a1"}, {}, Fault.TWICE),
        ({"adult": "a1"}, {"adult": "a2"}, Fault.SAME_WORD),
        ({"adult": "a1"}, {"adult": "a1", "called": "Mummy"}, Fault.SAME_ADULT),
        ({"adult": "a1"}, {"adult": "a2", "called": "Mummy"}, None),
        ({}, {"home": "Another"}, None),
    ],
)
def test_one_adult_gets_one_letter_of_a_child(
    first: dict[str, str], second: dict[str, str], fault: Fault | None
) -> None:
    plan = plan_of(row(2, **first), row(3, **second))
    assert faults(plan) == ([] if fault is None else [(3, fault)])
    assert plan.is_ready is (fault is None)


def test_one_adult_of_two_children_gets_two_letters() -> None:
    cleo = row(3, adult="a1", first_name="Cleo", room="Elm")
    plan = plan_of(row(2, adult="a1"), cleo)
    assert len(plan.letters) == 2
    assert faults(plan) == []


def test_faults_of_reading_and_of_comparing_are_in_the_order_of_lines() -> None:
    plan = plan_of(row(9), row(4), row(6, first_name="Nobody"))
    assert faults(plan) == [(4, Fault.TWICE), (6, Fault.WHICH_CHILD)]


# ---------------------------------------------------------------- looked at twice


@pytest.mark.parametrize(("more", "held"), [(0, False), (1, True)])
def test_more_adults_than_usual_for_one_child_are_looked_at_twice(more: int, *, held: bool) -> None:
    new = ADULTS_AT_MOST - 2 + more
    rows = [row(n + 2, f"Auntie {n}", f"Home {n}") for n in range(new)]
    plan = plan_of(*rows, adults=(MUM, DAD))
    assert plan.is_held is held
    assert plan.crowded == ([AMINA] if held else [])
    assert plan.to_type == (new if held else None)


def test_a_child_who_is_not_asked_for_holds_nothing() -> None:
    many = tuple(
        Adult(BEN.id, f"A{n}", n, f"H{n}", is_here=True) for n in range(ADULTS_AT_MOST + 2)
    )
    ben = row(3, "A0", "H0", number="b2", first_name="Ben")
    plan = plan_of(row(2), ben, adults=many)
    assert len(plan.letters) == 1
    assert not plan.is_held


@pytest.mark.parametrize(("known_adults", "held"), [(3, True), (4, False)])
def test_asking_many_again_by_another_home_is_looked_at_twice(
    known_adults: int, *, held: bool
) -> None:
    adults = (MUM, DAD, *(replace(DAD, called=f"A{n}") for n in range(known_adults - 2)))
    plan = plan_of(row(2, "mum", "12 Mill Lane"), adults=adults)
    assert [one.doubt for one in plan.letters] == [Doubt.ELSEWHERE]
    assert plan.asks_again is held
    assert plan.is_held is held


def test_whose_tie_is_over_is_looked_at_twice_wherever_they_live() -> None:
    for adults in ((), (MUM, DAD, *(replace(DAD, called=f"A{n}") for n in range(9)))):
        plan = plan_of(row(2, "MUM", "New"), adults=adults, ended={(AMINA.id, "Mum")})
        assert [one.doubt for one in plan.letters] == [Doubt.ENDED]
        assert plan.is_held
    other = plan_of(row(2), ended={(BEN.id, "Mum"), (AMINA.id, "Gran")})
    assert [one.doubt for one in other.letters] == [None]
    assert not plan_of(row(2), adults=(MUM,), ended={(AMINA.id, "Mum")}).letters


def test_a_plan_is_another_when_anything_of_it_is() -> None:
    prints = {
        plan_of(row(2, **said), adults=adults).print()
        for said, adults in (
            ({}, ()),
            ({"language": "fr"}, ()),
            ({"called": "Mam"}, ()),
            ({"home": "H"}, ()),
            ({"called": "Mam"}, (MUM,)),
            ({}, (MUM,)),
            ({}, (replace(MUM, is_here=False),)),
        )
    }
    assert len(prints) == 7
    assert plan_of(row(2)).print() == plan_of(row(5)).print(), "a line says nothing of a letter"
