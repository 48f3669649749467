"""The demonstration school's content holds together: counts, names, who could have said what."""

from __future__ import annotations

import io
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from portfolio.core import words
from portfolio.demo import people, talk, things
from portfolio.demo.drawings import DRAWINGS, draw
from portfolio.demo.story import Said, State, Thing
from portfolio.models.enums import Answer, CommentState, Paper, Place
from portfolio.models.items import ALT_CHARACTERS, NOTE_CHARACTERS, TITLE_CHARACTERS
from portfolio.web.faces import Face

PHOTOGRAPHS = Path(people.__file__).parent / "photographs"
KINDS = ("teachers", "family", "person", "class", "class_families", "screen")
WAS_SHARED = (
    State.WAITING,
    State.UP,
    State.SENT_BACK,
    State.UP_AND_WAITING,
    State.TAKEN_DOWN,
    State.DELETED,
)
CLASSES = ("acorn", "oak", "rowan")

every_thing = pytest.mark.parametrize("thing", things.THINGS.values(), ids=things.THINGS)
every_talk = pytest.mark.parametrize("key", talk.TALK)


def members(group: str, role: str) -> set[str]:
    return {
        m.person
        for m in people.MEMBERS
        if m.group == group and m.role == role and m.until_days_ago is None
    }


def class_of(pupil: str) -> str:
    return next(m.group for m in people.MEMBERS if m.person == pupil and m.group in CLASSES)


def family_of(pupil: str) -> set[str]:
    kept_from = {r.person for r in people.RESTRICTIONS if r.pupil == pupil}
    return {
        t.adult for t in people.TIES if t.pupil == pupil and t.ended_days_ago is None
    } - kept_from


def reached(thing: Thing, share: str) -> set[str]:
    """Whom one share shows a thing to, told from product.md and not from the rule's code."""
    kind, _, name = share.partition(":")
    group = name or class_of(thing.owner)
    if kind == "family":
        return family_of(thing.owner)
    if kind == "person":
        return {name} & family_of(thing.owner)
    if kind == "class":
        return members(group, "pupil")
    if kind == "class_families":
        return set().union(*(family_of(pupil) for pupil in members(group, "pupil")))
    return set()


def may_speak(thing: Thing) -> set[str]:
    """Everyone who can see a thing that is up, the owner too."""
    seen = {thing.owner}.union(*(reached(thing, share) for share in thing.shares))
    family_only = all(share.split(":")[0] in ("family", "person") for share in thing.shares)
    own_class = class_of(thing.owner)
    return seen if own_class == "rowan" and family_only else seen | members(own_class, "teacher")


def kinds(thing: Thing) -> set[str]:
    return {share.split(":")[0] for share in thing.shares}


def test_each_class_has_ten_to_twelve_children_and_its_teacher() -> None:
    for group in CLASSES:
        assert 10 <= len(members(group, "pupil")) <= 12
        assert members(group, "teacher")
    assert "haddad" in members("oak", "teacher") & members("rowan", "teacher")
    assert Counter(g.checks for g in people.GROUPS if g.key in CLASSES) == {
        "everything": 2,
        "beyond_family": 1,
    }


def test_the_lead_and_the_office_teach_nobody() -> None:
    on_duty = {person.duty: person.key for person in people.PEOPLE.values() if person.duty}
    assert set(on_duty) == {"office", "safeguarding"}
    assert not set(on_duty.values()) & {m.person for m in people.MEMBERS}


def test_families_are_of_every_kind() -> None:
    homes = {(t.pupil, t.household) for t in people.TIES if t.ended_days_ago is None}
    assert sum(count > 1 for count in Counter(pupil for pupil, _ in homes).values()) >= 3
    assert any(t.ended_days_ago for t in people.TIES)
    assert any(
        {class_of(a.pupil), class_of(b.pupil)} == {"oak", "acorn"}
        for a, b in product(people.TIES, repeat=2)
        if a.adult == b.adult
    )
    assert all(family_of(pupil) for group in CLASSES for pupil in members(group, "pupil"))
    restricted = people.RESTRICTIONS[0]
    assert any(t.adult == restricted.person and t.ended_days_ago is None for t in people.TIES)


