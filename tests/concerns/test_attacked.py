"""What gave way when somebody tried: a lead beyond her powers, and presses that hid in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portfolio.concerns import actions
from portfolio.models import Comment, Concern, Duty, Job
from portfolio.models.enums import CommentState, ConcernFor, ConcernKind, DutyKind
from portfolio.visibility import concerned, concerns
from tests.cast import FAMILY
from tests.concerning import raised, told
from tests.openings.conftest import TOLD_NOW
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Said, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def up(cast: Cast) -> Thing:
    return cast.puts_up(cast.owner, [FAMILY, cast.group.children])


def opens(client: SiteClient, thing: Thing) -> int:
    path = f"/safety/openings/items/{thing.public_id}"
    return client.post(path, data=TOLD_NOW).status_code


def newest(cast: Cast) -> Concern:
    with cast.database.reading() as db:
        found = db.scalars(select(Concern).order_by(Concern.id.desc())).first()
    assert found is not None
    return found


def mails(cast: Cast) -> int:
    with cast.database.reading() as db:
        jobs = select(func.count()).select_from(Job).where(Job.kind == actions.MAIL)
        return db.scalars(jobs).one()


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_lead_kept_from_a_child_in_the_picture_opens_nothing_of_it(
    *, is_kept: bool, cast: Cast, client_of: ClientOf
) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.keeps(cast.owner, photos=[photo])
    cast.is_in(cast.classmate, photo)
    lead = client_of(cast.lead)
    assert opens(lead, thing) == 303
    if is_kept:
        cast.restricts(cast.lead, cast.classmate)
    status = 404 if is_kept else 200
    assert lead.get(f"/items/{thing.public_id}").status_code == status
    assert lead.get(f"/photos/{photo.public_id}/960").status_code == status


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_lead_kept_from_whose_words_they_are_reads_neither_these_nor_that_something_is_said(
    *, is_kept: bool, cast: Cast, client_of: ClientOf
) -> None:
    thing = up(cast)
    said = cast.says(cast.classmate, thing, "Wolverine", CommentState.UP)
    concern = raised(cast, cast.owner, thing, ConcernKind.UNKIND, said)
    lead = client_of(cast.lead)
    lead.post(f"/safety/concerns/{concern}/words")
    if is_kept:
        cast.restricts(cast.lead, cast.classmate)
    page = lead.get(f"/safety/concerns/{concern}")
    assert page.status_code == (404 if is_kept else 200)
    assert ("Wolverine" in page.text) is not is_kept
    assert (concern in lead.get("/safety").text) is not is_kept
    ask = lead.get(f"/safety/openings/items/{thing.public_id}")
    assert ask.status_code == (404 if is_kept else 200)


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_concern_that_a_lead_may_not_read_opens_nothing_for_that_lead(
    *, is_kept: bool, cast: Cast, client_of: ClientOf
) -> None:
    thing = up(cast)
    raised(cast, cast.classmate, thing)
    if is_kept:
        cast.restricts(cast.lead, cast.classmate)
    asked = client_of(cast.lead).get(f"/safety/openings/items/{thing.public_id}")
    assert asked.status_code == (404 if is_kept else 200)


def test_an_opening_makes_no_key_of_its_own(cast: Cast, client_of: ClientOf) -> None:
    thing, lead = cast.keeps(cast.owner), client_of(cast.lead)
    assert opens(lead, thing) == 303
    assert "Something is not right" not in lead.get(f"/items/{thing.public_id}").text
    path = f"/items/{thing.public_id}/concern"
    assert lead.get(path).status_code == 404
    assert lead.post(path, data={"kind": "other", "line": ""}).status_code == 404
    cast.puts_up(thing, [FAMILY])
    assert opens(lead, thing) == 404
    assert client_of(cast.gran).post(path, data={"kind": "other", "line": ""}).status_code == 303
    assert opens(lead, thing) == 303


def test_a_lead_is_not_told_that_one_about_herself_waits(cast: Cast, client_of: ClientOf) -> None:
    thing, sentence = up(cast), "A concern waits that no safety lead may read."
    concern = raised(cast, cast.owner, thing, said=cast.says(cast.lead, thing))
    lead, office = client_of(cast.lead), client_of(cast.office)
    assert sentence in office.get("/safety").text
    assert sentence not in lead.get("/safety").text
    with cast.database.unit() as db:
        duty = Duty(person_id=cast.lead.id, kind=DutyKind.OFFICE, from_on=cast.at.today)
        db.add(duty)
    for page in (lead.get("/safety").text, lead.get(f"/safety/concerns/{concern}").text):
        assert sentence not in page
        assert concern not in page
    assert sentence in office.get("/safety").text


def test_what_is_hidden_again_is_told_to_the_lead_again(cast: Cast, client_of: ClientOf) -> None:
    thing, dad, lead = up(cast), client_of(cast.dad), client_of(cast.lead)
    path, urgent = f"/items/{thing.public_id}/concern", {"kind": "unseen", "line": ""}
    dad.post(path, data=urgent)
    before = mails(cast)
    lead.post(f"/safety/concerns/{newest(cast).public_id}/holding/end")
    assert sees(cast, cast.gran, thing)
    assert newest(cast).read_at
    dad.post(path, data={"kind": "other", "line": ""})
    assert newest(cast).read_at  # it hides nothing, and is as it was
    assert mails(cast) == before
    dad.post(path, data=urgent)
    assert not sees(cast, cast.gran, thing)
    assert newest(cast).read_at is None
    assert mails(cast) == before + 1


@pytest.mark.parametrize("is_read", [False, True])
def test_what_a_teacher_hands_on_is_new_to_the_lead(
    *, is_read: bool, cast: Cast, client_of: ClientOf
) -> None:
    concern, teacher = told(cast, cast.owner, ConcernFor.TEACHER), client_of(cast.teacher)
    if is_read:
        teacher.post(f"/told/{concern}/reading")
    teacher.post(f"/told/{concern}/handing-on")
    number, was_read_at = newest(cast).id, newest(cast).read_at
    assert was_read_at  # as the child is told: somebody has read it
    with cast.database.reading() as db:
        assert concerned.is_unread(db, number)
        assert concerned.readers(db, number, cast.at) == {cast.lead.id}
    lead = client_of(cast.lead)
    assert "I have read it" in lead.get(f"/safety/concerns/{concern}").text
    lead.post(f"/safety/concerns/{concern}/reading")
    assert "I have read it" not in lead.get(f"/safety/concerns/{concern}").text
    assert (newest(cast).read_at, newest(cast).read_by_id) == (was_read_at, cast.lead.id)
    with cast.database.reading() as db:
        assert not concerned.is_unread(db, number)


def test_what_was_told_to_a_teacher_who_is_kept_away_by_now_is_the_leads(
    cast: Cast, client_of: ClientOf
) -> None:
    concern = told(cast, cast.owner, ConcernFor.TEACHER, "Meerkat")
    cast.ends_membership(cast.second_teacher, cast.group)
    lead, teacher = client_of(cast.lead), client_of(cast.teacher)
    assert concern not in lead.get("/safety").text
    assert "Meerkat" in teacher.get("/told").text
    cast.restricts(cast.teacher, cast.owner)
    assert concern in lead.get("/safety").text
    assert "Meerkat" not in teacher.get("/told").text
    with cast.database.unit() as db:
        db.execute(update(Duty).values(until_on=cast.at.today))
    with cast.database.reading() as db:
        assert concerned.read_by_nobody(db, cast.office.id, cast.at) == 1


def test_words_removed_by_two_at_once_come_back_as_they_stood(cast: Cast) -> None:
    thing = up(cast)
    said = cast.says(cast.gran, thing, state=CommentState.UP)
    concern = raised(cast, cast.owner, thing, said=said)
    with cast.database.reading() as db:
        seen = concerns.one_or_404(db, cast.lead.id, concern, cast.at)
    for _twice in range(2):  # both looked before either pressed
        with cast.database.unit() as db:
            actions.remove_words(db, seen, cast.lead.id, cast.at)
    assert _state(cast, said) is CommentState.REMOVED
    with cast.database.unit() as db:
        actions.bring_back_words(db, seen, cast.lead.id, cast.at)
    assert _state(cast, said) is CommentState.UP


def _state(cast: Cast, said: Said) -> CommentState:
    with cast.database.reading() as db:
        return db.get_one(Comment, said.id).state
