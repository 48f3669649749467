"""The picker says who would see it, from the resolved list (T73), and *See it as…* shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import words
from portfolio.models import Membership, Share
from portfolio.models.enums import Role, ShareKind
from portfolio.visibility import reads
from portfolio.visibility.proposals import Wish, checks_for
from portfolio.visibility.rule import Reason
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, TEACHERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Circle, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


STRIP_SHOWS = 4
"""So many faces; the rest are a number (items/show.html)."""


def sentence(client: SiteClient, thing: Thing, *shares: str) -> str:
    """The sentence at the bottom of the picker with those ticks."""
    answer = client.post(f"/items/{thing.public_id}/shares/preview", data={"share": list(shares)})
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    said = text.split('id="bottom-say"')[1].split(">", 1)[1].split("</p>")[0]
    return words.to_plain(said)


def values(circle: Circle) -> dict[str, Wish]:
    """What the older picker sends, and what each of it wishes for."""
    return {
        "family": FAMILY,
        f"class:{circle.group.public_id}": circle.group.children,
        f"class_families:{circle.group.public_id}": circle.group.families,
        f"person:{circle.gran.public_id}": circle.only(circle.gran),
        "teachers": TEACHERS,
        "screen": Wish(ShareKind.SCREEN),
    }


def test_just_me_is_where_it_begins(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    shown = cast.puts_up(cast.owner, [FAMILY])
    assert shown.public_id
    kept = cast.keeps(cast.owner)
    page = child.get(f"/items/{kept.public_id}/shares").get_data(as_text=True)
    assert "checked" not in page
    assert "Only you can see this." in page


def test_sentences_of_a_class_where_everything_is_read_first(
    cast: Cast, client_of: ClientOf
) -> None:
    child, thing = client_of(cast.owner), cast.keeps(cast.owner)
    assert sentence(child, thing) == "Only you can see this."
    family = sentence(child, thing, "family")
    assert family.startswith("Your teacher looks first. Then Mum")
    assert family.endswith(" can see it.")
    assert "Father" not in family
    assert "Aunt Uma" not in family
    gran = sentence(child, thing, f"person:{cast.gran.public_id}")
    assert gran == "Your teacher looks first. Then Gran can see it."


def test_sentences_of_a_class_where_family_is_not_read_first(
    cast: Cast, client_of: ClientOf
) -> None:
    circle = cast.rowan
    child, thing = client_of(circle.owner), cast.keeps(circle.owner)
    gran = f"person:{circle.gran.public_id}"
    assert sentence(child, thing, gran) == "Gran will see this."
    both = sentence(child, thing, gran, f"class:{circle.group.public_id}")
    assert both.startswith("Gran will see this. Your teacher looks first. Then ")
    assert both.endswith(" can see it too.")


def test_what_is_up_already_is_said_as_it_is(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [cast.oak.only(cast.gran)])
    gran = f"person:{cast.gran.public_id}"
    teachers = f"{cast.teacher.name} and {cast.second_teacher.name}"
    assert sentence(child, thing, gran) == f"Gran, {teachers} can see this."
    edited = cast.edits(thing)
    later = "Your teacher looks first. Then Gran can see the new one."
    assert sentence(child, edited, gran) == later


@pytest.mark.parametrize("kind", ["family", "class:", "class_families:", "person:", "teachers"])
def test_whoever_is_promised_a_sight_gets_it_and_nobody_else(
    cast: Cast, client_of: ClientOf, kind: str
) -> None:
    circle = cast.rowan
    value, wish = next(one for one in values(circle).items() if one[0].startswith(kind))
    thing = cast.keeps(circle.owner)
    with cast.database.reading() as db:
        sight = reads.item_or_404(db, circle.owner.viewer(cast.at), thing.public_id)
        checks = checks_for(db, circle.owner.id, cast.at)
        promised = reads.would_see(db, sight, [wish], checks, cast.at)
    client_of(circle.owner).post(f"/items/{thing.public_id}/shares", data={"share": value})
    with cast.database.reading() as db:
        shares = {share.kind: share.id for share in db.scalars(select(Share))}
    assert list(shares) == [wish.kind]
    cast.checks(thing_with(thing, {wish: shares[wish.kind]}))
    with cast.database.reading() as db:
        assert reads.viewers_of(db, thing.id, cast.at) == promised


def thing_with(thing: Thing, shares: dict[Wish, int]) -> Thing:
    return replace(thing, shares=shares)


def test_fewer_people_is_at_once_and_more_is_read_first(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [cast.oak.only(cast.gran), cast.oak.only(cast.dad)])
    page = f"/items/{thing.public_id}/shares"
    child.post(page, data={"share": [f"person:{cast.gran.public_id}", "family"]})
    with cast.database.reading() as db:
        now = reads.viewers_of(db, thing.id, cast.at)
    assert now[cast.gran.id] == {Reason.NAMED}
    assert cast.dad.id not in now
    assert cast.mum.id not in now
    assert child.post(page, data={"then": "just-me", "share": "family"}).status_code == 303
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == {cast.owner.id}


def test_looking_at_the_picker_changes_nothing(cast: Cast, client_of: ClientOf) -> None:
    child, thing = client_of(cast.owner), cast.keeps(cast.owner)
    sentence(child, thing, "family")
    child.get(f"/items/{thing.public_id}/as/{cast.gran.public_id}?share=family")
    with cast.database.reading() as db:
        assert db.scalars(select(Share)).all() == []


def test_see_it_as_one_of_my_people(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    thing = cast.keeps(cast.owner, words="Moon and stars")
    address = f"/items/{thing.public_id}/as/"
    gran = child.get(f"{address}{cast.gran.public_id}?share=family").get_data(as_text=True)
    assert "This is how it looks to Gran." in gran
    assert "Moon and stars" in gran
    ben = child.get(f"{address}{cast.classmate.public_id}?share=family").get_data(as_text=True)
    assert "Moon and stars" not in ben
    for stranger in (cast.classmates_parent, cast.kept_away, cast.former, cast.other_child):
        assert child.get(f"{address}{stranger.public_id}?share=family").status_code == 404
    mum = client_of(cast.mum)
    assert mum.get(f"{address}{cast.gran.public_id}?share=family").status_code == 404


def test_grown_ups_of_other_families_are_counted_and_never_shown(
    cast: Cast, client_of: ClientOf
) -> None:
    circle = cast.rowan
    child, thing = client_of(circle.owner), cast.keeps(circle.owner)
    said = sentence(child, thing, f"class_families:{circle.group.public_id}")
    assert "more grown-up" in said
    assert "Rosa" not in said
    shown = cast.puts_up(thing, [circle.group.families])
    page = child.get(f"/items/{shown.public_id}").get_data(as_text=True)
    assert "more grown-up" in page
    assert "Rosa" not in page
    known = {circle.mum, circle.gran, circle.dad, circle.teacher, circle.second_teacher}
    strip = page.split('class="strip-faces"')[1].split('class="strip-words"')[0]
    assert strip.count("<svg") == len(known) == STRIP_SHOWS + 1
    assert "strip-more" not in strip


def test_older_shares_are_given_up_for_the_new_revision_only_when_sent(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.edits(cast.puts_up(cast.owner, [FAMILY], words="Old"), words="New")
    child = client_of(cast.owner)
    child.post(f"/items/{thing.public_id}/shares", data={"share": "family"})
    with cast.database.reading() as db:
        seen = reads.item_or_404(db, Viewer.person(cast.mum.id, cast.at), thing.public_id)
    assert seen.revision_id < thing.revision_id
    cast.checks(thing)
    with cast.database.reading() as db:
        seen = reads.item_or_404(db, Viewer.person(cast.mum.id, cast.at), thing.public_id)
    assert seen.revision_id == thing.revision_id


def test_fewer_people_is_never_refused_for_a_tie_that_ended(
    cast: Cast, client_of: ClientOf
) -> None:
    """The page was open when Gran's tie ended: who is wished no more must end all the same."""
    circle = cast.oak
    thing = cast.puts_up(cast.owner, [circle.only(circle.gran), circle.only(circle.dad), FAMILY])
    cast.ends_tie(circle.gran, circle.owner)
    child = client_of(cast.owner)
    gran, mum = (f"person:{one.public_id}" for one in (circle.gran, circle.mum))
    answer = child.post(f"/items/{thing.public_id}/shares", data={"share": [gran]})
    assert answer.status_code == 303
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == {cast.owner.id}
    cast.ends_tie(circle.mum, circle.owner)
    answer = child.post(f"/items/{thing.public_id}/shares", data={"share": [mum]})
    assert answer.status_code == 404


