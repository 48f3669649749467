"""The truth table, over every road: who sees what, and each yes with its no beside it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from portfolio.visibility import reads
from tests.visibility.roads import ASKED, NOT_BY, ONLY_BY, ROADS
from tests.visibility.scenes import CLASSES, cells, columns, rows, viewer_named, wishes_of

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.visibility.conftest import Stage


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("group", CLASSES)
def test_t01_every_road_leads_where_the_table_says(stage: Stage, group: str, road: str) -> None:
    circle = next(one for one in stage.cast.circles if one.group.name == group)
    wrong = []
    with stage.database.reading() as db:
        for cell in cells(group):
            viewer = viewer_named(stage.cast, circle, cell.viewer)
            found = ROADS[road](db, viewer, stage.scenes[group][cell.scene])
            place = (cell.viewer, cell.scene)
            expected = cell.is_yes and place not in NOT_BY.get(road, set())
            expected = expected or place in ONLY_BY.get(road, set())
            if found is not expected:
                wrong.append(f"{cell.viewer} × {cell.scene}: {found}")
    assert wrong == []


def test_t11_each_yes_has_its_no_in_the_same_row_and_column() -> None:
    for group in CLASSES:
        for viewer, row in rows(group).items():
            assert not all(cell.is_yes for cell in row), f"{viewer} is denied nothing"
        for scene, column in columns(group).items():
            assert not all(cell.is_yes for cell in column), f"{scene} is denied to nobody"
            gone = scene in {"bin", "sealed"}
            assert any(cell.is_yes for cell in column) is not gone, f"{scene} is seen by nobody"


def test_every_scene_and_everybody_is_in_the_table(cast: Cast) -> None:
    for circle in cast.circles:
        named = set(rows(circle.group.name))
        assert named == {*circle.people(), "screen", "revoked_screen", "nobody"}
        assert set(columns(circle.group.name)) == set(wishes_of(circle))


def test_a_road_without_cells_is_missed() -> None:
    public = {
        name
        for name, one in vars(reads).items()
        if inspect.isfunction(one) and one.__module__ == reads.__name__ and name[0] != "_"
    }
    assert public == set(ASKED), "say in roads.ASKED which cells walk this road"
    walked = {*ROADS, *(name for name in ASKED.values() if name.startswith("test_"))}
    assert set(ASKED.values()) <= walked
