"""One button pressed twice: the second press leads where the first led, and changes nothing more.

Only for whoever pressed it: to anybody else what has ended is not there (decision 2).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import FamilyTie, LogRow, Membership
from portfolio.models.enums import CommentState, Role
from portfolio.visibility import reads, roll
from tests.cast import FAMILY
from tests.client import client_for
from tests.rows import fingerprint, how_many
from tests.visibility.sweeping import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

ROUNDS = 3
DEEDS = (
    "bin", "bin undo", "bin return", "words", "words undo", "tie", "tie undo",
    "class", "class undo", "teaching", "teaching undo",
)  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """A button: who presses it, what they pressed before, and to whom it must not be there."""

    who: Somebody
    before: tuple[str, ...]
    path: str
    others: tuple[Somebody, ...]
    says: str = ""

    def begin(self, client: SiteClient) -> SiteClient:
        """Press what comes before."""
        for path in self.before:
            assert client.post(path).status_code == 303
        return client

    @property
    def nowhere(self) -> str:
        """The same button of what never was."""
        here = max(self.path.split("/"), key=len)
        at = self.path.rindex(here)
        return f"{self.path[:at]}{'0' * len(here)}{self.path[at + len(here) :]}"


def deed(name: str, cast: Cast) -> Deed:
    """One of `DEEDS`, about something new."""
    subject, _space, end = name.partition(" ")
    return {"bin": _bin, "words": _words, "tie": _tie, "class": _class, "teaching": _teaching}[
        subject
    ](cast, end)


def _bin(cast: Cast, end: str) -> Deed:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    away = f"/items/{thing.public_id}/bin"
    others = (cast.classmate, cast.other_child, cast.mum, cast.teacher)
    if not end:
        return Deed(cast.owner, (), away, others, "It is in the bin.")
    return Deed(cast.owner, (away,), f"/bin/{thing.public_id}/{end}", others, "It is back.")


def _words(cast: Cast, end: str) -> Deed:
    said = cast.says(cast.gran, cast.puts_up(cast.owner, [FAMILY]))
    back = f"/comments/{said.public_id}/taking-back"
    others = (cast.mum, cast.owner, cast.teacher, cast.dad)
    if not end:
        return Deed(cast.gran, (), back, others, "You took it back. Nobody can read it.")
    return Deed(cast.gran, (back,), f"{back}/end", others, "Sent. A teacher reads it first.")


def _tie(cast: Cast, end: str) -> Deed:
    with cast.database.reading() as db:
        ties = roll.ties_of(db, [cast.owner.id], cast.at)
        tie = next(row.public_id for row in ties if row.adult_id == cast.dad.id)
    page = f"/families/{cast.owner.public_id}/ties/{tie}"
    others = (cast.second_teacher, cast.other_teacher, cast.mum)
    if not end:  # the office ends it once more, in its own name: tests/office/test_families.py
        return Deed(cast.teacher, (), f"{page}/end", others, "They see nothing of Amina any more.")
    return Deed(cast.teacher, (f"{page}/end",), f"{page}/back", (*others, cast.office))


def _class(cast: Cast, end: str) -> Deed:
    page = f"/class/{cast.group.public_id}/children/{cast.classmate.public_id}"
    others = (cast.second_teacher, cast.other_teacher, cast.office)
    if not end:
        says = "Ben is not in this class any more."
        return Deed(cast.teacher, (), f"{page}/leave", others, says)
    return Deed(cast.teacher, (f"{page}/leave",), f"{page}/back", others)


def _teaching(cast: Cast, end: str) -> Deed:
    who = cast.second_teacher
    page = f"/office/classes/{cast.group.public_id}/teachers/{who.public_id}"
    others = (cast.teacher, cast.lead)
    if not end:
        says = f"{who.name} sees nothing of this class any more."
        return Deed(cast.office, (), f"{page}/end", others, says)
    return Deed(cast.office, (f"{page}/end",), f"{page}/back", others)


@pytest.mark.parametrize("name", DEEDS)
def test_the_second_press_leads_where_the_first_led_and_changes_nothing(
    name: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    button = deed(name, cast)
    client = button.begin(client_of(button.who))
    first = client.post(button.path)
    after = fingerprint(database)
    again = client.post(button.path)
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.location == first.location
    assert fingerprint(database) == after, "no row, no line in the log, no card"
    page = client.get(again.location)
    assert page.status_code == 200
    assert button.says in page.text


@pytest.mark.parametrize("name", DEEDS)
def test_to_anybody_else_it_is_not_there(name: str, *, cast: Cast, client_of: ClientOf) -> None:
    button = deed(name, cast)
    assert button.begin(client_of(button.who)).post(button.path).status_code == 303
    for somebody in button.others:
        client = client_of(somebody)
        answer, nothing = client.post(button.path), client.post(button.nowhere)
        assert answer.status_code == 404, somebody.role
        assert told(answer) == told(nothing)


@pytest.mark.parametrize("name", ["bin", "words", "tie", "class", "teaching"])
def test_what_was_undone_is_done_anew_by_the_same_button(
    name: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    """A second press after the undo is a new deed, not the old one."""
    undo = deed(f"{name} undo", cast)
    client = undo.begin(client_of(undo.who))
    client.post(undo.path)
    rows = how_many(database, LogRow)
    assert client.post(undo.before[0]).status_code == 303
    assert how_many(database, LogRow) == rows + 1
    assert client.post(undo.path).status_code == 303, "and may be undone anew"
    assert how_many(database, LogRow) == rows + 2


# ---------------------------------------------------------------- nothing older, nobody more


@pytest.mark.parametrize("end", ["undo", "return"])
def test_out_of_the_bin_twice_reaches_nobody_who_was_let_go_since(
    end: str, *, cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    child = client_of(cast.owner)
    child.post(f"/items/{thing.public_id}/bin")
    child.post(f"/bin/{thing.public_id}/undo")
    child.post(f"/items/{thing.public_id}/shares/ending")
    again = child.post(f"/bin/{thing.public_id}/{end}")
    assert "It is back. Only you can see this." in child.get(again.location).text
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == {cast.owner.id}


def test_an_undo_after_taking_it_out_of_the_bin_brings_nobody_back(
    cast: Cast, client_of: ClientOf
) -> None:
    """The page with *Undo* is gone back to; in the bin the child chose to have it alone."""
    thing = cast.puts_up(cast.owner, [FAMILY])
    child = client_of(cast.owner)
    child.post(f"/items/{thing.public_id}/bin")
    child.post(f"/bin/{thing.public_id}/return")
    assert child.post(f"/bin/{thing.public_id}/undo").status_code == 303
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == {cast.owner.id}


def test_words_that_a_teacher_sent_back_since_are_not_said_to_be_sent(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing)
    gran, back = client_of(cast.gran), f"/comments/{said.public_id}/taking-back"
    gran.post(back)
    gran.post(f"{back}/end")
    gran.get(f"/items/{thing.public_id}")  # her look is noted by now
    cast.settles(said, CommentState.SENT_BACK)
    before = fingerprint(database)
    again = gran.post(f"{back}/end")
    assert "Sent." not in gran.get(again.location).text
    assert fingerprint(database) == before


def test_words_taken_back_are_not_there_once_the_thing_is_not(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    gran, said = client_of(cast.gran), cast.says(cast.gran, thing)
    back = f"/comments/{said.public_id}/taking-back"
    gran.post(back)
    gran.get("/shared")  # which shows what was said of that press
    cast.takes_down(thing)
    nothing = told(gran.post(f"/comments/{'0' * len(said.public_id)}/taking-back"))
    assert nothing[0] == 404
    for path in (back, f"{back}/end"):
        assert told(gran.post(path)) == nothing


def test_a_tie_by_a_newer_letter_is_not_said_to_have_ended(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    button = deed("tie", cast)
    teacher = client_of(cast.teacher)
    teacher.post(button.path)
    with database.unit() as db:
        old = db.scalars(
            select(FamilyTie).where(
                FamilyTie.adult_id == cast.dad.id, FamilyTie.pupil_id == cast.owner.id
            )
        ).one()
        db.add(
            FamilyTie(
                public_id="a-newer-tie-of-dads",
                pupil_id=old.pupil_id,
                adult_id=old.adult_id,
                called="Dad",
                household_id=old.household_id,
                from_on=cast.at.today,
            )
        )
    again = teacher.post(button.path)
    assert "They belong to Amina by a newer letter." in teacher.get(again.location).text
    with database.reading() as db:
        ties = roll.ties_of(db, [cast.owner.id], cast.at)
        assert cast.dad.id in {row.adult_id for row in ties}, "the newer one stands"


def test_a_child_who_is_in_the_class_again_by_a_list_leaves_it_again(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    button = deed("class", cast)
    teacher = client_of(cast.teacher)
    teacher.post(button.path)
    with database.unit() as db:
        db.add(
            Membership(
                group_id=cast.group.id,
                person_id=cast.classmate.id,
                role=Role.PUPIL,
                from_on=cast.at.today,
            )
        )
    assert teacher.post(button.path.replace("/leave", "/back")).status_code == 404
    page = teacher.get(f"/class/{cast.group.public_id}").text
    assert page.count(f"{cast.classmate.public_id}/leave") == 1, "in it once, not twice"
    assert teacher.post(button.path).status_code == 303
    assert f"{cast.classmate.public_id}/leave" not in teacher.get(button_page(cast)).text


def button_page(cast: Cast) -> str:
    """The page of the teacher's class."""
    return f"/class/{cast.group.public_id}"


# ---------------------------------------------------------------- at the same moment


def _press(client: SiteClient, path: str, barrier: Barrier) -> TestResponse:
    barrier.wait(timeout=10)
    return client.post(path)


@pytest.mark.parametrize("name", DEEDS)
def test_two_presses_at_one_moment_are_one_deed(
    name: str, *, cast: Cast, app: Flask, database: Database
) -> None:
    for _ in range(ROUNDS):
        button = deed(name, cast)
        one, two = (client_for(app, button.who) for _ in range(2))
        button.begin(one)
        rows, barrier = how_many(database, LogRow), Barrier(2)
        with ThreadPoolExecutor(2) as both:
            asked = [both.submit(_press, client, button.path, barrier) for client in (one, two)]
            answers = [press.result(timeout=20) for press in asked]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0].location == answers[1].location
        assert how_many(database, LogRow) == rows + 1
        if name in {"tie", "class", "teaching"}:
            one.post(button.path.replace("/leave", "/back").replace("/end", "/back"))
