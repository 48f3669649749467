"""What is found of seals and for whom: asked of `visibility.sealed` itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core.errors import NotThereError
from portfolio.models import Seal
from portfolio.models.enums import CommentState
from portfolio.visibility import sealed
from tests.openings.conftest import Powers, whole_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

ASKED = {"why": "The court asks to see it", "case_reference": "CP-2026-17"}


@pytest.fixture
def powers(cast: Cast, client_of: ClientOf) -> Powers:
    """The safety leads at work."""
    return Powers(cast, client_of)


def seal(cast: Cast, client_of: ClientOf, *things: Thing) -> None:
    for thing in things:
        path = f"/safety/seals/items/{thing.public_id}"
        assert client_of(cast.lead).post(path).status_code == 303


def of(found: list[sealed.Sealed]) -> list[int]:
    return [one.item_id for one in found]


def sealable(db: Session, cast: Cast, who: Somebody, thing: Thing) -> int | None:
    try:
        return sealed.item_or_404(db, who.id, thing.public_id, cast.at).item_id
    except NotThereError:
        return None


def test_a_lead_reads_all_that_last_the_newest_first_and_nobody_else_any(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    first, second, third = (cast.keeps(cast.owner) for _ in range(3))
    seal(cast, client_of, first, second, third)
    with database.unit() as db:
        db.execute(update(Seal).where(Seal.item_id == second.id).values(ended_at=cast.at.now))
    with database.reading() as db:
        found = sealed.seals(db, cast.lead.id, cast.at)
        assert of(found) == [third.id, first.id]
        one = sealed.one_or_404(db, cast.lead.id, found[1].public_id, cast.at)
        assert (one.item_id, one.may_open) == (first.id, False)
        for who in (cast.office, cast.teacher, cast.owner):
            assert sealed.seals(db, who.id, cast.at) == []
            with pytest.raises(NotThereError):
                sealed.one_or_404(db, who.id, found[0].public_id, cast.at)
    cast.restricts(cast.lead, cast.owner)
    with database.reading() as db:
        assert sealed.seals(db, cast.lead.id, cast.at) == []


def test_only_what_somebody_else_asked_for_is_there_to_open(
    cast: Cast, client_of: ClientOf, database: Database, powers: Powers
) -> None:
    asked, other = cast.keeps(cast.owner), cast.keeps(cast.owner)
    deputy = powers.deputy()
    seal(cast, client_of, asked, other)
    with database.reading() as db:
        ids = {one.item_id: one.public_id for one in sealed.seals(db, cast.lead.id, cast.at)}
        assert sealed.to_open(db, cast.office.id, cast.at) == []
    path = f"/safety/seals/{ids[asked.id]}/asking"
    assert client_of(cast.lead).post(path, data=ASKED).status_code == 303
    with database.reading() as db:
        for who in (cast.office, deputy):
            assert of(sealed.to_open(db, who.id, cast.at)) == [asked.id]
            assert sealed.one_or_404(db, who.id, ids[asked.id], cast.at).may_open
        for nobody in (cast.lead, cast.teacher, cast.owner, cast.mum):
            assert sealed.to_open(db, nobody.id, cast.at) == []
        assert not sealed.one_or_404(db, deputy.id, ids[other.id], cast.at).may_open
        with pytest.raises(NotThereError):
            sealed.one_or_404(db, cast.office.id, ids[other.id], cast.at)


def test_what_somebody_made_themselves_is_not_theirs_to_open(
    cast: Cast, client_of: ClientOf, database: Database, powers: Powers
) -> None:
    deputy = powers.deputy()
    own, childs = cast.keeps(deputy), cast.keeps(cast.owner)
    said = cast.says(deputy, childs, "Words of a deputy", CommentState.UP)
    seal(cast, client_of, own, childs)
    lead = client_of(cast.lead)
    assert lead.post(f"/safety/seals/comments/{said.public_id}").status_code == 303
    with database.reading() as db:
        for one in sealed.seals(db, cast.lead.id, cast.at):
            lead.post(f"/safety/seals/{one.public_id}/asking", data=ASKED)
    with database.reading() as db:
        office = sealed.to_open(db, cast.office.id, cast.at)
        by, child = (whole_name(db, who) for who in (cast.lead, cast.owner))
        named = [(one.child, one.by, one.asked_by) for one in office]
        assert named == [(child, by, by)] * 2 + [(whole_name(db, deputy), by, by)]
        assert [one.comment_id for one in office] == [said.id, None, None]
        assert [one.item_id for one in sealed.to_open(db, deputy.id, cast.at)] == [childs.id]


def test_the_thing_or_words_of_that_address_and_for_a_lead_alone(
    cast: Cast, database: Database
) -> None:
    first, second = cast.keeps(cast.owner), cast.keeps(cast.classmate)
    said = [cast.says(cast.teacher, thing, "Words", CommentState.UP) for thing in (first, second)]
    with database.reading() as db:
        for thing, words in zip((first, second), said, strict=True):
            assert sealable(db, cast, cast.lead, thing) == thing.id
            found = sealed.comment_or_404(db, cast.lead.id, words.public_id, cast.at)
            assert found == (thing.id, words.id)
            for who in (cast.office, cast.teacher, cast.owner):
                assert sealable(db, cast, who, thing) is None
                with pytest.raises(NotThereError):
                    sealed.comment_or_404(db, who.id, words.public_id, cast.at)
