"""*Tell someone*: a child's words, who reads them, and that the child learns of that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Concern, Group
from portfolio.models.enums import ConcernFor, Stage
from tests.concerning import raised, told
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def tells(client: SiteClient, reads: str, line: str = "I am sad") -> int:
    return client.fill_in("/tell", "/tell", line=line, reads=reads).status_code


def test_other_words_by_the_same_form_are_told_too_and_the_same_once(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child = client_of(cast.owner)
    key = re.search(r'name="key"[^>]*value="([^"]+)"', child.get("/tell").text)
    assert key is not None
    for line in ("First words", "First words", "First words and then he hit me"):
        data = {"key": key[1], "reads": "teacher", "line": line}
        assert child.post("/tell", data=data).status_code == 303
    with database.reading() as db:
        lines = db.scalars(select(Concern.line).order_by(Concern.id)).all()
    assert lines == ["First words", "First words and then he hit me"]
    teacher = client_of(cast.teacher)
    page = teacher.get("/told").text
    assert "and then he hit me" in page
    assert "A child told you something." not in page  # it would lead to where it stands
    assert "A child told you something." in teacher.get("/to-check").text


def sends(client: SiteClient, reads: str, line: str = "I am sad") -> int:
    return client.post("/tell", data={"line": line, "reads": reads}).status_code


def test_every_page_of_a_child_leads_there_and_says_whom_to_ring(
    cast: Cast, client_of: ClientOf
) -> None:
    child = client_of(cast.owner)
    for path in ("/space", "/make", "/shared", "/for-me", "/people", "/bin", "/concerns"):
        assert 'href="/tell"' in child.get(path).text, path
    page = child.get("/tell").text
    for sentence in ("Childline", "0800 1111", "Nobody at school reads this at night."):
        assert sentence in page


@pytest.mark.parametrize(
    ("reads", "page", "readers"),
    [("teacher", "/told", {"teacher", "second_teacher"}), ("lead", "/safety", {"lead"})],
)
def test_whom_the_child_chose_reads_it_and_nobody_else(
    reads: str, page: str, readers: set[str], *, cast: Cast, client_of: ClientOf
) -> None:
    assert sends(client_of(cast.owner), reads) == 303
    roles = {role for role, who in cast.oak.people().items() if role not in {"left", "former"}}
    found = {
        role for role in roles if "I am sad" in client_of(getattr(cast.oak, role)).get(page).text
    }
    assert found == readers


def test_the_child_reads_that_it_was_read(cast: Cast, client_of: ClientOf) -> None:
    child, teacher = client_of(cast.owner), client_of(cast.teacher)
    assert sends(child, "teacher") == 303
    assert "Nobody has read it yet." in child.get("/concerns").text
    assert "(new)" not in child.get("/space").text
    assert "A child told you something." in teacher.get("/to-check").text
    assert teacher.fill_in("/told", "/reading").status_code == 303
    assert "Somebody read it." in child.get("/concerns").text
    assert "(new)" in child.get("/space").text
    assert "Somebody read what you told." in child.get("/for-me").text
    assert child.fill_in("/for-me", "/seen").location == "/for-me"
    assert "Somebody read what you told." not in child.get("/for-me").text
    assert "(new)" not in child.get("/space").text
    assert "A child told you something." not in teacher.get("/to-check").text
    assert 'href="/told"' in teacher.get("/class", follow_redirects=True).text


def test_a_teacher_hands_on_to_the_lead_and_reads_it_no_more(
    cast: Cast, client_of: ClientOf
) -> None:
    sends(client_of(cast.owner), "teacher")
    teacher, lead = client_of(cast.teacher), client_of(cast.lead)
    assert "I am sad" not in lead.get("/safety").text
    assert teacher.fill_in("/told", "/handing-on").status_code == 303
    assert "I am sad" in lead.get("/safety").text
    assert "I am sad" not in teacher.get("/told").text


def test_a_teacher_is_done_with_it(cast: Cast, client_of: ClientOf) -> None:
    sends(client_of(cast.owner), "teacher")
    teacher = client_of(cast.teacher)
    teacher.fill_in("/told", "/reading")
    assert teacher.fill_in("/told", "/settling").status_code == 303
    assert "I am sad" not in teacher.get("/told").text


@pytest.mark.parametrize("role", ["other_teacher", "past_teacher", "club_leader", "lead", "office"])
def test_t13_nobody_else_presses_anything_about_it(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    concern = told(cast, cast.owner, ConcernFor.TEACHER)
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    for press in ("reading", "handing-on", "settling"):
        assert client.post(f"/told/{concern}/{press}").status_code == 404
    assert fingerprint(database) == before


def test_t13_nobody_puts_away_what_is_anothers(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    concern = told(cast, cast.owner)
    lead = client_of(cast.lead)
    assert client_of(cast.owner).post(f"/concerns/{concern}/seen").status_code == 404  # unread yet
    lead.post(f"/safety/concerns/{concern}/reading")
    classmate = client_of(cast.classmate)
    before = fingerprint(database)
    assert classmate.post(f"/concerns/{concern}/seen").status_code == 404
    assert fingerprint(database) == before
    assert client_of(cast.owner).post(f"/concerns/{concern}/seen").status_code == 303


def test_a_child_without_a_teacher_tells_the_lead(cast: Cast, client_of: ClientOf) -> None:
    for role in ("teacher", "second_teacher"):
        cast.ends_membership(getattr(cast, role), cast.group)
    child = client_of(cast.owner)
    assert "Tell my teacher" not in child.get("/tell").text
    assert sends(child, "teacher") == 303
    assert "I am sad" in client_of(cast.lead).get("/safety").text


def test_a_form_sent_twice_is_one(cast: Cast, client_of: ClientOf, database: Database) -> None:
    child = client_of(cast.owner)
    for _ in range(2):
        data = {"line": "I am sad", "reads": "lead", "key": "a-key"}
        assert child.post("/tell", data=data).status_code == 303
    assert how_many(database, Concern) == 1


@pytest.mark.parametrize(("reads", "line"), [("lead", ""), ("office", "x"), ("lead", "x" * 301)])
def test_what_does_not_fit_is_given_back_with_its_words(
    reads: str, line: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    answer = client_of(cast.owner).post("/tell", data={"line": line, "reads": reads})
    assert answer.status_code == 422
    assert line in answer.text
    assert how_many(database, Concern) == 0


@pytest.mark.parametrize("role", ["mum", "teacher", "office"])
def test_only_children_tell_someone(role: str, *, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(getattr(cast, role))
    assert client.get("/tell").status_code == 404
    assert sends(client, "lead") == 404


def test_an_adult_reads_that_their_concern_was_read_and_nothing_of_what_came_of_it(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [cast.only(cast.gran)])
    concern = raised(cast, cast.gran, thing, line="Look at this")
    gran, lead = client_of(cast.gran), client_of(cast.lead)
    assert "Not read yet." in gran.get("/concerns").text
    lead.fill_in(f"/safety/concerns/{concern}", "/settling", note="Spoke with Mum")
    page = gran.get("/concerns").text
    assert "It was read" in page
    assert "Look at this" in page
    assert "Spoke with" not in page
    assert "Look at this" not in client_of(cast.mum).get("/concerns").text


def test_who_cannot_write_yet_tells_without_words(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child, teacher = client_of(cast.owner), client_of(cast.teacher)
    assert sends(child, "teacher", "") == 422
    with database.unit() as db:
        one = update(Group).where(Group.id == cast.group.id)
        db.execute(one.values(stage=Stage.EARLY))
    assert sends(child, "teacher", "") == 303
    assert "Wants to tell something. Please ask." in teacher.get("/told").text
    assert sends(child, "nobody", "") == 422
    assert sends(child, "lead", "x" * 301) == 422
