"""Words that wait are taken back by whoever wrote them, and by nobody else; sent again is once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Comment, Household, LogRow, Notice
from portfolio.models.enums import CommentState
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Said, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

WORDS = "How does she see?"


@pytest.fixture
def thing(cast: Cast) -> Thing:
    return cast.puts_up(cast.owner, [FAMILY, cast.group.children])


def state_of(database: Database, said: Said) -> CommentState:
    with database.reading() as db:
        return db.scalars(select(Comment.state).where(Comment.id == said.id)).one()


def show(thing: Thing) -> str:
    return f"/items/{thing.public_id}"


def back(said: Said, end: str = "") -> str:
    return f"/comments/{said.public_id}/taking-back{end}"


@pytest.mark.parametrize("role", ["gran", "classmate"])
def test_words_that_wait_are_taken_back_and_nobody_reads_them(
    role: str, *, thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(getattr(cast, role), thing, WORDS)
    author, teacher = client_of(getattr(cast, role)), client_of(cast.teacher)
    assert WORDS in teacher.get("/to-check").text
    answer = author.fill_in(show(thing), "/taking-back")
    assert answer.status_code == 303
    assert state_of(database, said) is CommentState.REMOVED
    assert WORDS not in teacher.get("/to-check").text
    for reader in (getattr(cast, role), cast.owner, cast.teacher, cast.mum):
        assert WORDS not in client_of(reader).get(show(thing)).text
    with database.reading() as db:
        assert "comment_taken_back" in set(db.scalars(select(LogRow.event)))


def test_nobody_elses_words_are_taken_back(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, WORDS)
    for role, status in (("teacher", 403), ("mum", 404), ("owner", 404), ("office", 404)):
        answer = client_of(getattr(cast, role)).post(back(said))
        assert answer.status_code == status, role
    assert state_of(database, said) is CommentState.WAITING
    assert "/taking-back" not in client_of(cast.teacher).get(show(thing)).text


@pytest.mark.parametrize("state", [CommentState.UP, CommentState.SENT_BACK])
def test_words_that_a_teacher_has_read_stay(
    state: CommentState, *, thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, WORDS)
    cast.settles(said, state)
    gran = client_of(cast.gran)
    assert "/taking-back" not in gran.get(show(thing)).text
    answer = gran.post(back(said))
    assert answer.status_code == 303
    assert "A teacher has read it. You can not take it back." in gran.get(answer.location).text
    assert state_of(database, said) is state


def test_taking_back_is_undone_by_its_author_alone_and_soon(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, WORDS)
    gran = client_of(cast.gran)
    gran.post(back(said))
    for other in (cast.mum, cast.teacher, cast.owner):
        assert client_of(other).post(back(said, "/end")).status_code == 404
    assert gran.fill_in(show(thing), "/taking-back/end").status_code == 303
    assert state_of(database, said) is CommentState.WAITING
    assert WORDS in client_of(cast.teacher).get("/to-check").text
    gran.post(back(said))
    long_ago = datetime.now(UTC) - timedelta(minutes=11)
    with database.unit() as db:
        db.execute(update(Comment).values(settled_at=long_ago))
    assert gran.post(back(said, "/end")).status_code == 404
    assert state_of(database, said) is CommentState.REMOVED


def test_no_undo_where_one_does_not_see_it_now(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, WORDS)
    gran = client_of(cast.gran)
    gran.post(back(said))
    cast.takes_down(thing)
    assert gran.post(back(said, "/end")).status_code == 404
    assert state_of(database, said) is CommentState.REMOVED


def test_on_a_talk_closed_meanwhile_an_undo_gives_the_words_back(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, WORDS)
    gran = client_of(cast.gran)
    gran.post(back(said))
    cast.closes(thing)
    answer = gran.post(back(said, "/end"))
    assert answer.status_code == 409
    assert "takes no more words here. Your words are below." in answer.text
    assert WORDS in answer.text
    assert state_of(database, said) is CommentState.REMOVED
    assert client_of(cast.mum).post(back(said, "/end")).status_code == 404


def test_an_undo_where_talk_is_the_familys_by_now_waits_for_nobody(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said = cast.says(circle.gran, thing, WORDS)
    gran, owner = client_of(circle.gran), client_of(circle.owner)
    gran.post(back(said))
    owner.post(f"{show(thing)}/shares", data={"share": "family"})
    page = gran.get(gran.post(back(said, "/end")).location).text
    assert "A teacher reads it first." not in page
    assert state_of(database, said) is CommentState.UP
    assert WORDS in owner.get(show(thing)).text
    cast.puts_up(thing, [circle.group.children])
    assert WORDS not in client_of(circle.teacher).get(show(thing)).text
    with database.reading() as db:
        assert len(db.scalars(select(Notice).where(Notice.comment_id == said.id)).all()) == 1


def test_a_teacher_who_settles_what_was_just_taken_back_is_told(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, WORDS)
    client_of(cast.gran).post(back(said))
    look, data = f"/comments/{said.public_id}/checks", {"result": "up"}
    teacher = client_of(cast.teacher)
    answer = teacher.post(look, data=data)
    assert answer.status_code == 303
    assert "or it was taken down." in teacher.get(answer.location).text
    assert state_of(database, said) is CommentState.REMOVED
    assert client_of(cast.rowan.teacher).post(look, data=data).status_code == 404
    cast.seals(said)
    assert teacher.post(look, data=data).status_code == 404


def sends(client: SiteClient, thing: Thing, words: str, **more: str) -> str:
    """Send as a page that was fetched anew does: under a key of its own. Where it leads."""
    answer = client.post(f"{show(thing)}/comments", data={"words": words, **more})
    assert answer.status_code == 303
    return str(answer.location)


def test_the_same_words_from_a_page_gone_back_to_are_one_comment(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    first = sends(gran, thing, WORDS, key="a-first-key")
    assert sends(gran, thing, WORDS, key="another-key") == first
    assert sends(gran, thing, WORDS, key="another-key") == first
    assert sends(gran, thing, "And why?", key="a-third-key") != first
    assert sends(client_of(cast.mum), thing, WORDS) != first
    with database.unit() as db:
        db.execute(update(Comment).values(written_at=datetime.now(UTC) - timedelta(minutes=11)))
    assert sends(gran, thing, WORDS) != first, "later it is said once more"


def test_words_that_came_back_may_be_said_again_as_they_are(
    thing: Thing, cast: Cast, client_of: ClientOf
) -> None:
    said = cast.says(cast.gran, thing, WORDS)
    cast.settles(said, CommentState.SENT_BACK)
    assert said.public_id not in sends(client_of(cast.gran), thing, WORDS)


def test_the_same_answer_to_somebody_else_is_another(
    thing: Thing, cast: Cast, client_of: ClientOf
) -> None:
    one, two = (cast.says(who, thing, state=CommentState.UP) for who in (cast.mum, cast.gran))
    owner = client_of(cast.owner)
    to_one = sends(owner, thing, "Thank you!", reply_to=one.public_id)
    assert sends(owner, thing, "Thank you!", reply_to=two.public_id) != to_one


def test_hiding_says_who_still_reads_it(thing: Thing, cast: Cast, client_of: ClientOf) -> None:
    cast.says(cast.gran, thing, WORDS, CommentState.UP)
    page = client_of(cast.owner).get(show(thing)).text
    assert "Hide it from the others" in page
    assert "You and Gran can still read it. So can your teachers." in page


def test_hiding_in_the_family_names_no_teacher(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.rowan.owner, [FAMILY])
    gran = client_of(cast.rowan.gran)
    sends(gran, thing, WORDS)
    page = client_of(cast.rowan.owner).get(show(thing)).text
    assert "can still read it." in page
    assert "So can your teachers." not in page


def test_the_same_words_for_other_readers_are_said_anew(cast: Cast, client_of: ClientOf) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    owner, gran = client_of(circle.owner), client_of(circle.gran)
    to_the_family = sends(owner, thing, WORDS)
    from_gran = sends(gran, thing, WORDS)
    cast.puts_up(thing, [circle.group.children])
    teacher = client_of(circle.teacher)
    assert WORDS not in teacher.get(show(thing)).text
    assert sends(owner, thing, WORDS) != to_the_family
    assert sends(gran, thing, WORDS) != from_gran
    assert WORDS in teacher.get(show(thing)).text


def test_the_same_words_to_another_home_are_said_anew(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    first = sends(gran, thing, WORDS)
    with database.unit() as db:
        other = db.scalars(select(Household.id).order_by(Household.id.desc())).first()
        db.execute(update(Comment).values(household_id=other))
    assert sends(gran, thing, WORDS) != first


def test_an_answer_to_what_has_gone_is_not_taken_for_words_of_their_own(
    thing: Thing, cast: Cast, client_of: ClientOf
) -> None:
    """The same words stand there as a comment; these were an answer, and are given back."""
    gone = cast.says(cast.mum, thing, "Look!", state=CommentState.UP)
    owner = client_of(cast.owner)
    sends(owner, thing, "Thank you!")
    cast.settles(gone, CommentState.REMOVED)
    data = {"words": "Thank you!", "reply_to": gone.public_id}
    answer = owner.post(f"{show(thing)}/comments", data=data)
    assert answer.status_code == 409
    assert "That is not there any more" in answer.text
    assert "Thank you!" in answer.text
