"""The same main steps where JavaScript is off: everything works, nicer with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import chapters
from tests.browser.chapters import ANSWER, TITLE, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.visitors import Visitor
    from tests.schools import School


def test_the_story_without_scripts(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    amina, gran, teacher = (visit(school, script=False) for _one in range(3))
    amina.come_with_card("amina")
    item = amina.make(TITLE, WORDS, tuple(photographs))
    thing, photo = f"/items/{item}", chapters.photo_of(amina)
    chapters.is_shown_to_her_family(amina)
    gran.become("amina-gran")
    assert gran.go(thing) == 404, "a teacher looks first"
    teacher.become("okafor")
    chapters.the_teacher_puts_it_up(teacher, item)
    chapters.gran_answers(gran, len(photographs))
    chapters.the_teacher_reads_gran(teacher)
    chapters.amina_replies(amina)
    gran.go(thing)
    gran.sees(ANSWER)
    chapters.it_is_taken_down(amina, gran, thing, photo)


def test_photos_are_ordered_and_taken_away_without_scripts(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    ben = visit(school, script=False).become("ben")
    item = ben.make("Two photos", photos=tuple(photographs))
    ben.go(f"/items/{item}/edit")
    rows = ben.page.locator(".photo-row")
    first, second = (row.get_attribute("data-photo") for row in rows.all())
    ben.open_details("More", rows.first)
    ben.press("Later", rows.first)
    assert [row.get_attribute("data-photo") for row in rows.all()] == [second, first]
    ben.open_details("More", rows.first)
    ben.press("Take it off", rows.first)
    assert [row.get_attribute("data-photo") for row in rows.all()] == [first]


@pytest.mark.parametrize("script", [True, False])
def test_three_pictures_open_the_door_for_the_youngest(
    school: School, visit: Callable[..., Visitor], script: bool
) -> None:
    poppy = visit(school, script=script).come_with_pictures("poppy")
    poppy.heading("My space")