def test_no_link_ticks_a_box_of_the_picker(cast: Cast, client_of: ClientOf) -> None:
    child, thing = client_of(cast.owner), cast.keeps(cast.owner)
    page = f"/items/{thing.public_id}"
    asked = f"?share=class:{cast.group.public_id}&share=family"
    picker = child.get(f"{page}/shares{asked}").text
    assert "checked" not in picker
    assert "Only you can see this." in picker
    as_gran = f"{page}/as/{cast.gran.public_id}{asked}"
    for site in ("cross-site", "none"):
        seen = child.get(as_gran, headers={"Sec-Fetch-Site": site}).text
        assert "This is how it looks to Gran." in seen
        assert "/shares/preview" not in seen
        assert f'href="{page}/shares"' in seen


def test_back_from_see_it_as_keeps_the_ticks_and_changes_nothing(
    cast: Cast, client_of: ClientOf
) -> None:
    child, thing = client_of(cast.owner), cast.keeps(cast.owner)
    page = f"/items/{thing.public_id}"
    child.get(
        f"{page}/as/{cast.gran.public_id}?share=family", headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert child.last_page is not None
    back = child.last_page.form("/preview")
    picker = child.post(back.action, data=back.filled(), bare=True).text
    assert 'value="family" checked' in picker
    with cast.database.reading() as db:
        assert db.scalars(select(Share)).all() == []


def test_what_is_so_already_is_done(cast: Cast, client_of: ClientOf) -> None:
    """Nothing to put up where nothing would change: the button leads back."""
    child = client_of(cast.owner)
    up = cast.puts_up(cast.owner, [FAMILY])
    waiting = cast.puts_up(cast.owner, [FAMILY], "waiting")
    draft = cast.edits(cast.puts_up(cast.owner, [FAMILY]))
    for thing, expected in ((up, "Done"), (waiting, "Done"), (draft, "Put it up")):
        assert _pressed(child.get(f"/items/{thing.public_id}/shares").text) == expected
    both = {"share": ["family", f"class:{cast.group.public_id}"]}
    more = child.post(f"/items/{up.public_id}/shares/preview", data=both)
    assert _pressed(more.text) == "Put it up"


def _pressed(page: str) -> str:
    button = page.partition('id="put-up"')[2].partition("</span>")[0]
    return words.to_plain(button.partition("<span>")[2])


def test_a_teacher_is_among_those_to_look_as(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    page = client_of(cast.owner).get(f"/items/{thing.public_id}/shares").text
    faces = page.split('id="see-as"')[1].split("</ul>")[0]
    assert faces.count("<li>") <= 5
    assert cast.teacher.name in faces or cast.second_teacher.name in faces


def test_t73_nothing_goes_up_on_a_sentence_about_other_ticks(
    cast: Cast, client_of: ClientOf
) -> None:
    """The browser's Back ticks what was ticked; without a script nothing asks again."""
    child = client_of(cast.owner)
    thing = cast.keeps(cast.owner)
    page = f"/items/{thing.public_id}/shares"
    answer = child.post(page, data={"share": "family", "said": ""})
    assert answer.status_code == 422
    text = answer.text
    assert "Your teacher looks first." in text.split('id="bottom-say"')[1].split("</p>")[0]
    assert 'name="said" value="family"' in text
    with cast.database.reading() as db:
        assert db.scalars(select(Share).where(Share.item_id == thing.id)).all() == []
    assert child.post(page, data={"share": "family", "said": "family"}).status_code == 303
    with cast.database.reading() as db:
        found = db.scalars(select(Share.kind).where(Share.item_id == thing.id)).all()
    assert found == [ShareKind.FAMILY]


def test_just_me_needs_no_sentence(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY])
    ticked = {"share": "teachers", "said": "family", "then": "just-me"}
    assert child.post(f"/items/{thing.public_id}/shares", data=ticked).status_code == 303
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == {cast.owner.id}


def test_an_empty_choice_says_that_nobody_there_can_see_it_yet(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    """True whether nobody is there or somebody may not see it: it does not tell which."""
    child, thing = client_of(cast.owner), cast.keeps(cast.owner)
    value = f"class:{cast.group.public_id}"
    assert "Nobody" not in sentence(child, thing, value)
    with database.unit() as db:
        others = Membership.group_id == cast.group.id, Membership.person_id != cast.owner.id
        pupils = Membership.role == Role.PUPIL
        db.execute(update(Membership).where(*others, pupils).values(until_on=cast.at.today))
    said = "Your teacher looks first. Nobody in your class can see this yet."
    assert sentence(child, thing, value) == said


def test_where_no_teacher_may_look_the_sentence_is_that_of_a_class_without_one(
    cast: Cast, client_of: ClientOf
) -> None:
    child = client_of(cast.owner)
    draft, waiting = cast.keeps(cast.owner), cast.puts_up(cast.owner, [FAMILY], state="waiting")

    room = [f"class:{cast.group.public_id}"]

    def told() -> list[str]:
        page = child.get(f"/items/{waiting.public_id}").text
        first = [one for one in ("Your teacher looks first.", LOOKED_LATER) if one in page]
        ticks = (["family"], [f"person:{cast.gran.public_id}"], room)
        return [*first, *(sentence(child, draft, *tick) for tick in ticks)]

    assert all("Your teacher looks first." in one for one in told())
    cast.restricts(cast.teacher, cast.owner)
    assert all("Your teacher looks first." in one for one in told()), "the second one looks"
    cast.restricts(cast.second_teacher, cast.owner)
    kept = told()
    assert all(LOOKED_LATER in one and "teacher looks" not in one for one in kept)
    assert kept[2] == f"{LOOKED_LATER} Then Gran can see it."
    for teacher in (cast.teacher, cast.second_teacher):
        cast.lifts_restrictions(teacher)
        cast.ends_membership(teacher, cast.group)
    assert told() == kept


LOOKED_LATER = "It waits until a teacher can look."
