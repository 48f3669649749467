"""My people: who is who for a child, what each can see, and how their things are kept."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.models.enums import GroupKind, Role
from portfolio.people import queries
from portfolio.visibility import circle
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page

bp = Blueprint("people", __name__)


@bp.get("/people")
@guards.pupil
def mine() -> Response:
    """Everyone whom this child can show things to, and in plain words what they see."""
    me = here.someone
    groups = circle.groups_of(here.db, me.id, here.at, Role.PUPIL)
    mates = queries.mates(here.db, me.id, [group.id for group in groups], here.at)
    return page(
        "people/mine.html",
        family=circle.family_of(here.db, me.id, here.at),
        teachers=circle.teachers_of(here.db, me.id, here.at),
        groups=[(group.name, group.kind is GroupKind.CLASS, mates[group.id]) for group in groups],
        looks_first=[group.checks for group in groups if group.kind is GroupKind.CLASS],
    )
