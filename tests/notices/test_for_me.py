"""Cards in *For me*: for whom, about what, and gone when it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Comment, Notice
from portfolio.models.enums import CommentState, NoticeKind
from portfolio.notices import queries
from tests.cast import FAMILY, TEACHERS
from tests.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def say(client: SiteClient, thing: Thing, words: str, reply_to: str = "") -> None:
    answer = client.post(
        f"/items/{thing.public_id}/comments", data={"words": words, "reply_to": reply_to}
    )
    assert answer.status_code == 303


def kinds(database: Database, who: Somebody, at: Moment) -> list[NoticeKind]:
    with database.reading() as db:
        return [card.kind for card in queries.cards(db, who.viewer(at))]


def has_dot(database: Database, who: Somebody, at: Moment) -> bool:
    with database.reading() as db:
        return queries.has_new(db, who.id, at)


def test_a_comment_that_went_up_is_a_card_for_the_owner(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing, "I wonder how she sees")
    assert kinds(database, cast.owner, moment) == []
    client_of(cast.teacher).post(f"/comments/{said.public_id}/checks", data={"result": "up"})
    page = client_of(cast.owner).get("/for-me").text
    assert "Gran said something" in page
    assert "I wonder how she sees" in page
    assert kinds(database, cast.owner, moment) == [NoticeKind.COMMENT]


def test_an_answer_is_one_card_and_none_for_its_author(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS])
    teacher, owner = client_of(cast.teacher), client_of(cast.owner)
    say(owner, thing, "It was dark")
    with database.reading() as db:
        assert db.scalars(select(Notice)).all() == []
    said = cast.says(cast.owner, thing, "Very dark")
    say(teacher, thing, "How dark?", said.public_id)
    assert kinds(database, cast.owner, moment) == [NoticeKind.REPLY]


def test_a_classmate_hears_of_an_answer_that_they_may_read(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.children, FAMILY])
    said = cast.says(cast.classmate, thing, "I noticed", CommentState.UP)
    say(client_of(cast.owner), thing, "Yes", said.public_id)
    assert kinds(database, cast.classmate, moment) == [NoticeKind.REPLY]
    gran = client_of(cast.gran)
    say(gran, thing, "So did I", said.public_id)
    with database.reading() as db:
        waiting = db.scalars(select(Notice.id)).all()
    assert len(waiting) == 1


def test_a_card_never_tells_of_words_for_another_home(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    """Gran answers a classmate: the words are for her home and the child, not the classmate."""
    thing = cast.puts_up(cast.owner, [cast.group.children, FAMILY])
    said = cast.says(cast.classmate, thing, "I noticed", CommentState.UP)
    answer = cast.says(cast.gran, thing, "So did I")
    with database.unit() as db:
        row = db.get_one(Comment, answer.id)
        row.reply_to_id = said.id
    client_of(cast.teacher).post(f"/comments/{answer.public_id}/checks", data={"result": "up"})
    with database.reading() as db:
        assert db.scalars(select(Notice.person_id)).all() == [cast.owner.id]


def test_a_look_is_a_card_with_its_note(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    teacher = client_of(cast.teacher)
    up = cast.puts_up(cast.owner, [FAMILY], "waiting")
    teacher.post(
        f"/items/{up.public_id}/checks",
        data={"result": "up", "revision": "1", "share": cast.seen(up)},
    )
    back = cast.puts_up(cast.owner, [FAMILY], "waiting")
    note = {"result": "sent_back", "note": "Tell us about her eyes."}
    sent = {**note, "revision": "1", "share": cast.seen(back)}
    teacher.post(f"/items/{back.public_id}/checks", data=sent)
    assert kinds(database, cast.owner, moment) == [NoticeKind.SENT_BACK, NoticeKind.UP]
    page = client_of(cast.owner).get("/for-me").text
    assert "Tell us about her eyes." in page
    assert f"/items/{back.public_id}" in page


def test_a_note_is_settled_when_its_thing_is_sent_again(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    owner, teacher = client_of(cast.owner), client_of(cast.teacher)
    back, other = (cast.puts_up(cast.owner, [FAMILY], "waiting") for _ in range(2))
    for thing in (back, other):
        sent = {"result": "sent_back", "note": "Nearly.", "revision": "1"}
        teacher.post(f"/items/{thing.public_id}/checks", data={**sent, "share": cast.seen(thing)})
    for share in ([], ["family"]):  # kept is not sent again
        assert owner.get("/for-me").text.split("From before")[0].count("Nearly.") == 2
        owner.post(f"/items/{back.public_id}/shares", data={"share": share})
    new = owner.get("/for-me").text.split("From before")[0]
    assert new.count("Nearly.") == 1
    assert other.public_id in new
    assert has_dot(database, cast.owner, moment)
    owner.post(f"/items/{other.public_id}/shares", data={"share": ["family"]})
    assert not has_dot(database, cast.owner, moment)


def test_a_childs_comment_that_came_back_is_their_card(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.children])
    said = cast.says(cast.classmate, thing, "Silly")
    sent = {"result": "sent_back", "start": "kind"}
    client_of(cast.teacher).post(f"/comments/{said.public_id}/checks", data=sent)
    assert kinds(database, cast.classmate, moment) == [NoticeKind.COMMENT_SENT_BACK]
    assert kinds(database, cast.owner, moment) == []
    assert "feels kind to read" in client_of(cast.classmate).get("/for-me").text


@pytest.mark.parametrize("deed", ["deletes", "seals"])
def test_t16_a_card_goes_with_its_thing_and_so_does_the_dot(
    deed: str, *, cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS])
    say(client_of(cast.teacher), thing, "Tell me more")
    assert has_dot(database, cast.owner, moment)
    getattr(cast, deed)(thing)
    assert kinds(database, cast.owner, moment) == []
    assert not has_dot(database, cast.owner, moment)


def test_t20_a_card_goes_with_the_sight_of_its_thing(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.children])
    said = cast.says(cast.classmate, thing, "I noticed", CommentState.UP)
    say(client_of(cast.owner), thing, "Canary", said.public_id)
    assert has_dot(database, cast.classmate, moment)
    cast.takes_down(thing)
    assert kinds(database, cast.classmate, moment) == []
    assert not has_dot(database, cast.classmate, moment)
    assert "Canary" not in client_of(cast.classmate).get("/for-me").text


def test_a_card_goes_with_its_comment(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS])
    said = cast.says(cast.owner, thing, "It was dark")
    say(client_of(cast.teacher), thing, "How dark?", said.public_id)
    with database.reading() as db:
        notice = db.scalars(select(Notice)).one()
    assert notice.comment_id is not None
    answer = type(said)(notice.comment_id, "", cast.teacher, "")
    cast.settles(answer, CommentState.REMOVED)
    assert kinds(database, cast.owner, moment) == []
    assert not has_dot(database, cast.owner, moment)


def test_what_the_owner_hid_is_not_brought_back_by_a_card(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS])
    say(client_of(cast.teacher), thing, "Up past bedtime")
    with database.reading() as db:
        number = db.scalars(select(Notice.comment_id)).one()
        said = db.get_one(Comment, number)
    client_of(cast.owner).post(f"/comments/{said.public_id}/hiding")
    assert kinds(database, cast.owner, moment) == []
    assert not has_dot(database, cast.owner, moment)


def test_got_it_puts_a_card_away(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS])
    say(client_of(cast.teacher), thing, "Tell me more")
    with database.reading() as db:
        public_id = db.scalars(select(Notice.public_id)).one()
    for role in ("classmate", "gran", "teacher"):
        answer = client_of(getattr(cast, role)).post(f"/for-me/{public_id}/seen")
        assert answer.status_code == 404, role
    owner = client_of(cast.owner)
    assert owner.fill_in("/for-me", "/seen").status_code == 303
    assert not has_dot(database, cast.owner, moment)
    assert "From before" in owner.get("/for-me").text


def test_the_number_of_cards_costs_no_query(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    teacher = client_of(cast.teacher)
    counts = []
    for _ in range(3):
        say(teacher, cast.puts_up(cast.owner, [TEACHERS]), "Tell me more")
        with database.reading() as db, counted(database) as count:
            queries.cards(db, cast.owner.viewer(moment))
        counts.append(count.number)
    assert counts[0] == counts[1] == counts[2] <= 10


@pytest.mark.parametrize("role", ["gran", "teacher", "office"])
def test_only_pupils_have_cards(role: str, *, cast: Cast, client_of: ClientOf) -> None:
    assert client_of(getattr(cast, role)).get("/for-me").status_code == 404
