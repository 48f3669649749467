"""Talk that stays in the family: what is flagged waits for the safety lead and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Comment, Concern, LogRow, Notice
from portfolio.models.enums import CommentState, ConcernKind, NoticeKind
from portfolio.talk import actions as talk
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

FLAGGED = "Ring me on 0151 496 0123 tonight"
PLAIN = "I like the blue one"
STAFF = ("teacher", "second_teacher", "other_teacher", "office", "club_leader")


def says(cast: Cast, client: SiteClient, words: str) -> Thing:
    thing = cast.puts_up(cast.rowan.owner, [FAMILY])
    answer = client.post(f"/items/{thing.public_id}/comments", data={"words": words})
    assert answer.status_code == 303
    return thing


def stands(database: Database) -> list[tuple[CommentState, bool]]:
    with database.reading() as db:
        found = select(Comment.state, Comment.family_only).order_by(Comment.id)
        return [(state, family) for state, family in db.execute(found)]


def concern_of(database: Database) -> str:
    with database.reading() as db:
        return db.scalars(select(Concern.public_id)).one()


def test_flagged_words_wait_for_the_lead_and_others_are_up(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    mum, owner = client_of(cast.rowan.mum), client_of(cast.rowan.owner)
    thing = says(cast, mum, FLAGGED)
    assert "safety lead reads it first" in mum.get(f"/items/{thing.public_id}").text
    plain = says(cast, mum, PLAIN)
    assert stands(database) == [(CommentState.WAITING, True), (CommentState.UP, True)]
    assert "0151" not in owner.get(f"/items/{thing.public_id}").text
    assert "0151" not in client_of(cast.rowan.gran).get(f"/items/{thing.public_id}").text
    assert "blue one" in owner.get(f"/items/{plain.public_id}").text
    with database.reading() as db:
        one = db.scalars(select(Concern)).one()
        assert (one.kind, one.reporter_id) == (ConcernKind.FLAGGED, None)


@pytest.mark.parametrize("role", STAFF)
def test_no_teacher_reads_or_counts_them(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = says(cast, client_of(cast.rowan.mum), FLAGGED)
    client = client_of(getattr(cast.rowan, role))
    concern = concern_of(database)
    for path in (f"/items/{thing.public_id}", f"/safety/concerns/{concern}"):
        assert client.get(path).status_code == 404
    for path in ("/to-check", "/safety", "/told", "/waiting-times"):
        assert "0151" not in client.get(path).text
    office = client_of(cast.rowan.office).get("/waiting-times")
    assert "nothing waits" in office.text


def test_the_lead_opens_them_by_a_press_that_is_in_the_log(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    says(cast, client_of(cast.rowan.mum), FLAGGED)
    lead, path = client_of(cast.rowan.lead), f"/safety/concerns/{concern_of(database)}"
    assert path in lead.get("/safety").text
    assert "0151" not in lead.get("/safety").text
    assert "0151" not in lead.get(path).text
    assert lead.fill_in(path, "/words").status_code == 303
    assert "0151" in lead.get(path).text
    with database.reading() as db:
        (row,) = db.scalars(select(LogRow).where(LogRow.event == "words_opened")).all()
        assert row.by_id == cast.rowan.lead.id
        assert set(row.about) == {"concern", "comment"}


def test_put_up_they_are_heard_in_the_family_and_the_child_has_a_card(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = says(cast, client_of(cast.rowan.mum), FLAGGED)
    lead, path = client_of(cast.rowan.lead), f"/safety/concerns/{concern_of(database)}"
    lead.fill_in(path, "/words")
    assert lead.fill_in(path, "/putting-up").status_code == 303
    for role, hears in (("owner", True), ("gran", True), ("dad", False)):
        page = client_of(getattr(cast.rowan, role)).get(f"/items/{thing.public_id}").text
        assert ("0151" in page) is hears, role
    assert client_of(cast.rowan.teacher).get(f"/items/{thing.public_id}").status_code == 404
    with database.reading() as db:
        cards = select(Notice.person_id).where(Notice.kind == NoticeKind.COMMENT)
        assert db.scalars(cards).all() == [cast.rowan.owner.id]
    assert lead.post(f"{path}/putting-up").status_code == 303  # a second press: they wait no more
    assert "wait no more" in lead.get(path).text


def test_sent_back_their_author_alone_reads_them_with_the_note(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    mum = client_of(cast.rowan.mum)
    thing = says(cast, mum, FLAGGED)
    lead, path = client_of(cast.rowan.lead), f"/safety/concerns/{concern_of(database)}"
    lead.fill_in(path, "/words")
    assert lead.fill_in(path, "/sending-back", note="").status_code == 422
    assert lead.fill_in(path, "/sending-back", note="No numbers, please").status_code == 303
    assert "No numbers, please" in mum.get(f"/items/{thing.public_id}").text
    assert "0151" not in client_of(cast.rowan.owner).get(f"/items/{thing.public_id}").text


def test_their_author_takes_them_back_and_sends_them_after_all(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    mum = client_of(cast.rowan.mum)
    thing = says(cast, mum, FLAGGED)
    with database.reading() as db:
        comment = db.scalars(select(Comment.public_id)).one()
    assert mum.fill_in(f"/items/{thing.public_id}", "/taking-back").status_code == 303
    assert stands(database) == [(CommentState.REMOVED, True)]
    assert mum.post(f"/comments/{comment}/taking-back/end").status_code == 303
    assert stands(database) == [(CommentState.WAITING, True)]


def test_the_owners_own_answer_is_not_flagged(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    """Patterns read adults' words (rule 7)."""
    says(cast, client_of(cast.rowan.owner), FLAGGED)
    assert stands(database) == [(CommentState.UP, True)]