def test_everybody_named_is_somebody() -> None:
    named = (
        {m.person for m in people.MEMBERS}
        | {t.pupil for t in people.TIES}
        | {t.adult for t in people.TIES}
    )
    named |= {thing.owner for thing in things.THINGS.values()} | {
        said.by for saids in talk.TALK.values() for said in saids
    }
    assert named <= set(people.PEOPLE)
    assert {m.group for m in people.MEMBERS} == {group.key for group in people.GROUPS}
    assert {t.adult for t in people.TIES} == {
        p.key for p in people.PEOPLE.values() if p.kind == "family"
    }


def test_each_person_has_a_real_face_a_short_line_and_an_address_of_their_own() -> None:
    for person in people.PEOPLE.values():
        assert str(Face.parse(person.face)) == person.face
        assert 0 < len(person.line) <= 200
        assert person.paper in set(Paper)
    addresses = [person.email for person in people.PEOPLE.values() if person.email]
    assert len(addresses) == len(set(addresses))
    assert not any(person.email for person in people.PEOPLE.values() if person.kind == "pupil")


def test_there_are_eighty_things_from_home_and_school_in_every_state() -> None:
    everything = things.THINGS.values()
    assert len(everything) >= 80
    assert len(everything) == len({thing.key for thing in everything})
    places = Counter(thing.place for thing in everything)
    assert set(places) == set(Place)
    assert places["home"] >= 30
    assert places["school"] >= 30
    assert {thing.state for thing in everything} == set(State)
    assert {thing.paper for thing in everything} == set(Paper)
    assert {len(thing.pictures) for thing in everything} == {0, 1, 2, 3}


def test_each_picture_is_of_one_thing_and_each_drawing_is_shown() -> None:
    """The same cat on two things would look like a fault of ours."""
    shown = Counter(p.name for thing in things.THINGS.values() for p in thing.pictures)
    assert {name for name, times in shown.items() if times > 1} == set()
    photographs = {f"photo/{photo.stem}" for photo in PHOTOGRAPHS.glob("*.jpg")}
    assert set(shown) == {f"drawn/{name}" for name in DRAWINGS} | photographs


@pytest.mark.parametrize("state", WAS_SHARED)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_share_stands_in_every_state(state: State, kind: str) -> None:
    assert any(kind in kinds(thing) for thing in things.THINGS.values() if thing.state is state)


@every_thing
def test_a_thing_is_well_formed(thing: Thing) -> None:
    assert words.clean(thing.words) == thing.words
    assert words.clean(thing.newer.words if thing.newer else "") == (
        thing.newer.words if thing.newer else ""
    )
    assert len(thing.title) <= TITLE_CHARACTERS
    assert len(thing.note) <= NOTE_CHARACTERS
    assert 1 <= thing.days_ago <= 90
    assert len(thing.pictures) <= 4
    assert people.PEOPLE[thing.owner].kind == "pupil"
    for picture in thing.pictures:
        assert 0 < len(picture.alt) <= ALT_CHARACTERS
        folder, _, name = picture.name.partition("/")
        assert name in DRAWINGS if folder == "drawn" else (PHOTOGRAPHS / f"{name}.jpg").is_file()


@every_thing
def test_a_things_state_fits_its_shares(thing: Thing) -> None:
    assert bool(thing.shares) is (thing.state in WAS_SHARED)
    assert bool(thing.note) is (thing.state is State.SENT_BACK)
    assert bool(thing.newer or thing.wider) is (thing.state is State.UP_AND_WAITING)
    for share in (*thing.shares, *thing.wider):
        kind, _, name = share.partition(":")
        assert kind in KINDS
        assert not (kind == "person" and name not in family_of(thing.owner))
        assert not (kind.startswith("class") and name and thing.owner not in members(name, "pupil"))


