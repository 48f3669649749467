"""A passkey is its own person's, while both are here: asked of the queries and of the ceremony."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import FormKey, Passkey, Person
from portfolio.models.enums import PersonKind
from portfolio.passkeys import ceremony, queries
from portfolio.passkeys.ceremony import Answer
from portfolio.signin import actions as signin
from tests.ways_in import has_passkey

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody


def opened(cast: Cast, credential: str) -> int | None:
    with cast.database.reading() as db:
        row = queries.passkey(db, tokens.fingerprint(credential), cast.at)
        return None if row is None else row.person_id


def test_it_opens_for_adults_who_are_here_until_it_is_ended(cast: Cast) -> None:
    people = (cast.teacher, cast.gran, cast.office)
    keys = {who: has_passkey(cast, who) for who in people}
    assert {who: opened(cast, key) for who, key in keys.items()} == {who: who.id for who in people}
    assert opened(cast, "another") is None
    assert opened(cast, has_passkey(cast, cast.owner)) is None
    assert opened(cast, has_passkey(cast, cast.lead, is_ended=True)) is None
    assert opened(cast, has_passkey(cast, cast.former)) is None, "tied to nobody any more"
    cast.leaves(cast.teacher)
    assert opened(cast, keys[cast.teacher]) is None
    assert opened(cast, keys[cast.office]) == cast.office.id


def test_a_childs_opens_nothing_even_where_they_would_be_of_a_family(cast: Cast) -> None:
    """A pupil is tied as an adult, too: no such row is made, and none would let them in."""
    key = has_passkey(cast, cast.gran)
    assert opened(cast, key) == cast.gran.id
    with cast.database.unit() as db:
        row = update(Person).where(Person.id == cast.gran.id)
        db.execute(row.values(kind=PersonKind.PUPIL))
    assert opened(cast, key) is None


def test_each_finds_their_own_that_go_on(cast: Cast) -> None:
    ended = has_passkey(cast, cast.gran, is_ended=True)
    first, theirs, second = (has_passkey(cast, who) for who in (cast.gran, cast.mum, cast.gran))
    with cast.database.reading() as db:
        ids = {row.credential: row for row in db.scalars(select(Passkey))}
        assert queries.known(db, cast.gran.id) == [first, second]
        mine = queries.mine(db, cast.gran.id)
        assert [row.public_id for row in mine] == [ids[one].public_id for one in (first, second)]
        found = queries.mine_or_404(db, cast.gran.id, ids[second].public_id)
        assert found == ids[second].id
        for other in (ended, theirs):
            with pytest.raises(NotThereError):
                queries.mine_or_404(db, cast.gran.id, ids[other].public_id)


def test_it_is_offered_from_the_second_visit_on_until_it_was_answered(cast: Cast) -> None:
    def offered(who: Somebody) -> bool:
        with cast.database.reading() as db:
            return queries.is_to_be_offered(db, who.id)

    def comes(who: Somebody) -> None:
        with cast.database.unit() as db:
            signin.begin(db, who.id, cast.at, way="test", device="a test")

    for who in (cast.gran, cast.gran, cast.mum, cast.mum, cast.dad):
        comes(who)
    assert [offered(who) for who in (cast.gran, cast.mum, cast.dad)] == [True, True, False]
    with cast.database.unit() as db:
        for who, key in ((cast.mum, queries.OFFER), (cast.gran, "another form")):
            db.add(FormKey(person_id=who.id, key=key, led_to="", at=cast.at.now))
    assert [offered(who) for who in (cast.gran, cast.mum)] == [True, False]
    has_passkey(cast, cast.gran, is_ended=True)
    comes(cast.dad)
    assert [offered(who) for who in (cast.gran, cast.dad)] == [False, True]


def test_a_challenge_is_ours_for_its_purpose_and_of_late(cast: Cast) -> None:
    now = cast.at.now.replace(microsecond=0)
    sent = ceremony.challenge("a key", "a browser, to come in", now)

    def is_open(
        key: str = "a key",
        text: str = sent,
        bound: str = "a browser, to come in",
        after: timedelta = timedelta(0),
    ) -> bool:
        return ceremony.is_open(key, text, bound, now + after)

    assert is_open()
    assert is_open(after=ceremony.LASTS - timedelta(microseconds=1))
    assert not is_open(after=ceremony.LASTS)
    assert not is_open(key="another key")
    assert not is_open(bound="another browser")
    chance, made, mark = sent.split(".")
    later = int(made) + 1
    for text in (
        *("", ".", "..", f".{made}.{mark}", f"{chance}..{mark}", f"{chance}.{later}.{mark}"),
        *(f"{chance}.٣.{mark}", f"{chance}.{'9' * 11}.{mark}", f"{chance}.-1.{mark}"),
        *(sent + "0", sent[:-1], f"{chance}.{made}.\udcff"),
    ):
        assert not is_open(text=text), text


ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize("begins", ["chance.²", "chance.1e9", "chance.-5", "chance.%s0", ".%s"])
def test_a_time_that_is_none_is_read_by_nobody(begins: str, cast: Cast) -> None:
    """Even with our own mark on it, which nobody can make."""
    now = str(int(cast.at.now.timestamp()))

    def is_open(text: str) -> bool:
        sent = f"{text}.{ceremony._mark('a key', text, 'here')}"
        return ceremony.is_open("a key", sent, "here", cast.at.now)

    assert is_open(f"chance.{now}")
    assert not is_open(f"chance.{now.translate(ARABIC)}")
    assert not is_open(begins.replace("%s", now))


@pytest.mark.parametrize(
    "credential", ["", "no JSON", "[]", "{}", '{"name": "id"}', "7", '"id"', "[" * 100_000]
)
def test_an_answer_without_an_id_has_no_fingerprint(credential: str) -> None:
    assert Answer("a challenge", credential).credential_hash == ""


def test_an_answer_is_named_by_the_fingerprint_of_its_id() -> None:
    assert Answer("", '{"id": "abc"}').credential_hash == tokens.fingerprint("abc")
