"""*See it as…*: the thing and its talk exactly as that person would have them, to be read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.models.enums import CommentState
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Said, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

UP = CommentState.UP


def seen_as(cast: Cast, client_of: ClientOf, thing: Thing, who: Somebody, *shares: str) -> str:
    """The page on which the owner looks at the thing as somebody."""
    asked = "&".join(f"share={share}" for share in shares or ("family",))
    answer = client_of(cast.owner).get(f"/items/{thing.public_id}/as/{who.public_id}?{asked}")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def thing(cast: Cast) -> Thing:
    return cast.puts_up(cast.owner, [FAMILY, cast.group.children])


@pytest.fixture
def talk(cast: Cast, thing: Thing) -> dict[str, Said]:
    """Talk of every kind that somebody reads and somebody else does not."""
    said = {
        "mum": cast.says(cast.mum, thing, "Mum was here", UP),
        "dad": cast.says(cast.dad, thing, "Dad was here", UP),
        "teacher": cast.says(cast.teacher, thing, "Miss was here"),
        "hidden": cast.says(cast.second_teacher, thing, "Hidden words"),
        "gran_waits": cast.says(cast.gran, thing, "Gran has to wait"),
        "classmate": cast.says(cast.classmate, thing, "Ben was here", UP),
        "returned": cast.says(cast.gran, thing, "Gran had it back", CommentState.SENT_BACK),
    }
    cast.hides(said["hidden"])
    said["to_dad"] = cast.says(cast.owner, thing, "Dear Dad", reply_to=said["dad"])
    return said


@pytest.mark.parametrize("role", ["gran", "mum", "dad", "classmate", "teacher"])
def test_the_owner_reads_what_they_would_read_and_no_words_that_wait(
    role: str, *, cast: Cast, client_of: ClientOf, thing: Thing, talk: dict[str, Said]
) -> None:
    who = getattr(cast, role)
    shares = ("family", f"class:{cast.group.public_id}")
    page = seen_as(cast, client_of, thing, who, *shares)
    theirs = client_of(who).get(f"/items/{thing.public_id}").text
    own = client_of(cast.owner).get(f"/items/{thing.public_id}").text
    for name, said in talk.items():
        expected = said.words in theirs and said.words in own
        assert (said.words in page) is expected, name


def test_two_homes_do_not_meet_there_either(
    cast: Cast, client_of: ClientOf, thing: Thing, talk: dict[str, Said]
) -> None:
    as_gran = seen_as(cast, client_of, thing, cast.gran)
    assert talk["mum"].words in as_gran
    assert talk["dad"].words not in as_gran
    assert talk["to_dad"].words not in as_gran
    assert talk["hidden"].words not in as_gran
    as_dad = seen_as(cast, client_of, thing, cast.dad)
    assert talk["dad"].words in as_dad
    assert talk["to_dad"].words in as_dad
    assert talk["mum"].words not in as_dad


def test_the_child_never_reads_there_what_no_teacher_has_read(
    cast: Cast, client_of: ClientOf, thing: Thing, talk: dict[str, Said]
) -> None:
    for who in (cast.gran, cast.teacher):
        page = seen_as(cast, client_of, thing, who)
        assert talk["gran_waits"].words not in page
        assert talk["returned"].words not in page


def test_it_has_no_form_of_its_own(
    cast: Cast, client_of: ClientOf, thing: Thing, talk: dict[str, Said]
) -> None:
    page = seen_as(cast, client_of, thing, cast.gran)
    section = page.partition('id="seen-as"')[2].partition("</section>\n</section>")[0]
    assert talk["teacher"].words in section
    for part in ("<form", "<button", "<details", "<textarea"):
        assert part not in section


def test_whoever_would_see_nothing_reads_nothing(
    cast: Cast, client_of: ClientOf, thing: Thing, talk: dict[str, Said]
) -> None:
    page = seen_as(cast, client_of, thing, cast.classmate, "family")
    assert "can not see this" in page
    for said in talk.values():
        assert said.words not in page


def test_it_is_the_owners_alone(cast: Cast, client_of: ClientOf, thing: Thing) -> None:
    address = f"/items/{thing.public_id}/as/{cast.gran.public_id}?share=family"
    for who, status in ((cast.owner, 200), (cast.classmate, 403), (cast.gran, 404)):
        assert client_of(who).get(address).status_code == status
    stranger = f"/items/{thing.public_id}/as/{cast.kept_away.public_id}?share=family"
    assert client_of(cast.owner).get(stranger).status_code == 404


def test_nobody_who_is_kept_away_can_be_looked_as(cast: Cast, client_of: ClientOf) -> None:
    """That they see nothing would tell of the restriction (rule 10)."""
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [cast.group.children])
    address = f"/items/{thing.public_id}/as/{cast.classmate.public_id}"
    assert child.get(address).status_code == 200
    cast.restricts(cast.classmate, cast.owner)
    assert child.get(address).status_code == 404
