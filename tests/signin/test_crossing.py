"""T34: a hundred come in at once on two workers of a real server, and none gets another's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.schools import demonstration
from tests.signin import crossing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_t34_a_hundred_at_once_and_none_crosses(shared: Path, tmp_path: Path) -> None:
    school = demonstration(shared, tmp_path / "own")
    school.start()
    try:
        found = crossing.all_at_once(school, 100)
    finally:
        school.stop()
    assert [one.key for one in found if not one.is_theirs] == []
    assert len({one.session for one in found}) == 100
