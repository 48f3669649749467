"""What became of the letters of a class, for whoever may invite its families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response
from flask_babel import gettext as _

from portfolio.letters import actions, queries
from portfolio.letters.queries import Fate
from portfolio.office import queries as office
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.letters.queries import ChildLine

bp = Blueprint("letters", __name__)


@bp.get("/letters-of/<public_id:group_id>")
@guards.office_or_teacher
def of_class(group_id: str) -> Response:
    """Who was asked, who came, who never did."""
    me = here.someone
    if me.is_office:
        group = office.class_or_404(here.db, group_id)
    else:
        group = office.my_class_or_404(here.db, me.id, group_id, here.at)
    children = queries.of_class(here.db, me.id, group.id, here.at)
    return page(
        "letters/of_class.html",
        group=group,
        children=children,
        counted=_counted(children),
    )


def _counted(children: Iterable[ChildLine]) -> dict[str, int]:
    """How many letters met which fate; work to be done, of no child and no family."""
    counted = dict.fromkeys((fate.value for fate in Fate), 0)
    for child in children:
        for letter in child.letters:
            counted[letter.fate.value] += 1
    return counted


@bp.post("/letters-of/tried/<public_id:letter_id>/looked")
@guards.office
def look(letter_id: str) -> Response:
    """The office has looked at a letter that was opened again."""
    number = queries.tried_or_404(here.db, here.someone.id, letter_id, here.at)
    actions.look(here.db, number, here.at, by=here.someone.id)
    say(_("Good. It is off this page."))
    return see_other("office.school")