def test_where_a_teacher_reads_everything_flagged_words_wait_for_the_teacher(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY])
    client_of(cast.oak.mum).post(f"/items/{thing.public_id}/comments", data={"words": FLAGGED})
    assert stands(database) == [(CommentState.WAITING, False)]
    with database.reading() as db:
        assert db.scalars(select(Concern)).all() == []
    assert "0151" in client_of(cast.oak.teacher).get("/to-check").text


@pytest.mark.parametrize(("words", "heard"), [(FLAGGED, False), (PLAIN, True)])
def test_words_that_become_the_familys_are_looked_at_too(
    words: str, *, heard: bool, cast: Cast, database: Database
) -> None:
    """They waited for a teacher, who sees the thing no more (decision 11)."""
    thing = cast.puts_up(cast.rowan.owner, [FAMILY, cast.rowan.group.children])
    said = cast.says(cast.rowan.mum, thing, words)
    assert stands(database) == [(CommentState.WAITING, False)]
    cast.takes_down(thing, cast.rowan.group.children)
    with database.unit() as db:
        assert talk.keep_in_family(db, thing.id, cast.at) == int(heard)
    state = CommentState.UP if heard else CommentState.WAITING
    assert stands(database) == [(state, True)]
    with database.reading() as db:
        about = db.scalars(select(Concern.comment_id)).all()
        assert about == ([] if heard else [said.id])
    with database.unit() as db:
        assert talk.keep_in_family(db, thing.id, cast.at) == 0  # and once only


def test_held_back_words_do_not_become_heard(cast: Cast, database: Database) -> None:
    thing = cast.puts_up(cast.rowan.owner, [FAMILY, cast.rowan.group.children])
    cast.says(cast.rowan.mum, thing, PLAIN)
    cast.takes_down(thing, cast.rowan.group.children)
    with database.unit() as db:
        db.execute(update(Comment).values(held_back_at=cast.at.now))
    with database.unit() as db:
        assert talk.keep_in_family(db, thing.id, cast.at) == 0
        db.execute(update(Comment).values(held_back_at=None))
    with database.unit() as db:
        assert talk.keep_in_family(db, thing.id, cast.at) == 1
