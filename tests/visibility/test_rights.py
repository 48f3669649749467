"""What a sight allows: each right with who has it and who has not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portfolio.core.errors import NotAllowedError
from portfolio.visibility.reads import Sight
from portfolio.visibility.rights import TABLE, Right, may, require
from portfolio.visibility.rule import Reason

OWNER, TEACHER = Reason.OWNER, Reason.TEACHER
AUDIENCE = {Reason.FAMILY, Reason.NAMED, Reason.CLASSMATE, Reason.CLASS_FAMILY}

HAVE: dict[Right, set[Reason]] = {
    Right.EDIT: {OWNER},
    Right.SHARE: {OWNER},
    Right.DELETE: {OWNER},
    Right.COMMENT: {OWNER, TEACHER} | AUDIENCE,
    Right.HIDE_COMMENT: {OWNER},
    Right.CLOSE_TALK: {OWNER},
    Right.CHECK: {TEACHER},
    Right.SEE_FACES: {OWNER, TEACHER},
}


def sight(*reasons: Reason, comments_open: bool = True) -> Sight:
    """An item as somebody sees it for those reasons."""
    return Sight(1, "a" * 16, 1, comments_open, 1, frozenset(reasons))


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("reason", Reason)
def test_t11_each_right_is_for_some_and_for_nobody_else(right: Right, reason: Reason) -> None:
    expected = reason in HAVE[right]
    assert may(right, sight(reason)) is expected
    assert may(right, None) is False
    if expected:
        require(right, sight(reason))
    else:
        with pytest.raises(NotAllowedError):
            require(right, sight(reason))


def test_every_right_has_its_row_and_whatever_has_none_is_denied() -> None:
    assert set(HAVE) == set(TABLE) == set(Right)
    assert may("fly", sight(OWNER)) is False  # type: ignore[arg-type]


def test_t63_a_closed_item_takes_no_comments_and_loses_nothing_else() -> None:
    for right in Right:
        closed = replace(sight(OWNER, TEACHER), comments_open=False)
        assert may(right, closed) is (right is not Right.COMMENT)


def test_one_reason_is_enough() -> None:
    assert may(Right.CHECK, sight(TEACHER, Reason.CLASSMATE))
    assert may(Right.COMMENT, sight(Reason.SCREEN, Reason.CLASSMATE))
    assert not may(Right.COMMENT, sight(Reason.SCREEN, Reason.BREAK_GLASS))