@every_thing
def test_what_waits_is_not_for_the_teachers_alone(thing: Thing) -> None:
    """What is for them alone is up at once: there is nothing to look at first."""
    if thing.state in (State.WAITING, State.SENT_BACK, State.UP_AND_WAITING):
        assert (kinds(thing) | set(thing.wider)) - {"teachers"}


@every_thing
def test_where_family_is_not_checked_nothing_for_family_alone_waits(thing: Thing) -> None:
    asked = set(thing.wider) or kinds(thing)
    if class_of(thing.owner) == "rowan" and thing.state in (
        State.WAITING,
        State.SENT_BACK,
        State.UP_AND_WAITING,
    ):
        assert not asked & {"family", "person"}


@every_talk
def test_whoever_speaks_can_see_the_thing(key: str) -> None:
    thing = things.THINGS[key]
    assert thing.state in (State.UP, State.UP_AND_WAITING)
    assert all(says.answer == "yes" for says in thing.pictured)
    assert {said.by for said in talk.TALK[key]} <= may_speak(thing)


@every_talk
def test_a_reply_answers_words_that_the_replier_can_read(key: str) -> None:
    saids = talk.TALK[key]
    for at, said in enumerate(saids):
        assert said.state in set(CommentState)
        assert bool(said.note) is (said.state == CommentState.SENT_BACK)
        if said.reply_to is not None:
            assert said.reply_to < at
            assert saids[said.reply_to].state == CommentState.UP
            assert (
                said.by == things.THINGS[key].owner
                or saids[said.reply_to].by != things.THINGS[key].owner
            )


@every_talk
def test_only_adults_of_a_family_and_classmates_wait(key: str) -> None:
    thing = things.THINGS[key]
    for said in talk.TALK[key]:
        if said.state in (CommentState.WAITING, CommentState.SENT_BACK):
            assert people.PEOPLE[said.by].kind != "staff"
            assert said.by != thing.owner
            assert class_of(thing.owner) != "rowan" or kinds(thing) - {"family", "person"}


def test_talk_is_of_every_sort() -> None:
    saids: list[Said] = [said for talked in talk.TALK.values() for said in talked]
    assert {said.state for said in saids} >= {
        CommentState.UP,
        CommentState.WAITING,
        CommentState.SENT_BACK,
    }
    assert sum(said.hidden for said in saids) == 1
    assert {people.PEOPLE[said.by].kind for said in saids} == {"pupil", "family", "staff"}
    for starter in ("I noticed", "I wonder", "It makes me think", "Tell me about"):
        assert sum(said.words.startswith(starter) for said in saids) >= 10


def test_pictured_children_have_given_each_answer_and_never_about_themselves() -> None:
    pictured = [(thing, says) for thing in things.THINGS.values() for says in thing.pictured]
    assert {says.answer for _, says in pictured} == set(Answer) - {Answer.COVER}
    for thing, says in pictured:
        assert thing.pictures
        assert says.pupil in members(class_of(thing.owner), "pupil") - {thing.owner}


def test_the_child_who_left_and_last_years_teacher_are_there() -> None:
    assert people.PEOPLE["callum"].left_days_ago
    assert not {"callum", "pemberton"} & {
        m.person for m in people.MEMBERS if m.until_days_ago is None
    }


def test_every_drawing_is_used_and_every_photograph_credited() -> None:
    used = {picture.name for thing in things.THINGS.values() for picture in thing.pictures}
    assert {f"drawn/{name}" for name in DRAWINGS} <= used
    credit = (PHOTOGRAPHS / "CREDITS.md").read_text(encoding="utf-8")
    for photograph in PHOTOGRAPHS.glob("*.jpg"):
        assert photograph.name in credit
        assert f"photo/{photograph.stem}" in used


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_a_picture_of_modest_size_with_something_on_it(name: str) -> None:
    data = draw(name)
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "JPEG"
        assert 900 <= max(picture.size) <= 1600
        assert min(ImageStat.Stat(picture.convert("L")).stddev) > 12
    assert len(data) < 500_000


def test_a_drawing_comes_out_the_same_each_time() -> None:
    assert draw("kite") == draw("kite")
    assert len(DRAWINGS) >= 25
