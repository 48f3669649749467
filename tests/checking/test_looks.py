"""A teacher's look at the desk: up, back, undone, and what is not theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Check, Comment, Notice, Share
from portfolio.models.enums import CheckResult, Checks, CommentState, ShareKind
from portfolio.visibility import reads
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

DESK = "/to-check"


@pytest.fixture
def thing(cast: Cast) -> Thing:
    return cast.puts_up(cast.owner, [FAMILY, cast.group.children], "waiting", "My cat")


@pytest.fixture
def teacher(cast: Cast, client_of: ClientOf) -> SiteClient:
    return client_of(cast.teacher)


def address(thing: Thing) -> str:
    return f"/items/{thing.public_id}/checks"


def look(cast: Cast, thing: Thing, result: str = "up", number: str = "1") -> dict[str, object]:
    """What the page's form sends."""
    return {"result": result, "revision": number, "share": cast.seen(thing)}


def sees(database: Database, who: Somebody, thing: Thing, at: Moment) -> int | None:
    """The revision that somebody sees, or None."""
    with database.reading() as db:
        sight = reads.sight_of(db, who.viewer(at), thing.id)
    return sight.revision_id if sight else None


def shares(database: Database, thing: Thing) -> list[Share]:
    with database.reading() as db:
        return list(db.scalars(select(Share).where(Share.item_id == thing.id).order_by(Share.id)))


def checks_made(database: Database) -> list[Check]:
    with database.reading() as db:
        return list(db.scalars(select(Check).order_by(Check.id)))


