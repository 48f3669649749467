"""Letters on paper: read back from the picture, in two languages, without a surname."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from portfolio.models import FamilyTie, Household, Invitation, PaperLine
from portfolio.office import invitations
from portfolio.paper import wording
from tests.client import nobody_for
from tests.paper.conftest import read
from tests.rows import fingerprint, how_many, surname_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.paper.conftest import Printer

    ClientOf = Callable[[Somebody], SiteClient]

NUMBER = re.compile(r"Your number.*?(\d{3} \d{3})")


def _set(cast: Cast) -> str:
    return f"/paper/letters/{cast.group.public_id}"


def _path(address: str) -> str:
    return address.removeprefix("http://localhost")


def _fields(child: Somebody, *named: tuple[str, str]) -> dict[str, str]:
    """The fields of a child's letters: (called, home) for each."""
    found: dict[str, str] = {}
    for nth, (called, home) in enumerate(named, start=1):
        found |= {f"called_{nth}_{child.public_id}": called, f"home_{nth}_{child.public_id}": home}
    return found


def _made(client: SiteClient, child: Somebody, **fields: str) -> tuple[str, dict[str, Any]]:
    """Make a letter on the page of a child: the address and fields of its PDF."""
    typed = {"called": "Granny", "home": "new", "new_home": "The Rafi home"}
    client.post(f"/families/{child.public_id}/letters", data=typed)
    assert client.last_page is not None
    form = client.last_page.form(f"/paper/letters/children/{child.public_id}")
    return form.action, {**form.filled(), **fields}


@pytest.mark.parametrize("role", ["teacher", "office"])
def test_the_letter_that_was_just_made_is_drawn_and_opens(
    role: str, *, cast: Cast, client_of: ClientOf, app: Flask, database: Database
) -> None:
    surname = surname_of(database, cast.owner)
    client = client_of(getattr(cast, role))
    action, fields = _made(client, cast.owner)
    answer = client.post(action, data=fields, bare=True)
    paper = read(answer)
    (address,) = paper.squares
    number = NUMBER.search(paper.text)
    assert number is not None
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Dear Granny," in paper.text
    assert "Amina invites you" in paper.text
    for hidden in (surname, "The Rafi home", "Rafi"):
        assert hidden not in paper.text
    adult = nobody_for(app)
    assert adult.fill_in(_path(address), number=number[1]).location == "/letters/email"


@pytest.mark.parametrize("language", [one for one in wording.LANGUAGES if one != wording.FIRST])
def test_a_second_language_stands_beside_the_first(
    language: str, *, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.teacher)
    action, fields = _made(client, cast.owner, language=language)
    paper = read(client.post(action, data=fields, bare=True))
    assert len(paper.words) == 1
    assert len(paper.squares) == 1
    first, second = (
        wording.letter(one, name="Amina", called="Granny", site="localhost", until=cast.at.today)
        for one in (wording.FIRST, language)
    )
    for said in (first.dear, second.dear, first.number, second.number):
        assert said in paper.text


@pytest.mark.parametrize("language", [one for one in wording.LANGUAGES if one != wording.FIRST])
def test_a_catalogue_has_every_sentence_and_keeps_its_names(language: str, cast: Cast) -> None:
    named = {"name": "NAME", "called": "CALLED", "site": "SITE"}
    first, second = (
        wording.letter(one, until=cast.at.today, **named) for one in (wording.FIRST, language)
    )
    for field in ("dear", "why", "how", "steps", "number", "no_camera", "ends"):
        ours, theirs = getattr(first, field), getattr(second, field)
        for one, other in zip(
            *(([x] if isinstance(x, str) else x) for x in (ours, theirs)), strict=True
        ):
            assert one != other, f"{language} lacks: {one}"
            for sign in named.values():
                assert (sign in one) == (sign in other), other


def test_another_language_than_ours_is_refused(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.teacher)
    action, fields = _made(client, cast.owner, language="../../etc/passwd")
    assert client.post(action, data=fields, bare=True).status_code == 404


