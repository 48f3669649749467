"""What an adult who is in it hides waits on its teacher's desk, and its owner reads why."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.checking import queries
from portfolio.models import InThis, Item
from portfolio.visibility import in_this
from tests.cast import FAMILY, TEACHERS
from tests.counting import counted
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.visibility.in_this import ToSettle
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

AT_MOST = 8
"""Questions to the database for the desk with one entry in full, as in checking/test_queue.py."""

HEADING = "A grown-up says: I am in it"
ON_ITS_PAGE = "A grown-up says that they are in it."


def says_so(
    cast: Cast, by: Somebody, photo: Photograph, child: Somebody | None = None, minutes: int = 30
) -> None:
    """Somebody pressed it that long ago, for themself or for a child."""
    at = cast.at.now - timedelta(minutes=minutes)
    with cast.database.unit() as db:
        pupil_id = child.id if child else None
        db.add(InThis(photo_id=photo.id, by_id=by.id, pupil_id=pupil_id, at=at))


def hidden(cast: Cast, owner: Somebody, minutes: int = 30) -> Thing:
    """A thing up for family and class; Gran says that she is in it, so that they see it no more."""
    photo = cast.photographs(owner)
    thing = cast.puts_up(owner, [FAMILY, cast.group.children], photos=[photo])
    says_so(cast, cast.gran, photo, minutes=minutes)
    return thing


def waits_for(database: Database, who: Somebody, at: Moment) -> list[str]:
    return [row.public_id for row in _rows(database, who, at)]


def _rows(database: Database, who: Somebody, at: Moment) -> list[ToSettle]:
    with database.reading() as db:
        return queries.desk(db, who.viewer(at)).to_settle


def lines_of(page: str) -> list[str]:
    """The things that the section of the desk leads to."""
    return re.findall(r'href="/items/(\w+)/in-it" ?', page.rsplit(HEADING, maxsplit=1)[-1])


def test_it_stands_on_the_desk_with_whose_it_is_and_since_when(
    cast: Cast, client_of: ClientOf
) -> None:
    teacher = client_of(cast.teacher)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo := cast.photographs(cast.owner)])
    assert HEADING not in teacher.get("/to-check").text
    assert "Nothing waits." in teacher.get("/to-check").text
    assert ON_ITS_PAGE not in teacher.get(f"/items/{thing.public_id}").text
    gran = client_of(cast.gran)
    data = {"photo": photo.public_id, "who": "me"}
    assert gran.post(f"/items/{thing.public_id}/in-this", data=data).status_code == 303
    assert not sees(cast, cast.mum, thing)
    page = teacher.get("/to-check").text
    assert "Nothing waits." not in page
    assert lines_of(page) == [thing.public_id]
    assert f"A picture by {cast.owner.name}" in page
    assert "others do not see it · " in page
    own = teacher.get(f"/items/{thing.public_id}").text
    assert ON_ITS_PAGE in own
    assert f'href="/items/{thing.public_id}/in-it"' in own.split(ON_ITS_PAGE)[1]
    assert teacher.fill_in(f"/items/{thing.public_id}/in-it", "/settled").status_code == 303
    assert HEADING not in teacher.get("/to-check").text
    assert ON_ITS_PAGE not in teacher.get(f"/items/{thing.public_id}").text
    assert sees(cast, cast.mum, thing)


def test_the_oldest_word_stands_first_and_each_thing_once(
    cast: Cast, database: Database, moment: Moment
) -> None:
    newer = hidden(cast, cast.owner, minutes=5)
    photos = [cast.photographs(cast.classmate) for _ in range(2)]
    wishes = [FAMILY, cast.group.children, cast.group.families]
    older = cast.puts_up(cast.classmate, wishes, photos=photos)
    for photo, minutes in zip(photos, (3, 50), strict=True):
        says_so(cast, cast.classmates_parent, photo, minutes=minutes)
        says_so(cast, cast.teacher, photo, minutes=minutes - 1)
    rows = _rows(database, cast.teacher, moment)
    assert [row.public_id for row in rows] == [older.public_id, newer.public_id]
    assert [row.owner for row in rows] == [cast.classmate.name, cast.owner.name]
    assert [moment.now - row.since for row in rows] == [timedelta(minutes=m) for m in (50, 5)]


def test_it_waits_for_the_teachers_of_its_owner_and_for_nobody_else(
    cast: Cast, database: Database, moment: Moment
) -> None:
    thing = hidden(cast, cast.owner)
    found = {
        who.role for who in cast.everyone() if thing.public_id in waits_for(database, who, moment)
    }
    assert found == {"teacher", "second_teacher"}


def test_from_no_class_any_more_nothing_waits(cast: Cast, client_of: ClientOf) -> None:
    hidden(cast, cast.owner)
    teacher, second = client_of(cast.teacher), client_of(cast.second_teacher)
    assert HEADING in teacher.get("/to-check").text
    cast.ends_membership(cast.teacher, cast.group)
    assert HEADING not in teacher.get("/to-check", follow_redirects=True).text
    assert HEADING in second.get("/to-check").text


@pytest.mark.parametrize("child", ["owner", "classmate"])
def test_a_teacher_kept_from_the_owner_or_a_child_in_it_is_told_nothing(
    child: str, *, cast: Cast, client_of: ClientOf
) -> None:
    photo = cast.photographs(cast.owner)
    cast.is_in(cast.classmate, photo)
    cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    says_so(cast, cast.gran, photo)
    teacher = client_of(cast.teacher)
    assert HEADING in teacher.get("/to-check").text
    cast.restricts(cast.teacher, getattr(cast, child))
    page = teacher.get("/to-check").text
    assert HEADING not in page
    assert "Nothing waits." in page
    assert HEADING in client_of(cast.second_teacher).get("/to-check").text


def test_what_is_hidden_from_teachers_too_or_hides_nothing_is_no_line(
    cast: Cast, database: Database, moment: Moment
) -> None:
    stays = hidden(cast, cast.owner)
    taken_down, binned, sealed, held, settled, left = (hidden(cast, cast.owner) for _ in range(6))
    cast.takes_down(taken_down)
    cast.deletes(binned)
    cast.seals(sealed)
    with cast.database.unit() as db:
        db.execute(update(Item).where(Item.id == held.id).values(held_back_at=moment.now))
        words = [row.id for row in in_this.objections(db, settled.id)]
        db.execute(update(InThis).where(InThis.id.in_(words)).values(settled_at=moment.now))
    cast.edits(left, "Without the picture", "up")
    of_a_child = cast.photographs(cast.owner)
    cast.puts_up(cast.owner, [FAMILY], photos=[of_a_child])
    says_so(cast, cast.classmates_parent, of_a_child, cast.classmate)
    for_teachers, kept = cast.photographs(cast.owner), cast.photographs(cast.owner)
    cast.puts_up(cast.owner, [TEACHERS], photos=[for_teachers])
    cast.keeps(cast.owner, photos=[kept])
    for_family_once = cast.photographs(cast.owner)
    was = cast.puts_up(cast.owner, [TEACHERS, FAMILY], photos=[for_family_once])
    cast.takes_down(was, FAMILY)
    for photo in (for_teachers, kept, for_family_once):
        says_so(cast, cast.teacher, photo)
    assert waits_for(database, cast.teacher, moment) == [stays.public_id]


def test_what_waits_to_be_shown_waits_here_too(
    cast: Cast, database: Database, moment: Moment
) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting", photos=[photo])
    says_so(cast, cast.teacher, photo)
    assert waits_for(database, cast.teacher, moment) == [thing.public_id]


def test_who_is_covered_is_said_of_that_revision_and_by_its_owner_alone(
    cast: Cast, database: Database, moment: Moment
) -> None:
    here, elsewhere = (cast.photographs(cast.owner) for _ in range(2))
    thing, other = cast.keeps(cast.owner, photos=[here]), cast.keeps(cast.owner, photos=[elsewhere])
    says_so(cast, cast.owner, here, cast.classmate)
    says_so(cast, cast.classmates_parent, here, cast.club_mate)
    says_so(cast, cast.owner, elsewhere, cast.sibling)
    with database.reading() as db:
        found = [
            in_this.covered(db, one.revision_id, cast.owner.id, moment, for_whom=cast.teacher.id)
            for one in (thing, other)
        ]
    assert found == [{cast.classmate.id}, {cast.sibling.id}]


def test_more_lines_cost_no_query(cast: Cast, client_of: ClientOf, database: Database) -> None:
    teacher, counts, page = client_of(cast.teacher), [], ""
    waits = cast.puts_up(cast.owner, [FAMILY, cast.group.children], "waiting")
    cast.says(cast.gran, cast.puts_up(cast.owner, [FAMILY]))
    for number in (1, 2):
        for _ in range(number):
            hidden(cast, cast.owner)
        with counted(database) as count:
            page = teacher.get(f"/to-check?item={waits.public_id}").text
        assert f"/items/{waits.public_id}/checks" in page
        counts.append((len(lines_of(page)), count.number))
    assert [number for number, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1] <= AT_MOST
    assert "All 5 that wait" in page


def test_beside_what_waits_nothing_is_picked_in_its_place(cast: Cast, client_of: ClientOf) -> None:
    thing = hidden(cast, cast.owner)
    page = client_of(cast.teacher).get("/to-check").text
    assert lines_of(page) == [thing.public_id]
    assert "Pick one from the list." in page
    assert "Put it up" not in page


def test_its_owner_reads_why_others_do_not_see_it_and_not_who(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = hidden(cast, cast.owner)
    page = client_of(cast.owner).get(f"/items/{thing.public_id}").text
    why = page.split("Someone says they are in this picture.")[1].split("</div>")[0]
    assert "Others can not see it for now." in why
    assert "Your teacher looks at it first." in why
    assert "Gran" not in why
    assert ON_ITS_PAGE not in page
    for other in (cast.gran, cast.mum, cast.classmate):
        assert client_of(other).get(f"/items/{thing.public_id}").status_code == 404
