"""What is loaded is what the data says: who sees each thing, what was said, and when."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portfolio.core import passwords, tokens
from portfolio.core.pictures import RenditionName
from portfolio.core.storage import FileStorage
from portfolio.demo import loader, people, talk, things, ways_in
from portfolio.demo.loader_pictures import Album, picture_called
from portfolio.demo.story import State, Thing
from portfolio.models import (
    Card,
    Comment,
    Item,
    Membership,
    Notice,
    Person,
    Photo,
    Revision,
    RevisionPhoto,
    Secret,
)
from portfolio.models.enums import CommentState, PersonKind
from portfolio.photos.actions import rendition_key
from portfolio.visibility import asked, checks, reads
from portfolio.visibility.asked import Standing
from portfolio.visibility.viewer import Viewer
from tests.demo.test_content import class_of, kinds, members, reached

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from tests.demo.conftest import School

pytestmark = pytest.mark.timeout(400)
"""Seconds. The first test waits for the school to be drawn and loaded, 20 s on a quiet machine."""

BEYOND = {"teachers", "class", "class_families", "screen"}
TWO_DAYS = timedelta(days=2)


def keys_of_people(db: Session) -> dict[int, str]:
    by_line = {person.line: key for key, person in people.PEOPLE.items()}
    assert len(by_line) == len(people.PEOPLE)
    return {row.id: by_line[row.line] for row in db.execute(select(Person.id, Person.line))}


def numbers_of_things(db: Session) -> dict[str, int]:
    """Each thing's item, found by its owner and the words that it began with."""
    known = keys_of_people(db)
    rows = db.execute(
        select(Item.id, Item.owner_id, Revision.words)
        .join(Revision, Revision.item_id == Item.id)
        .where(Revision.number == 1)
    ).all()
    by_words = {(known[row.owner_id], row.words): row.id for row in rows}
    assert len(by_words) == len(rows) == len(things.THINGS)
    return {key: by_words[thing.owner, thing.words] for key, thing in things.THINGS.items()}


def teachers_who_see(thing: Thing) -> set[str]:
    """From product.md's table: teachers of the class, but in Rowan not what is for family only."""
    if thing.state is State.SENT_BACK:
        asked_for = kinds(thing) & {"teachers"}  # that alone was never looked at, and stays up
    else:
        asked_for = kinds(thing) | {share.split(":")[0] for share in thing.wider}
    if class_of(thing.owner) == "rowan":
        asked_for &= BEYOND
    return members(class_of(thing.owner), "teacher") if asked_for else set()


def who_sees(thing: Thing) -> set[str]:
    """Everybody who sees a thing, told from its data and product.md and not from the rule."""
    if thing.state is State.DELETED or people.PEOPLE[thing.owner].left_days_ago:
        return set()
    if thing.state in (State.DRAFT, State.KEPT, State.TAKEN_DOWN):
        return {thing.owner}
    shown = thing.state in (State.UP, State.UP_AND_WAITING)
    agreed = all(says.answer == "yes" for says in thing.pictured)
    others = [reached(thing, share) for share in thing.shares] if shown and agreed else []
    return {thing.owner}.union(*others) | teachers_who_see(thing)


def test_who_sees_each_thing_is_what_its_data_says(school: School) -> None:
    with school.database.reading() as db:
        known, numbers = keys_of_people(db), numbers_of_things(db)
        found = {
            key: {known[viewer] for viewer in reads.viewers_of(db, number, school.after)}
            for key, number in numbers.items()
        }
    assert found == {key: who_sees(thing) for key, thing in things.THINGS.items()}


STANDINGS = {
    State.DRAFT: Standing.KEPT,
    State.KEPT: Standing.KEPT,
    State.TAKEN_DOWN: Standing.KEPT,
    State.WAITING: Standing.WAITING,
    State.UP_AND_WAITING: Standing.WAITING,
    State.UP: Standing.UP,
    State.SENT_BACK: Standing.SENT_BACK,
}


def test_each_thing_stands_for_its_owner_as_its_data_says(school: School) -> None:
    with school.database.reading() as db:
        numbers = numbers_of_things(db)
        found = asked.standings(db, numbers.values())
        notes = {key: asked.asked_of(db, number).note for key, number in numbers.items()}
    for key, thing in things.THINGS.items():
        assert notes[key] == thing.note
        if thing.state is not State.DELETED:
            assert found[numbers[key]] is STANDINGS[thing.state], key


def test_a_newer_revision_is_the_teachers_and_the_owners_until_it_is_checked(
    school: School,
) -> None:
    thing = things.THINGS["amina-beans"]
    assert thing.newer is not None
    with school.database.reading() as db:
        known = {key: number for number, key in keys_of_people(db).items()}
        number = numbers_of_things(db)["amina-beans"]
        shown = {}
        for key in ("amina", "okafor", "amina-gran"):
            sight = reads.sight_of(db, Viewer.person(known[key], school.after), number)
            assert sight is not None
            shown[key] = db.get_one(Revision, sight.revision_id).words
    newer = thing.newer.words
    assert shown == {"amina": newer, "okafor": newer, "amina-gran": thing.words}