def test_a_code_of_another_child_or_of_nothing_is_drawn_for_nobody(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    teacher, other = client_of(cast.teacher), client_of(cast.other_teacher)
    action, fields = _made(teacher, cast.owner)
    before = fingerprint(database)
    assert (
        other.post(action, data=fields | {"acting": cast.other_teacher.public_id}).status_code
        == 404
    )
    wrong = action.replace(cast.owner.public_id, cast.classmate.public_id)
    assert teacher.post(wrong, data=fields, bare=True).status_code == 404
    assert teacher.post(action, data=fields | {"code": "7" * 26}, bare=True).status_code == 404
    with database.unit() as db:
        db.execute(update(Invitation).values(ended_at=cast.at.now))
    assert teacher.post(action, data=fields, bare=True).status_code == 404
    assert before != fingerprint(database)


def test_a_class_set_is_one_pdf_with_a_page_a_letter(
    cast: Cast, client_of: ClientOf, printer: Printer, app: Flask, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    typed = _fields(cast.owner, ("Nana", "new"), ("Pop", "same"))
    typed |= _fields(cast.classmate, ("Tad", "new"))
    begun = teacher.fill_in(_set(cast), _set(cast), language="fr", **typed)
    assert "0 of 3 letters are made." in teacher.get(str(begun.location)).text
    assert teacher.get(f"{begun.location}/pdf").status_code == 404
    paper = read(printer.prints(teacher, begun))
    listed = teacher.get("/paper/runs").text
    assert listed.count("3 of 3 letters are made.") == 1
    assert f'href="{begun.location}/pdf"' in listed
    assert len(paper.words) == len(paper.squares) == 3
    for page, address in zip(paper.words, paper.squares, strict=True):
        number, called = NUMBER.search(page), re.search(r"Dear (\w+),", page)
        assert number is not None
        assert called is not None
        assert f"Bonjour {called[1]}" in page
        adult = nobody_for(app)
        assert f"calls you {called[1]}" in adult.get(_path(address)).text
        assert adult.fill_in(_path(address), number=number[1]).status_code == 303
    with database.reading() as db:
        ties = select(FamilyTie.called, FamilyTie.household_id).order_by(FamilyTie.id.desc())
        homes = {row.called: row.household_id for row in db.execute(ties.limit(3))}
    assert homes["Nana"] == homes["Pop"] != homes["Tad"]


def test_two_homes_unless_somebody_says_that_it_is_one(
    cast: Cast, client_of: ClientOf, printer: Printer, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    typed = _fields(cast.owner, ("Nana", "new"), ("Pop", "new"))
    printer.prints(teacher, teacher.post(_set(cast), data=typed))
    with database.reading() as db:
        homes = db.scalars(
            select(Invitation.household_id).where(Invitation.called.in_(("Nana", "Pop")))
        )
        assert len(set(homes)) == 2


@pytest.mark.parametrize(
    "typed",
    [
        (("", "new"), ("Pop", "same")),
        (("N" * 61, "new"),),
        (("Nana", "somewhere"),),
        (("", "new"), ("", "new")),
    ],
    ids=["the same home as nobody's", "too long", "no such home", "nobody"],
)
def test_what_does_not_fit_comes_back_as_typed_and_makes_nothing(
    typed: tuple[tuple[str, str], ...], *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    teacher.get(_set(cast))
    before = fingerprint(database)
    answer = teacher.post(_set(cast), data=_fields(cast.owner, *typed))
    assert answer.status_code == 422
    for called, _home in typed:
        assert called in answer.text
    assert fingerprint(database) == before


def test_t13_another_childs_home_is_no_choice(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    with database.reading() as db:
        home = db.scalars(
            select(Household.public_id)
            .join(FamilyTie, FamilyTie.household_id == Household.id)
            .where(FamilyTie.adult_id == cast.classmates_parent.id)
        ).one()
    before = how_many(database, PaperLine)
    answer = client_of(cast.teacher).post(_set(cast), data=_fields(cast.owner, ("Nana", home)))
    assert answer.status_code == 422
    assert how_many(database, PaperLine) == before


@pytest.mark.parametrize(
    "role", ["nobody", "owner", "mum", "other_teacher", "past_teacher", "lead"]
)
def test_nobody_else_makes_letters_for_a_class(
    role: str, *, cast: Cast, client_of: ClientOf, nobody: SiteClient, database: Database
) -> None:
    client = nobody if role == "nobody" else client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get(_set(cast)).status_code == 404
    assert client.post(_set(cast), data=_fields(cast.owner, ("Nana", "new"))).status_code == 404
    assert fingerprint(database) == before


def test_the_office_makes_them_for_any_class(
    cast: Cast, client_of: ClientOf, printer: Printer
) -> None:
    office = client_of(cast.office)
    begun = office.post(_set(cast), data=_fields(cast.owner, ("Nana", "new")))
    assert len(read(printer.prints(office, begun)).squares) == 1


def test_t06_a_letter_its_maker_may_not_make_by_then_is_left_out(
    cast: Cast, client_of: ClientOf, printer: Printer, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    typed = _fields(cast.owner, ("Nana", "new")) | _fields(cast.classmate, ("Tad", "new"))
    begun = teacher.post(_set(cast), data=typed)
    teacher.post(f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/leave")
    paper = read(printer.prints(teacher, begun))
    assert len(paper.squares) == 1
    assert "Nana" not in paper.text
    assert "1 was left out" in teacher.get(str(begun.location)).text
    with database.reading() as db:
        assert "Nana" not in set(db.scalars(select(Invitation.called)))


def test_a_letter_that_was_used_or_ended_meanwhile_is_not_drawn_again(
    cast: Cast, client_of: ClientOf, printer: Printer, app: Flask
) -> None:
    teacher = client_of(cast.teacher)
    typed = _fields(cast.owner, ("Nana", "new"), ("Pop", "new"))
    begun = teacher.post(_set(cast), data=typed)
    paper = read(printer.prints(teacher, begun))
    number = NUMBER.search(paper.words[0])
    assert number is not None
    nobody_for(app).fill_in(_path(paper.squares[0]), number=number[1])
    assert read(teacher.get(f"{begun.location}/pdf")).squares == paper.squares[1:]


def test_t40_a_forged_host_is_printed_nowhere(cast: Cast, client_of: ClientOf) -> None:
    teacher = client_of(cast.teacher)
    teacher.csrf_token()
    cookie = teacher.get_cookie("space")
    assert cookie is not None
    teacher.set_cookie("space", cookie.value, domain="evil.example")
    answer = teacher.post(
        _set(cast), data=_fields(cast.owner, ("Nana", "new")), headers={"Host": "evil.example"}
    )
    assert answer.status_code == 422
    assert "evil.example" not in answer.text


def test_t47_a_letter_has_128_bits_and_14_days(cast: Cast, database: Database) -> None:
    place = invitations.FamilyPlace(cast.owner.id, "Nana", None, "Nana's")
    with database.unit() as db:
        code = invitations.invite_family(db, place, cast.at, by=cast.teacher.id)
        letter = db.scalars(select(Invitation).order_by(Invitation.id.desc()).limit(1)).one()
        assert (letter.expires_at - letter.made_at).days == 14
    assert len(code) * 5 >= 128
