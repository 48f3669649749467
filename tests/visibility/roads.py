"""The roads by which somebody could reach an item: each answers whether this one leads there.

A road asks the application one question in one way; what the answer should be stands in truth.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.core.errors import NotThereError
from portfolio.models import Comment
from portfolio.models.enums import ViewerKind
from portfolio.visibility import checks, heard, reads
from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.visibility.scenes import Scene

MANY = 10_000


def by_check(db: Session, viewer: Viewer, scene: Scene) -> bool:
    """The item's page."""
    try:
        sight = reads.item_or_404(db, viewer, scene.thing.public_id)
    except NotThereError:
        return False
    assert (sight.item_id, sight.owner_id) == (scene.thing.id, scene.thing.owner.id)
    return True


def by_number(db: Session, viewer: Viewer, scene: Scene) -> bool:
    """The item by its row's number."""
    return reads.sight_of(db, viewer, scene.thing.id) is not None


def by_notices(db: Session, viewer: Viewer, scene: Scene) -> bool:
    """Lists of things that are about items."""
    return scene.thing.id in _seen(db, viewer)


@lru_cache(maxsize=1)
def _seen(db: Session, viewer: Viewer) -> set[int]:
    return set(reads.seen(db, viewer, range(1, MANY // 100)))


def by_lists(db: Session, viewer: Viewer, scene: Scene) -> bool:
    """My space, what others show me, and what I am to check."""
    return scene.thing.id in _listed(db, viewer)


@lru_cache(maxsize=1)
def _listed(db: Session, viewer: Viewer) -> set[int]:
    listed = {row.item_id for row in reads.feed(db, viewer, size=MANY)}
    listed |= {row.item_id for row in reads.mine(db, viewer, size=MANY)}
    waiting = {row.item_id for row in reads.to_check(db, viewer) if row.comment_id is None}
    assert {ask.item_id for ask in checks.asks(db, viewer) if ask.asked_id} == waiting
    return listed | waiting


def by_inverse(db: Session, viewer: Viewer, scene: Scene) -> bool:
    """The faces of those who see it."""
    is_person = viewer.kind is ViewerKind.PERSON
    return is_person and viewer.id in _viewers(db, scene.thing.id, viewer.at)


@lru_cache(maxsize=100)
def _viewers(db: Session, item_id: int, at: Moment) -> set[int]:
    return set(reads.viewers_of(db, item_id, at))


def by_photo(db: Session, viewer: Viewer, scene: Scene) -> bool:
    """The bytes of its photo."""
    try:
        found = reads.photo_or_404(db, viewer, scene.photo.public_id)
    except NotThereError:
        return False
    return bool(found.id == scene.photo.id)


def by_comment(db: Session, viewer: Viewer, scene: Scene) -> bool:
    """What was said about it."""
    try:
        sight, comment_id = reads.comment_or_404(db, viewer, scene.said.public_id)
    except NotThereError:
        return False
    assert (sight.item_id, comment_id) == (scene.thing.id, scene.said.id)
    return comment_id in heard_ids(db, viewer, sight)


def heard_ids(db: Session, viewer: Viewer, sight: reads.Sight) -> list[int]:
    """The comments on an item that somebody reads, by the three ways, which must agree."""
    found = reads.comment_ids(db, viewer, sight)
    assert [one.id for one in heard.heard(db, viewer, sight)] == found
    all_ids = db.scalars(select(Comment.id).where(Comment.item_id == sight.item_id)).all()
    assert sorted(heard.heard_among(db, viewer, all_ids)) == found
    return found


ROADS: dict[str, Callable[[Session, Viewer, Scene], bool]] = {
    "check": by_check,
    "number": by_number,
    "notices": by_notices,
    "lists": by_lists,
    "inverse": by_inverse,
    "photo": by_photo,
    "comment": by_comment,
}

ASKED: dict[str, str] = {
    "item_or_404": "check",
    "sight_of": "number",
    "seen": "notices",
    "feed": "lists",
    "mine": "lists",
    "to_check": "lists",
    "viewers_of": "inverse",
    "photo_or_404": "photo",
    "comment_or_404": "comment",
    "comment_ids": "comment",
    "bin_of": "test_the_bin_is_the_owners_alone",
    "would_see": "test_t73_what_the_picker_says_is_what_will_be",
}
"""Each public function of `reads`, and the road (or the test) that walks it."""


OPENED = {("lead", scene) for scene in ("glass", "h-glass", "c-glass")}
FRAMED = {("screen", scene) for scene in ("screen", "c-glass")}

NOT_BY: dict[str, set[tuple[str, str]]] = {
    "lists": OPENED,  # an opening is of one thing, it lists nothing
    "comment": OPENED | FRAMED,  # and shows no talk; nor does a frame
    "inverse": FRAMED,  # faces are people's
}
"""The cells that say yes, and that this road does not lead to."""

ONLY_BY: dict[str, set[tuple[str, str]]] = {
    "photo": {("owner", "bin")},  # the bin shows its owner the photos of what they deleted
}
"""The cells that say no, and that this road leads to all the same."""


def sees(cast: Cast, viewer: Viewer | Somebody, thing: Thing) -> bool:
    """Whether they see the thing by its page, which must agree with the faces of its viewers."""
    looking = viewer if isinstance(viewer, Viewer) else viewer.viewer(cast.at)
    with cast.database.reading() as db:
        sight = reads.sight_of(db, looking, thing.id)
        if looking.kind is ViewerKind.PERSON:
            found = reads.viewers_of(db, thing.id, looking.at).get(looking.id or 0, frozenset())
            assert found == (sight.reasons if sight else frozenset())
    return sight is not None