def test_a_look_puts_up_what_was_seen(
    thing: Thing, cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    assert sees(database, cast.gran, thing, moment) is None
    page = teacher.get(DESK).text
    assert "My cat" in page
    for name in ("Mum", "Gran", "Dad"):
        assert name in page
    answer = teacher.post(address(thing), data=look(cast, thing))
    assert answer.status_code == 303
    for who in (cast.gran, cast.classmate):
        assert sees(database, who, thing, moment) == thing.revision_id
    assert "Nothing waits." in teacher.get(DESK).text


def test_the_page_itself_can_be_sent(thing: Thing, teacher: SiteClient, database: Database) -> None:
    page = teacher.get(DESK)
    found = re.search(r'<form class="desk-act" id="up".*?</form>', page.text, re.DOTALL)
    assert found is not None
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', found[0]):
        fields.setdefault(name, []).append(value)
    assert teacher.post(address(thing), data=fields, bare=True).status_code == 303
    assert [check.result for check in checks_made(database)] == [CheckResult.UP]


def test_a_look_that_sends_back_needs_a_note_and_keeps_the_draft(
    thing: Thing, cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    sent = look(cast, thing, "sent_back") | {"note": "  "}
    answer = teacher.post(address(thing), data=sent)
    assert answer.status_code == 422
    assert "Write a kind note" in answer.text
    assert '<p class="field-error" id="note-error" role="alert">' in answer.text
    assert " autofocus>" in answer.text.split('id="note"')[1].split("</textarea>")[0]
    assert teacher.post(address(thing), data={**sent, "start": "more"}).status_code == 303
    assert sees(database, cast.gran, thing, moment) is None
    assert sees(database, cast.teacher, thing, moment) is None
    assert sees(database, cast.owner, thing, moment) == thing.revision_id
    assert checks_made(database)[0].note == "I like this. Can you tell us a bit more?"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"result": "perhaps", "revision": "1"}, "Choose: put it up, or send it back."),
        ({"revision": "1"}, "Choose: put it up, or send it back."),
        (
            {"result": "sent_back", "revision": "1", "note": "kind " * 300},
            "The note is too long. Make it shorter.",
        ),
    ],
)
def test_bad_input_changes_nothing_and_keeps_the_note(
    sent: dict[str, str],
    sentence: str,
    *,
    thing: Thing,
    teacher: SiteClient,
    database: Database,
) -> None:
    answer = teacher.post(address(thing), data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert sent.get("note", "").strip() in answer.text
    assert checks_made(database) == []


@pytest.mark.parametrize("number", ["", "0", "7", "-1", "one", "9" * 40])
def test_a_revision_that_was_not_the_one_seen_is_not_put_up(
    number: str, *, thing: Thing, cast: Cast, teacher: SiteClient, database: Database
) -> None:
    answer = teacher.post(address(thing), data=look(cast, thing, number=number))
    assert answer.status_code == 409
    assert checks_made(database) == []


def test_a_newer_revision_meanwhile_is_to_be_looked_at_again(
    thing: Thing, cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    teacher.get(DESK)
    newer = cast.edits(thing, "My other cat", "waiting")
    answer = teacher.post(address(thing), data=look(cast, thing))
    assert answer.status_code == 409
    assert "It has changed since. Please look again." in answer.text
    assert "My other cat" in answer.text
    assert sees(database, cast.gran, thing, moment) is None
    assert teacher.post(address(thing), data=look(cast, thing, number="2")).status_code == 303
    assert sees(database, cast.gran, thing, moment) == newer.revision_id


def test_more_people_meanwhile_are_to_be_looked_at_again(
    cast: Cast, teacher: SiteClient, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    """A look is for those whom the page named; whoever was asked for since is not among them."""
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting", "My cat")
    shown = look(cast, thing)
    both = ["family", f"class:{cast.group.public_id}"]
    client_of(cast.owner).post(f"/items/{thing.public_id}/shares", data={"share": both})
    answer = teacher.post(address(thing), data=shown)
    assert answer.status_code == 409
    assert "It has changed since. Please look again." in answer.text
    assert cast.classmate.name in answer.text
    for who in (cast.gran, cast.classmate):
        assert sees(database, who, thing, moment) is None
    assert teacher.post(address(thing), data=look(cast, thing)).status_code == 303
    for who in (cast.gran, cast.classmate):
        assert sees(database, who, thing, moment) == thing.revision_id


def test_fewer_people_meanwhile_are_put_up_at_once(
    cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], "waiting")
    shown = look(cast, thing)
    cast.takes_down(thing, cast.group.children)
    assert teacher.post(address(thing), data=shown).status_code == 303
    assert sees(database, cast.gran, thing, moment) == thing.revision_id
    assert sees(database, cast.classmate, thing, moment) is None


def test_f08_two_checkers_one_result_and_the_other_is_told(
    thing: Thing, cast: Cast, teacher: SiteClient, client_of: ClientOf, database: Database
) -> None:
    second = client_of(cast.second_teacher)
    second.get(DESK)
    teacher.post(address(thing), data=look(cast, thing))
    late = {"result": "sent_back", "revision": "1", "note": "Nearly"}
    answer = second.post(address(thing), data=late)
    assert answer.status_code == 303
    assert "Somebody has looked at that one already" in second.get(DESK).text
    assert [check.result for check in checks_made(database)] == [CheckResult.UP]


def test_undo_lets_it_wait_as_long_as_before(
    thing: Thing, cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    before = [(s.waiting_revision_id, s.waiting_since) for s in shares(database, thing)]
    teacher.post(address(thing), data=look(cast, thing))
    check = checks_made(database)[0]
    page = teacher.get(DESK).text
    assert page.count(f"/checks/{check.public_id}/undoing") == page.count("Undo") == 1
    assert teacher.post(f"/checks/{check.public_id}/undoing").status_code == 303
    after = [(s.waiting_revision_id, s.waiting_since) for s in shares(database, thing)]
    assert after == before
    assert all(s.up_revision_id is None and s.up_at is None for s in shares(database, thing))
    assert sees(database, cast.gran, thing, moment) is None
    with database.reading() as db:
        assert db.scalars(select(Notice)).all() == []


def test_undo_stands_apart_and_names_nothing_that_may_go(cast: Cast, teacher: SiteClient) -> None:
    named = cast.puts_up(cast.owner, [FAMILY], "waiting", title="My trip")
    cast.puts_up(cast.owner, [FAMILY], "waiting", title="Another")
    teacher.post(address(named), data=look(cast, named))
    cast.takes_down(named)
    page = teacher.get(DESK).text
    assert page.count("Undo") == 1
    assert "Undo the last look" in page.split("desk-columns")[0], "beside the heading"
    assert "My trip" not in page
    with teacher.session_transaction() as session:
        assert "My trip" not in str(dict(session))


def test_undo_of_a_newer_revision_leaves_the_older_one_up(
    cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    old = cast.puts_up(cast.owner, [FAMILY], words="Old words")
    new = cast.edits(old, "New words", "waiting")
    page = teacher.get(DESK).text
    assert "An earlier one is up." in page
    assert "Old words" in page
    teacher.post(address(new), data=look(cast, new, number="2"))
    assert sees(database, cast.gran, new, moment) == new.revision_id
    teacher.post(f"/checks/{checks_made(database)[-1].public_id}/undoing")
    assert sees(database, cast.gran, new, moment) == old.revision_id


def test_undo_of_sending_back(
    thing: Thing, cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    sent = look(cast, thing, "sent_back") | {"note": "Nearly"}
    teacher.post(address(thing), data=sent)
    teacher.post(f"/checks/{checks_made(database)[0].public_id}/undoing")
    assert sees(database, cast.teacher, thing, moment) == thing.revision_id
    assert "My cat" in teacher.get(DESK).text


def _too_long_ago(cast: Cast, thing: Thing, database: Database) -> None:
    del thing
    with database.unit() as db:
        db.execute(update(Check).values(at=cast.at.now - timedelta(minutes=11)))


def _taken_down(cast: Cast, thing: Thing, database: Database) -> None:
    del database
    cast.takes_down(thing, FAMILY)


def _edited(cast: Cast, thing: Thing, database: Database) -> None:
    del database
    cast.edits(thing, "Newer", "waiting")


@pytest.mark.parametrize("since", [_too_long_ago, _taken_down, _edited])
def test_undo_comes_too_late_once_something_happened(
    since: Callable[[Cast, Thing, Database], None],
    *,
    thing: Thing,
    cast: Cast,
    teacher: SiteClient,
    database: Database,
) -> None:
    teacher.post(address(thing), data=look(cast, thing))
    since(cast, thing, database)
    before = [(s.up_revision_id, s.waiting_revision_id) for s in shares(database, thing)]
    check = checks_made(database)[0]
    assert teacher.post(f"/checks/{check.public_id}/undoing").status_code == 303
    assert "can no longer be undone" in teacher.get(DESK).text
    after = [(s.up_revision_id, s.waiting_revision_id) for s in shares(database, thing)]
    assert after == before
    assert checks_made(database)[0].undone_at is None


def test_t13_only_the_checker_undoes(
    thing: Thing, cast: Cast, teacher: SiteClient, client_of: ClientOf, database: Database
) -> None:
    teacher.post(address(thing), data=look(cast, thing))
    path = f"/checks/{checks_made(database)[0].public_id}/undoing"
    for role in ("second_teacher", "past_teacher", "club_leader", "owner", "gran", "office"):
        assert client_of(getattr(cast, role)).post(path).status_code == 404, role
    assert checks_made(database)[0].undone_at is None


def test_t13_nobody_checks_what_is_not_theirs_to_check(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    for role in ("owner", "gran", "classmate", "past_teacher", "club_leader", "office", "lead"):
        answer = client_of(getattr(cast, role)).post(address(thing), data=look(cast, thing))
        assert answer.status_code == 404, role
    assert checks_made(database) == []


def test_a_look_covers_only_the_shares_that_this_teacher_checks(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    """Asked for when the class read everything; the class reads only the wider ones by now."""
    circle = cast.rowan
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children], "waiting")
    cast.sets_checks(circle.group, Checks.BEYOND_FAMILY)
    teacher = client_of(circle.teacher)
    assert teacher.post(address(thing), data=look(cast, thing)).status_code == 303
    assert sees(database, circle.classmate, thing, moment) == thing.revision_id
    assert sees(database, circle.gran, thing, moment) is None


def test_a_comment_is_put_up_and_undone(
    cast: Cast, teacher: SiteClient, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing, "I wonder how she sees")
    page = teacher.get(f"{DESK}?comment={said.public_id}").text
    assert "I wonder how she sees" in page
    path = f"/comments/{said.public_id}/checks"
    assert teacher.post(path, data={"result": "up"}).status_code == 303
    owner = client_of(cast.owner)
    assert "I wonder how she sees" in owner.get(f"/items/{thing.public_id}").text
    assert teacher.post(f"{path}/undoing").status_code == 303
    assert "I wonder how she sees" not in owner.get(f"/items/{thing.public_id}").text
    with database.reading() as db:
        assert db.scalars(select(Comment.state)).all() == [CommentState.WAITING]


def test_a_comment_that_was_answered_is_not_undone(
    cast: Cast, teacher: SiteClient, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing, "I wonder how she sees")
    teacher.post(f"/comments/{said.public_id}/checks", data={"result": "up"})
    cast.says(cast.owner, thing, "With her eyes", reply_to=said)
    teacher.post(f"/comments/{said.public_id}/checks/undoing")
    with database.reading() as db:
        assert db.get_one(Comment, said.id).state is CommentState.UP


def test_f08_two_checkers_of_a_comment(
    cast: Cast, teacher: SiteClient, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing, "I wonder how she sees")
    path = f"/comments/{said.public_id}/checks"
    teacher.post(path, data={"result": "up"})
    second = client_of(cast.second_teacher)
    assert second.post(path, data={"result": "sent_back", "note": "No"}).status_code == 303
    assert "Somebody has looked at that one already" in second.get(DESK).text
    with database.reading() as db:
        assert db.get_one(Comment, said.id).state is CommentState.UP


def test_t13_nobody_checks_comments_that_are_not_theirs(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing, "I wonder how she sees")
    for role in ("gran", "owner", "mum", "past_teacher", "club_leader", "office"):
        path = f"/comments/{said.public_id}/checks"
        answer = client_of(getattr(cast, role)).post(path, data={"result": "up"})
        assert answer.status_code == 404, role
    with database.reading() as db:
        assert db.get_one(Comment, said.id).state is CommentState.WAITING


def test_a_look_never_puts_up_for_whom_an_older_revision_waits(
    thing: Thing, cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    """However it came to wait there: who was asked for the old one alone is not shown the new."""
    newer = cast.edits(thing, "My other cat", "waiting")
    with database.unit() as db:
        family = Share.id == thing.shares[FAMILY]
        db.execute(update(Share).where(family).values(waiting_revision_id=thing.revision_id))
    page = teacher.get(DESK).text
    assert "Gran" not in page
    assert teacher.post(address(thing), data=look(cast, thing, number="2")).status_code == 303
    assert sees(database, cast.classmate, thing, moment) == newer.revision_id
    assert sees(database, cast.mum, thing, moment) is None
    left = {share.kind: share.waiting_revision_id for share in shares(database, thing)}
    assert left == {ShareKind.FAMILY: thing.revision_id, ShareKind.CLASS: None}
    teacher.post(f"/checks/{checks_made(database)[0].public_id}/undoing")
    after = {share.kind: share.waiting_revision_id for share in shares(database, thing)}
    assert after == {ShareKind.FAMILY: thing.revision_id, ShareKind.CLASS: newer.revision_id}


def test_a_look_is_not_undone_into_a_wait_for_nobody(
    cast: Cast, teacher: SiteClient, client_of: ClientOf, database: Database
) -> None:
    """The class reads less since: its teacher never looks at the family's line (decision 7)."""
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    teacher.post(address(thing), data=look(cast, thing))
    checks = f"/office/classes/{cast.group.public_id}/checks"
    office = client_of(cast.office)
    assert office.post(checks, data={"checks": "beyond_family"}).status_code == 303
    answer = teacher.post(f"/checks/{checks_made(database)[0].public_id}/undoing")
    assert "That can no longer be undone" in teacher.get(answer.location).text
    assert [share.waiting_revision_id for share in shares(database, thing)] == [None]
    assert [share.up_revision_id for share in shares(database, thing)] == [thing.revision_id]
