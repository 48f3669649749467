"""A child's face reaches only those who may know the child, and an old one nobody (T03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import Person
from portfolio.web import faces
from portfolio.web.faces import Face
from tests.cast import FAMILY, TEACHERS, Cast
from tests.client import nobody_for
from tests.promises.canaries import Aviary
from tests.promises.crawl import Crawl
from tests.promises.playing import Play, Stage, now, set_stage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.circles import Circle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # much work on a busy machine

OLD = str(Face(skin=1, hair=2, hair_colour=3, paper=4, worn=0, clothes=5))
NEW = str(Face(skin=4, hair=13, hair_colour=6, paper=2, worn=1, clothes=2))

MAY_KNOW = ("owner", "classmate", "club_mate", "mum", "gran", "teacher", "office")
"""Those around a child today. The safety lead reads of a child by a concern or an opening."""

MAY_NOT = ("other_child", "kept_away", "former", "classmates_parent", "other_teacher")


def _set_up(stage: Stage) -> Circle:
    """The owner has a face that nobody else has, and shows things to all around."""
    cast = Cast(stage.database, stage.storage, Play(stage).cast.at)
    circle = cast.oak
    with stage.database.unit() as db:
        db.execute(update(Person).values(face=""))
        db.execute(update(Person).where(Person.id == circle.owner.id).values(face=OLD))
    wishes = [FAMILY, TEACHERS, circle.group.children, circle.club.children]
    cast.puts_up(circle.owner, wishes)
    return circle


def _who_meets(stage: Stage, circle: Circle, code: str, roles: tuple[str, ...]) -> set[int]:
    """Those of the roles on whose pages the drawing of the face stands; 0 is nobody.

    Whoever may not know the child tries every address as well.
    """
    aviary = Aviary(Cast(stage.database, stage.storage, now()))
    aviary.words = {str(faces.draw(code)): set()}
    people = {getattr(circle, role).id for role in roles}
    clients = {number: one for number, one in stage.clients.items() if number in people}
    clients[0] = nobody_for(stage.app)
    trying = frozenset(clients) if roles is MAY_NOT else frozenset[int]()
    caught = Crawl(stage.app, aviary, clients, trying).run()
    return {int(leak.split()[1]) for leak in caught.leaks}


def test_t03_a_face_reaches_those_who_may_know_the_child(tmp_path: Path) -> None:
    stage = set_stage(tmp_path)
    circle = _set_up(stage)
    assert _who_meets(stage, circle, OLD, MAY_NOT) == set()
    known = _who_meets(stage, circle, OLD, MAY_KNOW)
    assert known == {getattr(circle, role).id for role in MAY_KNOW}


def test_t03_an_old_face_is_gone_everywhere(tmp_path: Path) -> None:
    stage = set_stage(tmp_path)
    circle = _set_up(stage)
    with stage.database.unit() as db:
        db.execute(update(Person).where(Person.id == circle.owner.id).values(face=NEW))
    around = ("owner", "classmate", "gran", "teacher", "office")
    assert _who_meets(stage, circle, OLD, around) == set()
    assert len(_who_meets(stage, circle, NEW, around)) == len(around)
