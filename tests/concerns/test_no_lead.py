"""A school without a safety lead: no child is sent to nobody, and nothing that is said is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Concern, Duty
from portfolio.models.enums import ConcernFor, ConcernKind, DutyKind
from tests.cast import FAMILY, TEACHERS
from tests.concerning import raised, settled, told
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

BUTTON = "Tell the safety grown-up"
HELPS = "The safety grown-up helps all children here."
TRUST = "Talk to a grown-up you trust."
NOBODY = "Nobody is the safety lead"
ONE_WAITS = "Nobody is the safety lead: one concern waits for one."
INVITE = 'href="/office/invitations">Invite a safety lead'
WRONG = "no safety lead may read"


def loses_its_lead(cast: Cast) -> None:
    """From today nobody holds the duty; whoever did still works here."""
    safety = Duty.kind == DutyKind.SAFEGUARDING
    with cast.database.unit() as db:
        db.execute(update(Duty).where(safety).values(until_on=cast.at.today))


def finds_a_lead(cast: Cast, somebody: Somebody) -> None:
    duty = DutyKind.SAFEGUARDING
    with cast.database.unit() as db:
        db.add(Duty(person_id=somebody.id, kind=duty, from_on=cast.at.today))


def without_teachers(cast: Cast) -> None:
    for role in ("teacher", "second_teacher"):
        cast.ends_membership(getattr(cast, role), cast.group)


def sends(client: SiteClient, reads: str, line: str = "I am sad") -> str:
    """A page that was open since before sends it; gives what the next page says."""
    answer = client.post("/tell", data={"line": line, "reads": reads})
    assert answer.status_code == 303
    return client.get(answer.location or "").text


def test_a_child_is_offered_their_teacher_alone(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    before = child.get("/tell").text
    assert BUTTON in before
    assert HELPS in before
    loses_its_lead(cast)
    page = child.get("/tell").text
    assert BUTTON not in page
    assert HELPS not in page
    assert "Tell my teacher" in page
    assert "0800 1111" in page


@pytest.mark.parametrize("leaves", [True, False])
def test_a_child_without_teacher_and_lead_is_told_whom_to_talk_to(
    leaves: bool,
    *,
    cast: Cast,
    client_of: ClientOf,
) -> None:
    without_teachers(cast)
    child = client_of(cast.owner)
    assert BUTTON in child.get("/tell").text
    if leaves:
        cast.leaves(cast.lead)
    else:
        loses_its_lead(cast)
    page = child.get("/tell").text
    for gone in (
        BUTTON,
        HELPS,
        "Tell my teacher",
        "Nobody at school reads this at night",
        'id="line"',
    ):
        assert gone not in page
    for said in (TRUST, "Childline", "0800 1111"):
        assert said in page


def test_a_form_that_does_not_fit_gives_the_words_back_there_too(
    cast: Cast, client_of: ClientOf
) -> None:
    without_teachers(cast)
    loses_its_lead(cast)
    answer = client_of(cast.owner).post("/tell", data={"line": "x" * 301, "reads": "lead"})
    assert answer.status_code == 422
    assert "x" * 301 in answer.text
    assert TRUST in answer.text


@pytest.mark.parametrize("has_teacher", [True, False])
def test_what_is_sent_to_the_lead_all_the_same_waits_for_one_and_for_nobody_else(
    has_teacher: bool,
    *,
    cast: Cast,
    client_of: ClientOf,
) -> None:
    if not has_teacher:
        without_teachers(cast)
    loses_its_lead(cast)
    page = sends(client_of(cast.owner), "lead")
    assert "Nobody can read it yet." in page
    assert TRUST in page
    assert "Well done" not in page
    assert "I am sad" in page
    for who in (cast.teacher, cast.second_teacher, cast.office, cast.lead):
        for path in ("/told", "/safety", "/to-check", "/office"):
            assert "I am sad" not in client_of(who).get(path).text, (who.role, path)
    office = client_of(cast.office)
    for path in ("/office", "/safety"):
        assert ONE_WAITS in office.get(path).text
    finds_a_lead(cast, cast.club_leader)
    assert "I am sad" in client_of(cast.club_leader).get("/safety").text
    for path in ("/office", "/safety"):
        assert NOBODY not in office.get(path).text


def test_a_child_whom_no_lead_may_read_is_told_no_untruth_where_something_is_not_right(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.children])
    path, reads = f"/items/{thing.public_id}/concern", "A grown-up at school reads it."
    child = client_of(cast.classmate)
    assert reads in child.get(path).text
    cast.restricts(cast.lead, cast.owner)
    assert reads in child.get(path).text  # of that they are told nothing: it is another's
    cast.restricts(cast.lead, cast.classmate)
    page = child.get(path).text
    assert reads not in page
    assert "We keep it until a grown-up can read it." in page


def test_what_was_meant_for_the_teacher_goes_to_the_teacher(
    cast: Cast, client_of: ClientOf
) -> None:
    loses_its_lead(cast)
    assert "You told it. Well done." in sends(client_of(cast.owner), "teacher")
    assert "I am sad" in client_of(cast.teacher).get("/told").text
    assert ONE_WAITS not in client_of(cast.office).get("/office").text


def test_the_office_is_asked_for_a_lead_also_where_nothing_waits(
    cast: Cast, client_of: ClientOf
) -> None:
    office = client_of(cast.office)
    for path in ("/office", "/safety"):
        assert NOBODY not in office.get(path).text
    loses_its_lead(cast)
    for path in ("/office", "/safety"):
        page = office.get(path).text
        assert NOBODY in page
        assert "waits for one" not in page
        assert INVITE in page
    assert 'value="safeguarding"' in office.get("/office/invitations").text


def test_the_office_reads_the_true_reason_and_the_number_and_no_word(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS, FAMILY], title="A kite")
    raised(cast, cast.gran, thing, line="Secret line")
    told(cast, cast.owner, line="Help me")
    settled(cast, told(cast, cast.owner, line="Done with"))
    told(cast, cast.owner, ConcernFor.TEACHER, line="Read by a teacher")
    loses_its_lead(cast)
    for path in ("/office", "/safety"):
        page = client_of(cast.office).get(path).text
        assert "Nobody is the safety lead: 2 concerns wait for one." in page
        assert WRONG not in page
        assert "child kept from each" not in page
        assert "Secret line" not in page
        assert "Help me" not in page


def test_of_one_about_themselves_the_office_is_told_nothing(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS, FAMILY])
    loses_its_lead(cast)
    raised(cast, cast.owner, thing, said=cast.says(cast.office, thing))
    for path in ("/office", "/safety"):
        page = client_of(cast.office).get(path).text
        assert NOBODY in page
        assert "waits for one" not in page


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("gran", "It is kept for the next one, and the office is told that it waits."),
        ("teacher", "It is kept for the next one, and the office is told that it waits."),
        ("classmate", "We keep it until a grown-up can read it."),
    ],
)
def test_something_is_not_right_is_never_refused_and_says_what_is_true(
    role: str, sentence: str, *, cast: Cast, client_of: ClientOf
) -> None:
    wishes = [TEACHERS, FAMILY, cast.group.children]
    thing = cast.puts_up(cast.owner, wishes)
    said = cast.says(cast.second_teacher, thing)
    client = client_of(getattr(cast, role))
    paths = (f"/items/{thing.public_id}/concern", f"/comments/{said.public_id}/concern")
    for path in paths:
        assert sentence not in client.get(path).text
    loses_its_lead(cast)
    for path in paths:
        page = client.get(path).text
        assert sentence in page
        assert "grown-up at school reads it" not in page
        assert "safety lead reads it" not in page
    for path in reversed(paths):
        data = {"kind": ConcernKind.HURT.value, "line": "Look"}
        assert client.post(path, data=data).status_code == 303
    assert client_of(cast.mum).get(f"/items/{thing.public_id}").status_code == 404
    office = client_of(cast.office)
    for path in ("/office", "/safety"):
        assert "Nobody is the safety lead: 2 concerns wait for one." in office.get(path).text
    finds_a_lead(cast, cast.club_leader)
    assert client_of(cast.club_leader).get("/safety").text.count("Somebody may be hurt") == 2


def test_a_teacher_hands_nothing_on_to_nobody(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    concern = told(cast, cast.owner, ConcernFor.TEACHER, line="Help me")
    teacher = client_of(cast.teacher)
    assert "Hand on to the safety lead" in teacher.get("/told").text
    loses_its_lead(cast)
    page = teacher.get("/told").text
    assert "Hand on to the safety lead" not in page
    assert "speak to whoever leads the school now" in page
    before = fingerprint(database)
    assert teacher.post(f"/told/{concern}/handing-on").status_code == 303
    assert fingerprint(database) == before
    page = teacher.get("/told").text
    assert "It stays with you." in page
    assert "Help me" in page
    with database.reading() as db:
        assert db.scalars(select(Concern.reads)).one() is ConcernFor.TEACHER
    finds_a_lead(cast, cast.club_leader)
    assert teacher.fill_in("/told", "/handing-on").status_code == 303
    assert "Help me" in client_of(cast.club_leader).get("/safety").text


def test_a_child_from_whom_every_lead_is_kept_is_not_sent_to_them(
    cast: Cast, client_of: ClientOf
) -> None:
    child, other = client_of(cast.owner), client_of(cast.classmate)
    cast.restricts(cast.lead, cast.owner)
    assert BUTTON not in child.get("/tell").text
    assert BUTTON in other.get("/tell").text
    page = sends(child, "lead")
    assert "Nobody can read it yet." in page
    assert "Well done" not in page
    assert "I am sad" not in client_of(cast.lead).get("/safety").text
    assert "Well done" in sends(other, "lead", "I am lost")
    finds_a_lead(cast, cast.club_leader)
    assert BUTTON in child.get("/tell").text
    assert "I am sad" in client_of(cast.club_leader).get("/safety").text


def test_a_teacher_hands_nothing_on_to_a_lead_who_may_not_read_it(
    cast: Cast, client_of: ClientOf
) -> None:
    concern = told(cast, cast.owner, ConcernFor.TEACHER, line="Help me")
    teacher = client_of(cast.teacher)
    path = f"/told/{concern}/handing-on"
    cast.restricts(cast.lead, cast.owner)
    page = teacher.get(teacher.post(path).location or "").text
    assert "It stays with you: speak to the office." in page
    assert "Help me" in page
    finds_a_lead(cast, cast.club_leader)
    assert "The safety lead has it now." in teacher.get(teacher.post(path).location or "").text
    assert "Help me" in client_of(cast.club_leader).get("/safety").text
