"""Flags on an adult's words: shown to whoever reads them first, and blocking nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.checking.flags import Flag, flags, may_be_names
from tests.cast import FAMILY
from tests.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

TWICE = "Look twice."


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("Write to me: gran@home.example", Flag.CONTACT),
        ("gran (at) home dot example", Flag.CONTACT),
        ("My number is 07700 900123.", Flag.CONTACT),
        ("Ring +44 (0)20 7946 0018", Flag.CONTACT),
        ("I am on WhatsApp", Flag.CONTACT),
        ("Find me on Insta", Flag.CONTACT),
        ("It is LL23 7DH, the white house", Flag.CONTACT),
        ("Look at https://cats.example/one", Flag.LINK),
        ("www.cats.example", Flag.LINK),
        ("It is on youtu.be/abc", Flag.LINK),
        ("bbc.co.uk has it", Flag.LINK),
        ("What a stupid drawing", Flag.ROUGH),
        ("You are an IDIOT", Flag.ROUGH),
        ("That is our  secret", Flag.ROUGH),
        ("don't tell your teacher", Flag.ROUGH),
        ("Tell Ben from me", Flag.CHILD),
        ("Is that BEN's?", Flag.CHILD),
        ("and Élodie too", Flag.CHILD),
    ],
)
def test_what_is_flagged(words: str, flag: Flag) -> None:
    assert flags(words, ["Ben", "Élodie", "Will"]).found == (flag,)


@pytest.mark.parametrize(
    "words",
    [
        "Well done, I like the tower.",
        "On 2026-11-30 we go, at 15.30.",
        "1 000 000 stars! And 12345678 more.",
        "I will see it. Benny will, too.",
        "The end.It was good",
        "Nan has 3 cats, 2 dogs & 1 fish.",
        "We classify shells; that is cool.",
        "",
    ],
)
def test_what_is_not(words: str) -> None:
    assert flags(words, ["Ben", "Will", ""]).found == ()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Tell Ben's mum", "Ben"),
        ("BEN!", "Ben"),
        ("and Mary-Jane.", "Mary-Jane"),
        ("O\u2019Neil and Élodie", "Élodie"),
        ("with Anna Maria Luisa too", "Anna Maria Luisa"),
        ("MARY-JANE", "Mary-Jane"),
    ],
)
def test_what_may_be_a_name(words: str, name: str) -> None:
    assert name in may_be_names(words)


def test_what_is_no_name_is_asked_about_nobody() -> None:
    assert may_be_names("well done, i will see 3 of it") == set()
    assert may_be_names("") == set()


def test_all_of_it_at_once_and_each_name_once() -> None:
    found = flags("Ben, you idiot, Ben! www.x.example 07700 900123", ["Ben", "Ben", "Cleo"])
    assert found.found == (Flag.CONTACT, Flag.LINK, Flag.ROUGH, Flag.CHILD)
    assert found.names == ("Ben",)


def desk(cast: Cast, client_of: ClientOf, by: Somebody, words: str) -> str:
    """The teacher's page with these words in full."""
    said = cast.says(by, cast.puts_up(cast.owner, [FAMILY, cast.group.children]), words)
    page = client_of(cast.teacher).get(f"/to-check?comment={said.public_id}").text
    assert f"/comments/{said.public_id}/checks" in page
    return page


def test_the_teacher_is_shown_them(cast: Cast, client_of: ClientOf) -> None:
    page = desk(cast, client_of, cast.gran, f"Hello {cast.classmate.name}, ring 07700 900123")
    assert TWICE in page
    assert "a way to reach somebody past the school" in page
    assert f"the name of another child: {cast.classmate.name}" in page


def test_plain_words_show_none(cast: Cast, client_of: ClientOf) -> None:
    assert TWICE not in desk(cast, client_of, cast.gran, "Well done")


@pytest.mark.parametrize("child", ["owner", "sibling"])
def test_ones_own_children_are_no_other_child(cast: Cast, client_of: ClientOf, child: str) -> None:
    name = getattr(cast, child).name
    assert TWICE not in desk(cast, client_of, cast.mum, f"Well done, {name}")


def test_a_restriction_shows_itself_in_no_flag(cast: Cast, client_of: ClientOf) -> None:
    cast.restricts(cast.mum, cast.sibling)
    assert TWICE not in desk(cast, client_of, cast.mum, f"Well done, {cast.sibling.name}")


def test_childrens_words_are_not_flagged(cast: Cast, client_of: ClientOf) -> None:
    assert TWICE not in desk(cast, client_of, cast.classmate, "You are an idiot")


def test_they_block_nothing_and_nobody_else_is_shown_them(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing, "Our secret: 07700 900123")
    gran, teacher = client_of(cast.gran), client_of(cast.teacher)
    assert TWICE not in gran.get(f"/items/{thing.public_id}").text
    assert TWICE in teacher.get(f"/to-check?comment={said.public_id}").text
    path = f"/comments/{said.public_id}/checks"
    assert teacher.post(path, data={"result": "up"}).status_code == 303
    page = client_of(cast.owner).get(f"/items/{thing.public_id}").text
    assert "Our secret" in page
    assert TWICE not in page


def test_they_cost_the_same_for_one_name_and_for_three(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    counts = []
    names = [cast.classmate.name, cast.other_child.name, cast.club_mate.name]
    for number in (1, 3):
        with counted(database) as count:
            page = desk(cast, client_of, cast.gran, " and ".join(names[:number]))
        assert TWICE in page
        counts.append(count.number)
    assert counts[0] == counts[1]