def test_everything_that_was_said_stands_as_it_was_said(school: School) -> None:
    with school.database.reading() as db:
        known, numbers = keys_of_people(db), numbers_of_things(db)
        items = {number: key for key, number in numbers.items()}
        found: dict[str, list[tuple[object, ...]]] = {}
        for one in db.scalars(select(Comment).order_by(Comment.id)):
            row = (known[one.author_id], one.words, one.state, one.note, bool(one.hidden_at))
            found.setdefault(items[one.item_id], []).append(row)
    assert found == {
        key: [(one.by, one.words, CommentState(one.state), one.note, one.hidden) for one in said]
        for key, said in talk.TALK.items()
    }


def test_nothing_happened_after_the_loading(school: School) -> None:
    earliest, latest = school.before.now - timedelta(100), school.after.now
    assert len(school.times) > 15
    for name, (first, last) in school.times.items():
        assert earliest < first <= last <= latest, name


def test_talk_is_in_order_hours_apart_and_what_waits_is_fresh(school: School) -> None:
    with school.database.reading() as db:
        by_item: dict[int, list[Comment]] = {}
        for one in db.scalars(select(Comment).order_by(Comment.id)):
            by_item.setdefault(one.item_id, []).append(one)
        waiting = db.scalars(select(Comment).where(Comment.state == CommentState.WAITING)).all()
    gaps = []
    for said in by_item.values():
        times = [one.written_at for one in said]
        assert times == sorted(times)
        gaps += [(b - a).total_seconds() / 3600 for a, b in pairwise(times)]
    assert sorted(gaps)[len(gaps) // 2] > 1.5
    assert waiting
    assert all(school.before.now - one.written_at < TWO_DAYS for one in waiting)


def test_every_teacher_of_a_class_has_something_to_check_of_the_last_two_days(
    school: School,
) -> None:
    with school.database.reading() as db:
        rows = checks.everything(db, school.after, reason="a test of what was loaded")
        found = {row.name: row for row in rows}
    for name in ("Acorn", "Oak", "Rowan"):
        assert found[name].number >= 2
        assert school.before.now - found[name].since < TWO_DAYS


def test_every_photo_has_files_of_its_own_and_no_file_is_left_over(school: School) -> None:
    storage = school.app.extensions["storage"]
    with school.database.reading() as db:
        photos = db.scalars(select(Photo)).all()
        held = db.scalars(select(RevisionPhoto.photo_id)).all()
    shown = sum(len(thing.pictures) for thing in things.THINGS.values())
    assert len(photos) == len({photo.key for photo in photos}) == shown
    assert {photo.id for photo in photos} == set(held)
    for photo in photos:
        assert all(storage.exists(rendition_key(photo.key, name)) for name in RenditionName)
    assert len(list(storage.listed())) == len(photos) * len(RenditionName)


def test_everybody_can_come_in_by_what_the_page_of_people_says(school: School) -> None:
    with school.database.reading() as db:
        secrets = {one.person_id: one.hash for one in db.scalars(select(Secret))}
        cards = {one.person_id: one.token_hash for one in db.scalars(select(Card))}
        everybody = db.scalars(select(Person).where(Person.kind != PersonKind.FAMILY)).all()
        known = keys_of_people(db)
    acorn = members("acorn", "pupil")
    right: set[tuple[str, str]] = set()
    for one in everybody:
        is_pupil = one.kind is PersonKind.PUPIL
        secret = ways_in.WORD if is_pupil else ways_in.PASSWORD
        secret = ways_in.PICTURES if known[one.id] in acorn else secret
        right.add((secret, secrets[one.id]))
        if is_pupil:
            code = ways_in.card_code(one.first_name, one.surname)
            assert tokens.typed_code(code) == code
            assert cards[one.id] == tokens.fingerprint(code)
    assert len(right) == 3
    assert all(passwords.matches(stored, secret) for secret, stored in right)


def test_children_have_cards_in_for_me_old_ones_laid_aside(school: School) -> None:
    with school.database.reading() as db:
        seen = Counter(
            bool(seen) for (seen,) in db.execute(select(Notice.seen_at).order_by(Notice.id))
        )
    assert seen[True] > seen[False] > 5


def test_a_load_that_is_refused_leaves_rows_and_files_as_they_were(
    school: School, tmp_path: Path
) -> None:
    storage = FileStorage(tmp_path)
    one = picture_called("photo/cat")
    names = {picture.name for thing in things.THINGS.values() for picture in thing.pictures}
    album = Album(storage, dict.fromkeys(names, one))
    with school.database.unit() as db, pytest.raises(loader.NotEmptyError):
        loader.fill(db, album, school.after)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with school.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Person)) == len(people.PEOPLE)


def test_a_load_that_breaks_off_leaves_nothing(
    new_database: Callable[[str], Database], school: School, tmp_path: Path
) -> None:
    """The last thing's picture is missing: it breaks off while pictures are being stored."""
    database = new_database("broken_off")
    names = sorted({picture.name for one in things.THINGS.values() for picture in one.pictures})
    album = Album(FileStorage(tmp_path), dict.fromkeys(names[:-1], picture_called("photo/cat")))
    with pytest.raises(KeyError), database.unit() as db:
        loader.fill(db, album, school.after)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Membership)) == 0
