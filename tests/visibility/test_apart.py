"""Who is kept from whom, as the office and the safety lead read it: each condition by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import literal, select, update

from portfolio.core import tokens
from portfolio.models import Card, FamilyTie, LogRow, Restriction
from portfolio.models.enums import PersonKind
from portfolio.visibility import apart

if TYPE_CHECKING:
    from datetime import datetime

    from portfolio.visibility.apart import AnyRow
    from tests.cast import Cast
    from tests.circles import Somebody


def keep(
    cast: Cast,
    somebody: Somebody,
    child: Somebody,
    begins: int = 0,
    ends: int | None = None,
    by: Somebody | None = None,
) -> int:
    """Kept from the child from so many days after today on, until that day; gives its number."""
    with cast.database.unit() as db:
        row = Restriction(person_id=somebody.id, pupil_id=child.id, reason=f"Of {somebody.name}")
        row.set_by_id = by.id if by else None
        row.from_on = cast.at.today + timedelta(days=begins)
        row.until_on = None if ends is None else cast.at.today + timedelta(days=ends)
        db.add(row)
        db.flush()
        return row.id


def call(cast: Cast, adult: Somebody, child: Somebody, name: str) -> None:
    """The child calls them so."""
    tie = FamilyTie.adult_id == adult.id, FamilyTie.pupil_id == child.id
    with cast.database.unit() as db:
        db.execute(update(FamilyTie).where(*tie).values(called=name))


def home(cast: Cast, adult: Somebody, child: Somebody) -> int:
    """The number of the household in which the child has that adult."""
    tie = FamilyTie.adult_id == adult.id, FamilyTie.pupil_id == child.id
    with cast.database.reading() as db:
        return db.scalars(select(FamilyTie.household_id).where(*tie)).one()


def tie_anew(cast: Cast, adult: Somebody, child: Somebody, name: str, household_id: int) -> None:
    """One more tie between the two, from today on."""
    with cast.database.unit() as db:
        tie = FamilyTie(public_id=tokens.public_id(), called=name, from_on=cast.at.today)
        tie.adult_id, tie.pupil_id, tie.household_id = adult.id, child.id, household_id
        db.add(tie)


def listed(cast: Cast, child: Somebody | None = None) -> list[AnyRow]:
    with cast.database.reading() as db:
        return list(apart.restrictions(db, cast.office.id, cast.at, child.id if child else None))


def pairs(cast: Cast, child: Somebody | None = None) -> list[tuple[str, str]]:
    return [(row.person_id, row.pupil_id) for row in listed(cast, child)]


def at_first(cast: Cast) -> list[tuple[str, str]]:
    """The two whom the cast begins with, the newer one first."""
    both = cast.rowan, cast.oak
    return [(one.kept_away.public_id, one.owner.public_id) for one in both]


# ---------------------------------------------------------------- the list


def test_the_list_is_of_the_school_or_of_one_child_the_newest_first(cast: Cast) -> None:
    circle = cast.oak
    keep(cast, circle.gran, circle.sibling)
    keep(cast, circle.teacher, circle.owner)
    of_gran = (circle.gran.public_id, circle.sibling.public_id)
    of_teacher = (circle.teacher.public_id, circle.owner.public_id)
    assert pairs(cast) == [of_teacher, of_gran, *at_first(cast)]
    assert pairs(cast, circle.owner) == [of_teacher, at_first(cast)[1]]
    assert pairs(cast, circle.sibling) == [of_gran]
    assert pairs(cast, circle.classmate) == []


@pytest.mark.parametrize(
    ("begins", "ends", "stands"),
    [
        (-5, None, True),
        (-5, 1, True),
        (-5, 0, False),
        (-5, -1, False),
        (3, None, True),
        (3, 9, True),
    ],
)
def test_what_holds_or_will_is_listed_and_counts_for_the_two(
    cast: Cast, begins: int, ends: int | None, *, stands: bool
) -> None:
    circle = cast.oak
    number = keep(cast, circle.gran, circle.owner, begins, ends)
    of_gran = (circle.gran.public_id, circle.owner.public_id)
    assert (of_gran in pairs(cast)) is (of_gran in pairs(cast, circle.owner)) is stands
    with cast.database.reading() as db:
        found = apart.of_pair(db, circle.gran.id, circle.owner.id, cast.at)
    assert found == ([number] if stands else [])


def test_a_line_says_who_is_kept_from_whom_why_since_when_and_by_whom(cast: Cast) -> None:
    circle, today = cast.oak, cast.at.today
    keep(cast, circle.gran, circle.owner, 2, 9, by=circle.office)
    row = listed(cast)[0]
    assert (row.person, row.person_surname) == ("Nadia", "Surname-of-Nadia")
    assert (row.pupil, row.surname) == ("Amina", "Surname-of-Amina")
    assert (row.kind, row.called, row.set_by) == (PersonKind.FAMILY, "Gran", "Teacher Olga")
    assert row.reason == "Of Nadia"
    assert (row.from_on, row.until_on) == (today + timedelta(days=2), today + timedelta(days=9))


def test_one_that_nobody_is_known_to_have_set_is_listed_too(cast: Cast) -> None:
    assert [row.set_by for row in listed(cast)] == [None, None]
    keep(cast, cast.oak.teacher, cast.oak.owner, by=cast.oak.office)
    assert [row.set_by for row in listed(cast)] == ["Teacher Olga", None, None]


def test_a_line_says_how_that_very_child_calls_them_last(cast: Cast) -> None:
    circle = cast.oak
    call(cast, circle.gran, circle.sibling, "Granny")
    for child in (circle.owner, circle.sibling):
        keep(cast, circle.gran, child)
    keep(cast, circle.former, circle.owner)  # whose tie is over
    keep(cast, circle.teacher, circle.owner)  # who never had one
    keep(cast, circle.mum, circle.classmate)  # whose tie is to another child
    names = {(row.person, row.pupil): row.called for row in listed(cast)}
    assert names["Nadia", "Amina"] == "Gran"
    assert names["Nadia", "Sami"] == "Granny"
    assert names["Uma", "Amina"] == "Aunt Uma"
    assert names["Ada", "Amina"] is names["Amal", "Ben"] is None
    tie_anew(cast, circle.gran, circle.owner, "Nana", home(cast, circle.dad, circle.owner))
    names = {(row.person, row.pupil): row.called for row in listed(cast)}
    assert names["Nadia", "Amina"] == "Nana"
    assert names["Nadia", "Sami"] == "Granny"


def test_of_two_people_count_those_between_these_two(cast: Cast) -> None:
    circle = cast.oak
    numbers = [keep(cast, circle.gran, circle.owner) for _ in "ab"]
    keep(cast, circle.gran, circle.sibling)
    keep(cast, circle.mum, circle.owner)
    with cast.database.reading() as db:
        assert sorted(apart.of_pair(db, circle.gran.id, circle.owner.id, cast.at)) == numbers
        assert apart.of_pair(db, circle.mum.id, circle.sibling.id, cast.at) == []


# ---------------------------------------------------------------- what leads nowhere else


def nowhere_else(cast: Cast, somebody: Somebody) -> bool:
    with cast.database.reading() as db:
        return apart.leads_nowhere_else(db, somebody.id, cast.at)


def test_t45_family_with_that_child_alone_is_led_nowhere_else(cast: Cast) -> None:
    circle = cast.oak
    for adult in (circle.dad, circle.gran):
        assert not nowhere_else(cast, adult)
        keep(cast, adult, circle.owner)
    assert nowhere_else(cast, circle.dad)
    assert not nowhere_else(cast, circle.gran), "she has another child here"
    cast.ends_tie(circle.gran, circle.sibling)
    assert nowhere_else(cast, circle.gran)
    cast.lifts_restrictions(circle.dad)
    assert not nowhere_else(cast, circle.dad)


def test_t45_one_that_begins_later_leaves_them_their_child_until_then(cast: Cast) -> None:
    circle = cast.oak
    keep(cast, circle.dad, circle.owner, 1)
    assert not nowhere_else(cast, circle.dad)


@pytest.mark.parametrize("role", ["teacher", "classmate", "office"])
def test_t45_who_is_no_family_has_more_to_do_here(cast: Cast, role: str) -> None:
    somebody: Somebody = getattr(cast.oak, role)
    keep(cast, somebody, cast.oak.owner)
    assert not nowhere_else(cast, somebody)


# ---------------------------------------------------------------- letting a child in


def lets_in_no_more(cast: Cast, somebody: Somebody, child: Somebody) -> bool:
    with cast.database.reading() as db:
        return apart.lets_in_no_more(db, somebody.id, child.id, cast.at)


def test_t45_who_is_kept_from_a_child_of_theirs_lets_it_in_no_more(cast: Cast) -> None:
    circle = cast.oak
    assert not lets_in_no_more(cast, circle.gran, circle.owner)
    keep(cast, circle.gran, circle.owner)
    assert lets_in_no_more(cast, circle.gran, circle.owner)
    assert not lets_in_no_more(cast, circle.gran, circle.sibling), "she is kept from another"
    keep(cast, circle.former, circle.owner)
    assert lets_in_no_more(cast, circle.former, circle.owner), "the device may be from then"


def test_t45_who_never_was_family_and_works_not_here_could_let_no_child_in(cast: Cast) -> None:
    circle = cast.oak
    keep(cast, circle.teacher, circle.owner)
    keep(cast, circle.gran, circle.classmate)
    assert not lets_in_no_more(cast, circle.teacher, circle.classmate)
    assert lets_in_no_more(cast, circle.teacher, circle.owner), "they may have its card"
    assert not lets_in_no_more(cast, circle.gran, circle.classmate)
    keep(cast, circle.classmate, circle.owner)
    assert not lets_in_no_more(cast, circle.classmate, circle.owner)


def test_t45_until_it_begins_and_once_it_is_over_they_let_it_in(cast: Cast) -> None:
    circle = cast.oak
    keep(cast, circle.gran, circle.owner, begins=1)
    keep(cast, circle.dad, circle.owner, begins=-9, ends=0)
    assert not lets_in_no_more(cast, circle.gran, circle.owner)
    assert not lets_in_no_more(cast, circle.dad, circle.owner)


# ---------------------------------------------------------------- the day on which it begins


def test_t45_who_is_kept_away_from_this_day_on_and_nobody_else(cast: Cast) -> None:
    circle = cast.oak
    before = {(one.kept_away.id, one.owner.id) for one in cast.circles}  # from today on, too
    keep(cast, circle.gran, circle.owner, begins=-1)
    keep(cast, circle.dad, circle.owner, begins=1)
    keep(cast, circle.mum, circle.owner, begins=0, ends=0)  # and taken back
    for _ in range(2):
        keep(cast, circle.teacher, circle.owner, begins=0, ends=7)
    with cast.database.reading() as db:
        found = apart.begun_today(db, cast.at)
    assert sorted(found) == sorted({*before, (circle.teacher.id, circle.owner.id)})


# ---------------------------------------------------------------- letters that wait


def waits(
    cast: Cast,
    child: Somebody,
    called: str,
    household_id: int | None = None,
    confirmed_at: datetime | None = None,
) -> bool:
    asked = select(
        literal(child.id).label("pupil_id"),
        literal(called).label("called"),
        literal(household_id).label("household_id"),
        literal(confirmed_at).label("confirmed_at"),
    )
    with cast.database.reading() as db:
        row = db.execute(asked).one()
        return apart.waiting(db, [row], cast.at) == [row]


def test_t45_a_letter_like_a_tie_of_somebody_kept_away_waits(cast: Cast) -> None:
    circle = cast.oak
    call(cast, circle.dad, circle.owner, "Daddy")
    dads, mums = (home(cast, one, circle.owner) for one in (circle.dad, circle.mum))
    assert not waits(cast, circle.owner, "Daddy", dads)
    keep(cast, circle.dad, circle.owner)
    assert waits(cast, circle.owner, "Daddy", dads)
    assert waits(cast, circle.owner, "dADDY", mums)
    assert waits(cast, circle.owner, "Daddy")
    assert waits(cast, circle.owner, "Stepmum", dads)
    assert not waits(cast, circle.owner, "Stepmum", mums)
    assert not waits(cast, circle.owner, "Stepmum")
    assert not waits(cast, circle.classmate, "Daddy", dads), "nobody is kept from that child"
    assert not waits(cast, circle.owner, "Daddy", dads, cast.at.now), "the office said so"


def test_t45_of_others_kept_from_others_no_letter_waits(cast: Cast) -> None:
    circle = cast.oak
    call(cast, circle.gran, circle.sibling, "Granny")
    keep(cast, circle.gran, circle.sibling)
    keep(cast, circle.teacher, circle.owner)  # who has no tie
    assert waits(cast, circle.sibling, "granny")
    assert not waits(cast, circle.owner, "Gran"), "she is kept from the other child"
    assert not waits(cast, circle.owner, "Granny")


@pytest.mark.parametrize(
    ("begins", "ends", "does_wait"),
    [(-5, None, True), (-5, 1, True), (-5, 0, False), (3, None, True)],
)
def test_t45_it_waits_while_one_holds_or_will(
    cast: Cast, begins: int, ends: int | None, *, does_wait: bool
) -> None:
    circle = cast.oak
    keep(cast, circle.former, circle.owner, begins, ends)  # whose tie is over
    assert waits(cast, circle.owner, "Aunt Uma") is does_wait
    keep(cast, circle.teacher, circle.classmate, begins, ends)
    with cast.database.reading() as db:
        found = set(db.scalars(apart.pupils_kept(cast.at)))
    always = {one.owner.id for one in cast.circles}
    assert found == (always | {circle.classmate.id} if does_wait else always)


def test_t45_of_many_letters_those_wait_that_are_like_their_own_childs_tie(cast: Cast) -> None:
    circle = cast.oak
    call(cast, circle.dad, circle.owner, "Daddy")
    keep(cast, circle.dad, circle.owner)
    keep(cast, circle.gran, circle.sibling)
    rows = [
        select(
            literal(child.id).label("pupil_id"),
            literal(called).label("called"),
            literal(None).label("household_id"),
            literal(None).label("confirmed_at"),
        )
        for child in (circle.owner, circle.sibling)
        for called in ("Daddy", "Gran")
    ]
    with cast.database.reading() as db:
        letters = [db.execute(row).one() for row in rows]
        found = apart.waiting(db, letters, cast.at)
        assert apart.waiting(db, [], cast.at) == []
    assert [(one.pupil_id, one.called) for one in found] == [
        (circle.owner.id, "Daddy"),
        (circle.sibling.id, "Gran"),
    ]


# ---------------------------------------------------------------- the child's card


def has_card(cast: Cast, child: Somebody) -> set[str]:
    with cast.database.reading() as db:
        return apart.may_have_card(db, child.id, cast.at)


def make_card(cast: Cast, child: Somebody, made_at: datetime, *, has_ended: bool = False) -> None:
    with cast.database.unit() as db:
        card = Card(person_id=child.id, token_hash=tokens.new_token(), made_at=made_at)
        card.ended_at = made_at if has_ended else None
        db.add(card)


def note(cast: Cast, event: str, number: int, at: datetime) -> None:
    with cast.database.unit() as db:
        db.add(LogRow(event=event, at=at, about={"restriction": number}))


def test_t45_family_and_staff_who_are_kept_away_may_have_its_card(cast: Cast) -> None:
    circle = cast.oak
    cast.lifts_restrictions(circle.kept_away)
    for somebody in (circle.gran, circle.teacher, circle.former, circle.classmate):
        keep(cast, somebody, circle.owner)
    keep(cast, circle.classmates_parent, circle.owner)  # who is another child's family
    keep(cast, circle.dad, circle.sibling)
    assert has_card(cast, circle.owner) == set()
    make_card(cast, circle.owner, cast.at.now, has_ended=True)
    make_card(cast, circle.classmate, cast.at.now)
    assert has_card(cast, circle.owner) == set()
    make_card(cast, circle.owner, cast.at.now)
    they = (circle.gran, circle.teacher, circle.former)
    assert has_card(cast, circle.owner) == {one.public_id for one in they}
    assert has_card(cast, circle.sibling) == has_card(cast, circle.classmate) == set()


@pytest.mark.parametrize(
    ("begins", "ends", "stands"), [(-5, None, True), (3, None, True), (-5, 0, False)]
)
def test_t45_the_card_counts_while_one_holds_or_will(
    cast: Cast, begins: int, ends: int | None, *, stands: bool
) -> None:
    circle = cast.oak
    cast.lifts_restrictions(circle.kept_away)
    make_card(cast, circle.owner, cast.at.now)
    keep(cast, circle.gran, circle.owner, begins, ends)
    assert has_card(cast, circle.owner) == ({circle.gran.public_id} if stands else set())


def test_t45_a_card_made_since_the_office_set_it_is_not_theirs(cast: Cast) -> None:
    circle, hour = cast.oak, timedelta(hours=1)
    cast.lifts_restrictions(circle.kept_away)
    number, other = (keep(cast, one, circle.owner) for one in (circle.gran, circle.dad))
    make_card(cast, circle.owner, cast.at.now)
    both = {circle.gran.public_id, circle.dad.public_id}
    note(cast, "kept_apart", number, cast.at.now)
    note(cast, "kept_apart_ended", other, cast.at.now - hour)
    assert has_card(cast, circle.owner) == both
    note(cast, "kept_apart", other, cast.at.now - hour)
    assert has_card(cast, circle.owner) == {circle.gran.public_id}


# ---------------------------------------------------------------- who looks


def test_nobody_looks_where_every_teacher_is_kept_away_today(cast: Cast) -> None:
    circle = cast.oak

    def nobody_looks(child: Somebody = circle.owner) -> bool:
        with cast.database.reading() as db:
            return apart.nobody_looks(db, child.id, cast.at)

    keep(cast, circle.teacher, circle.owner)
    assert not nobody_looks()
    keep(cast, circle.second_teacher, circle.owner, begins=1)
    assert not nobody_looks()
    keep(cast, circle.second_teacher, circle.owner)
    assert nobody_looks(), "whoever else is kept away"
    cast.lifts_restrictions(circle.kept_away)
    assert nobody_looks()
    assert not nobody_looks(circle.classmate)
    cast.lifts_restrictions(circle.teacher)
    assert not nobody_looks()
    for somebody in (circle.teacher, circle.second_teacher):
        cast.ends_membership(somebody, circle.group)
    assert not nobody_looks(), "a class without a teacher is another matter"


def test_kept_is_of_these_two_and_of_today(cast: Cast) -> None:
    circle = cast.oak

    def is_kept(somebody: Somebody, child: Somebody) -> bool:
        with cast.database.reading() as db:
            return apart.is_kept(db, somebody.id, child.id, cast.at)

    keep(cast, circle.gran, circle.owner)
    keep(cast, circle.dad, circle.owner, begins=1)
    assert is_kept(circle.gran, circle.owner)
    assert not is_kept(circle.gran, circle.sibling)
    assert not is_kept(circle.mum, circle.owner)
    assert not is_kept(circle.dad, circle.owner)
