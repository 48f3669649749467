"""Answers, askings and covers at one moment: nobody is shown more than was said yes to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portfolio.models import Photo, PictureSay, RevisionPhoto, Share
from tests.cast import FAMILY
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]
    Press = tuple[SiteClient, str, dict[str, object]]

ROUNDS = 4


def at_once(*presses: Press) -> list[int]:
    """All of them at one moment; what each was answered."""
    barrier = Barrier(len(presses))

    def press(client: SiteClient, path: str, data: dict[str, object]) -> int:
        sent = {"csrf_token": client.csrf_token(), "acting": client.acting, **data}
        barrier.wait(timeout=10)
        return client.post(path, data=sent, bare=True).status_code

    with ThreadPoolExecutor(len(presses)) as all_at_once:
        asked = [all_at_once.submit(press, *one) for one in presses]
        return [one.result(timeout=30) for one in asked]


def up_with_classmate(cast: Cast, client_of: ClientOf) -> tuple[Thing, Photograph]:
    photo = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    data = {"child": [cast.classmate.public_id]}
    client_of(cast.owner).post(f"/items/{thing.public_id}/who/{photo.public_id}", data=data)
    return thing, photo


def asking_of(database: Database, thing: Thing) -> str:
    with database.reading() as db:
        live = select(Share.public_id).where(Share.item_id == thing.id, Share.ended_at.is_(None))
        return f"/pictures-of-me/{db.scalars(live).one()}/answer"


def test_a_no_while_its_owner_asks_for_more_holds_and_is_asked_once_for_each_share(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    owner, child = client_of(cast.owner), client_of(cast.classmate)
    for _ in range(ROUNDS):
        thing, photo = up_with_classmate(cast, client_of)
        answer = asking_of(database, thing)
        child.post(answer, data={"answer": "yes", "photo": photo.public_id})
        assert sees(cast, cast.gran, thing)
        wider = {"share": ["family", f"class:{cast.group.public_id}"]}
        codes = at_once(
            (child, answer, {"answer": "no", "photo": photo.public_id}),
            (owner, f"/items/{thing.public_id}/shares", dict(wider)),
        )
        assert codes == [303, 303]
        cast.checks(thing)
        assert not sees(cast, cast.gran, thing)
        assert not sees(cast, cast.classmate, thing)
        with database.reading() as db:
            said = select(func.count()).select_from(PictureSay)
            ours = said.join(Share, Share.id == PictureSay.share_id)
            assert db.scalar(ours.where(Share.item_id == thing.id)) == 2


def test_an_answer_while_it_is_taken_down_brings_nothing_back(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    owner, child = client_of(cast.owner), client_of(cast.classmate)
    for _ in range(ROUNDS):
        thing, photo = up_with_classmate(cast, client_of)
        codes = at_once(
            (child, asking_of(database, thing), {"answer": "yes", "photo": photo.public_id}),
            (owner, f"/items/{thing.public_id}/shares/ending", {}),
        )
        assert codes[0] in {303, 404}
        assert codes[1] == 303
        assert not sees(cast, cast.gran, thing)


def test_t57_of_two_covers_at_once_one_holds(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    first, second = client_of(cast.owner), client_of(cast.owner)
    for _ in range(ROUNDS):
        photo = cast.photographs(cast.owner)
        thing = cast.keeps(cast.owner, photos=[photo])
        path = f"/items/{thing.public_id}/cover/{photo.public_id}"
        codes = at_once((first, path, {"left": "20"}), (second, path, {"left": "80"}))
        assert sorted(codes) == [303, 404]
        with database.reading() as db:
            ours = select(RevisionPhoto.photo_id).where(
                RevisionPhoto.revision_id == thing.revision_id
            )
            assert db.scalars(ours).one() != photo.id
            assert db.get(Photo, photo.id) is None
