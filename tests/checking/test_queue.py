"""The queue: what is in it, for whom, in which order, at which cost; and the waiting times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.checking import queries
from portfolio.models import Comment, Revision
from portfolio.models.enums import CommentState, Place
from portfolio.visibility import reads
from tests.cast import FAMILY
from tests.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

AT_MOST = 8
"""Questions to the database for the queue with one entry in full (issue 2)."""


def test_items_and_comments_stand_in_one_queue_oldest_first(
    cast: Cast, database: Database, moment: Moment
) -> None:
    seen = cast.puts_up(cast.owner, [FAMILY], words="Seen")
    first = cast.puts_up(cast.classmate, [cast.group.children], "waiting", "First")
    said = cast.says(cast.gran, seen, "Second")
    last = cast.puts_up(cast.owner, [FAMILY], "waiting", "Last")
    with database.reading() as db:
        found = queries.queue(db, cast.teacher.viewer(moment))
    assert [one.code for one in found] == [first.public_id, said.public_id, last.public_id]
    assert found[1].comment is not None
    assert found[1].comment.who.name == "Gran"
    assert [one.work.class_name for one in found] == ["Oak", "Oak", "Oak"]


def test_the_queue_and_the_rule_agree(cast: Cast, database: Database, moment: Moment) -> None:
    for circle in cast.circles:
        thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children], "waiting")
        cast.puts_up(circle.classmate, [FAMILY], "waiting")
        cast.says(circle.mum, thing)
        cast.says(circle.classmate, cast.puts_up(circle.owner, [circle.group.children]))
    for who in cast.everyone():
        with database.reading() as db:
            viewer = who.viewer(moment)
            rule = [(row.item_id, row.comment_id) for row in reads.to_check(db, viewer)]
            found = [
                (one.item_id, one.comment.id if one.comment else None)
                for one in queries.queue(db, viewer)
            ]
        assert sorted(found, key=str) == sorted(rule, key=str), who.role
        assert found == [] or "teacher" in who.role


def test_facts_name_exactly_those_who_would_see_it(
    cast: Cast, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], "waiting")
    with database.reading() as db:
        entry = queries.queue(db, cast.teacher.viewer(moment))[0]
        facts = queries.facts(db, cast.teacher.viewer(moment), entry)
    told = {face.id for face in facts.viewers}
    assert {face.id for face in facts.looking} == {cast.teacher.id, cast.second_teacher.id}
    cast.checks(thing)
    with database.reading() as db:
        reasons = reads.viewers_of(db, thing.id, moment)
    teachers = {cast.owner.id, cast.teacher.id, cast.second_teacher.id}
    assert told == set(reasons) - teachers
    assert cast.kept_away.id not in told


def test_what_an_unasked_child_is_in_reaches_nobody(
    cast: Cast, database: Database, moment: Moment
) -> None:
    photo = cast.photographs(cast.owner)
    cast.is_in(cast.classmate, photo)
    cast.puts_up(cast.owner, [FAMILY], "waiting", photos=[photo])
    with database.reading() as db:
        entry = queries.queue(db, cast.teacher.viewer(moment))[0]
        facts = queries.facts(db, cast.teacher.viewer(moment), entry)
    assert list(facts.viewers) == []
    assert list(facts.pictured) == [cast.classmate.name]


def test_the_number_that_waits_costs_no_query(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    counts: list[int] = []
    for _ in range(3):
        photo = cast.photographs(cast.owner)
        cast.is_in(cast.classmate, photo)
        wishes = [FAMILY, cast.group.children]
        thing = cast.puts_up(cast.owner, wishes, "waiting", photos=[photo])
        cast.says(cast.gran, cast.puts_up(cast.owner, [FAMILY]))
        with counted(database) as count:
            page = teacher.get(f"/to-check?item={thing.public_id}").text
        assert f"/items/{thing.public_id}/checks" in page
        counts.append(count.number)
    assert counts[0] == counts[1] == counts[2] <= AT_MOST


def test_an_address_that_waits_no_more_says_so(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], words="Seen")
    cast.puts_up(cast.owner, [FAMILY], "waiting", "Waits")
    teacher = client_of(cast.teacher)
    for gone in (thing.public_id, "0123456789abcdef"):
        for name in ("item", "comment"):
            page = teacher.get(f"/to-check?{name}={gone}").text
            assert "Nothing waits here any more." in page


def test_where_one_waits_no_more_no_other_stands_ready_in_its_place(
    cast: Cast, client_of: ClientOf
) -> None:
    gone, other = (cast.puts_up(cast.owner, [FAMILY], "waiting") for _ in range(2))
    cast.deletes(gone)
    teacher = client_of(cast.teacher)
    page = teacher.get(f"/to-check?item={gone.public_id}").text
    assert "Nothing waits here any more." in page
    assert f"item={other.public_id}" in page
    assert "Put it up" not in page
    assert 'aria-current="true"' not in page
    assert "Put it up" in teacher.get(f"/to-check?item={other.public_id}").text


def test_an_empty_queue_says_so(cast: Cast, client_of: ClientOf) -> None:
    assert "Nothing waits." in client_of(cast.teacher).get("/to-check").text


@pytest.mark.parametrize("role", ["owner", "gran", "office"])
def test_only_teachers_have_a_queue(role: str, *, cast: Cast, client_of: ClientOf) -> None:
    assert client_of(getattr(cast, role)).get("/to-check").status_code == 404


def test_b07_waiting_times_are_numbers_without_names(cast: Cast, client_of: ClientOf) -> None:
    seen = cast.puts_up(cast.owner, [FAMILY], words="Canary", title="Canary", place=Place.SCHOOL)
    cast.says(cast.gran, seen, "Canary")
    cast.puts_up(cast.owner, [FAMILY, cast.group.children], "waiting", "Canary", title="Canary")
    cast.deletes(cast.puts_up(cast.owner, [FAMILY], "waiting"))
    for role, classes in (("teacher", {"Oak"}), ("office", {"Oak", "Rowan"})):
        page = client_of(getattr(cast, role)).get("/waiting-times").text
        assert {name for name in ("Oak", "Rowan") if f">{name}<" in page} == classes, role
        assert "<td>2</td>" in page, role
        assert "Canary" not in page
        assert cast.owner.name not in page


@pytest.mark.parametrize("role", ["owner", "gran"])
def test_waiting_times_are_for_staff(role: str, *, cast: Cast, client_of: ClientOf) -> None:
    assert client_of(getattr(cast, role)).get("/waiting-times").status_code == 404


def test_a_restriction_does_not_show_itself_in_a_number(cast: Cast, client_of: ClientOf) -> None:
    cast.puts_up(cast.owner, [FAMILY], "waiting")
    cast.restricts(cast.teacher, cast.owner)
    assert "<td>0</td>" in client_of(cast.teacher).get("/waiting-times").text


def test_a_child_from_whom_the_teacher_is_kept_is_not_named_to_her(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    """Product.md, rule 10, and decision 20: not on the desk, and in no strip beside the thing."""
    wishes, me = [cast.group.children], cast.teacher.id
    thing = cast.puts_up(cast.classmate, wishes, "waiting")
    up, desk = cast.puts_up(cast.classmate, wishes), f"/to-check?item={thing.public_id}"
    assert cast.owner.name in client_of(cast.teacher).get(desk).text
    cast.restricts(cast.teacher, cast.owner)
    assert cast.owner.name not in client_of(cast.teacher).get(desk).text
    assert cast.owner.name in client_of(cast.second_teacher).get(desk).text
    with database.reading() as db:
        everybody = set(reads.viewers_of(db, up.id, moment))
        assert everybody - set(reads.viewers_of(db, up.id, moment, for_whom=me)) == {cast.owner.id}


def test_words_that_are_answered_are_quoted_only_where_the_teacher_reads_them(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    """Talk stayed in the family; then the class is asked, and an answer to it waits."""
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    at_home = cast.says(circle.gran, thing, "Between us at home")
    cast.puts_up(thing, [circle.group.children])
    hidden = cast.says(circle.mum, thing, "An answer to Gran", reply_to=at_home)
    gone = cast.says(circle.teacher, thing, "Words taken away")
    cast.settles(gone, CommentState.REMOVED)
    sealed = cast.says(circle.teacher, thing, "Words under seal")
    cast.seals(sealed)
    plain = cast.says(circle.teacher, thing, "Words for all")
    with database.unit() as db:
        waits = {"state": CommentState.WAITING, "family_only": False}
        db.execute(update(Comment).where(Comment.id == hidden.id).values(**waits))
    asked = [cast.says(circle.classmate, thing, "Tell more", reply_to=it) for it in (gone, sealed)]
    open_one = cast.says(circle.classmate, thing, "And more", reply_to=plain)
    teacher = client_of(circle.teacher)
    for said in (hidden, *asked, open_one):
        page = teacher.get(f"/to-check?comment={said.public_id}").text
        assert said.words in page
        for words in ("Between us at home", "Words taken away", "Words under seal"):
            assert words not in page
        assert ("Words for all" in page) == (said is open_one)


def test_what_waits_for_somebody_elses_look_alone_is_no_fault(
    cast: Cast, client_of: ClientOf
) -> None:
    """A child of two classes: this teacher sees one line, and another line waits elsewhere."""
    circle = cast.rowan
    cast.joins(circle.owner, cast.oak.group)
    thing = cast.puts_up(circle.owner, [circle.group.children])
    cast.puts_up(thing, [FAMILY], "waiting")
    teacher = client_of(circle.teacher)
    for page in ("/to-check", "/waiting-times"):
        assert teacher.get(page).status_code == 200
    assert thing.public_id not in teacher.get("/to-check").text


def test_a_line_says_the_title_where_there_is_one(cast: Cast, client_of: ClientOf) -> None:
    named = cast.puts_up(cast.owner, [FAMILY], "waiting", "It has a mouth")
    with cast.database.unit() as db:
        db.execute(update(Revision).where(Revision.item_id == named.id).values(title="A riddle"))
    cast.puts_up(cast.classmate, [FAMILY], "waiting", "No title here")
    with cast.database.unit() as db:
        db.execute(update(Revision).where(Revision.item_id != named.id).values(title=""))
    page = client_of(cast.teacher).get("/to-check").text
    lines = [part.split("</span>")[0] for part in page.split('class="queue-name">')[1:]]
    assert lines == ["A riddle", "Words"]


def test_a_teacher_without_a_class_is_told_so_and_nobody_with_one(
    cast: Cast, client_of: ClientOf
) -> None:
    words = "You have no class now."
    for somebody, has_one in ((cast.past_teacher, False), (cast.teacher, True)):
        page = client_of(somebody).get("/waiting-times").text
        assert (words in page) is not has_one, somebody.role
        assert (f'<th scope="row">{cast.group.name}</th>' in page) is has_one
    for keeper in (cast.office, cast.lead):  # who read of all classes, and teach none
        assert words not in client_of(keeper).get("/waiting-times").text
    teacher = client_of(cast.teacher)
    cast.ends_membership(cast.teacher, cast.group)
    assert words in teacher.get("/waiting-times").text, "from the next request on"
