"""The proof over HTTP, as much of it as two minutes hold; all of it is `make promises`."""

from __future__ import annotations

import random
import socket
from typing import TYPE_CHECKING

import pytest
from pytest_socket import SocketBlockedError
from sqlalchemy import select

from portfolio.models import Revision, Share
from portfolio.models.enums import Checks, ShareKind
from tests.cast import Cast
from tests.client import nobody_for
from tests.promises import questions, stateful
from tests.promises.canaries import Aviary
from tests.promises.crawl import Crawl
from tests.promises.oracle import rank_test
from tests.promises.playing import Play, Stage, set_stage
from tests.promises.questions import Answers

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # much work on a busy machine


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return set_stage(tmp_path)


@pytest.mark.parametrize("first", [1, 2])
def test_t01_pages_and_plain_school_agree_whatever_happens(first: int) -> None:
    answers = stateful.play(8, 50, first)
    assert answers.wrong == []
    assert min(answers.said_yes[road] for road in ("page", "talk", "list", "my space")) > 3


def test_a_leak_behind_the_schools_back_is_seen(stage: Stage) -> None:
    """A proof that could not fail would prove nothing."""
    play, answers = Play(stage), Answers()
    owner, gran = play.cast.oak.owner, play.cast.oak.gran
    made = play.makes(owner.id, with_photo=True)
    with stage.database.unit() as db:
        db.add(
            Share(
                public_id="0123456789abcdef",
                item_id=made.thing.id,
                owner_id=owner.id,
                kind=ShareKind.FAMILY,
                asked_under=Checks.EVERYTHING,
                asked_at=play.cast.at.now,
                up_at=play.cast.at.now,
                up_revision_id=_newest(play, made.thing.id),
            )
        )
    for road in questions.OF_ONE:
        road(play, gran.id, made, answers)
    questions.lists(play, gran.id, answers)
    roads = {one.split(" by ", 1)[1].split(":")[0] for one in answers.wrong}
    assert roads >= {"page", "words", "page by HEAD", "list"}
    assert any(road.startswith("photo") for road in roads)


@pytest.mark.usefixtures("socket_disabled")
def test_t12_t24_t62_no_canary_sings_where_it_may_not_and_no_socket_opens(stage: Stage) -> None:
    cast = Cast(stage.database, stage.storage, Play(stage).cast.at)
    aviary = Aviary(cast).fill()
    roles = ("owner", "gran", "classmate", "other_teacher")
    who = {getattr(cast.oak, role).id for role in roles}
    clients = {number: one for number, one in stage.clients.items() if number in who}
    going = Crawl(stage.app, aviary, {**clients, 0: nobody_for(stage.app)})
    caught = going.run()
    going.look_into(stage.folder / "mail")
    assert caught.leaks == []
    assert caught.heard > 500


@pytest.mark.usefixtures("socket_disabled")
def test_a_socket_would_be_noticed() -> None:
    with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
        socket.create_connection(("127.0.0.1", 9))


def test_a_canary_that_gets_out_is_heard(stage: Stage) -> None:
    """The crawler would notice: here its ears are told that one thing is for nobody."""
    cast = Cast(stage.database, stage.storage, Play(stage).cast.at)
    aviary = Aviary(cast).fill()
    aviary.words["Title-Oak-family."] = set()
    gran = cast.oak.gran.id
    caught = Crawl(stage.app, aviary, {gran: stage.clients[gran]}, frozenset()).run()
    assert any("Title-Oak-family." in leak for leak in caught.leaks)


def test_the_rank_test_knows_more_from_the_same() -> None:
    dice = random.Random(4)
    ones = [dice.gauss(2000, 100) for _ in range(500)]
    same = [dice.gauss(2000, 100) for _ in range(500)]
    more = [dice.gauss(2050, 100) for _ in range(500)]
    assert rank_test([*map(int, ones)], [*map(int, same)])[1] > 0.01
    assert rank_test([*map(int, more)], [*map(int, ones)])[1] < 0.001
    assert rank_test([1, 1], [1, 1])[0] == 0.5


def _newest(play: Play, item_id: int) -> int:
    with play.stage.database.reading() as db:
        return db.scalars(select(Revision.id).where(Revision.item_id == item_id)).one()
