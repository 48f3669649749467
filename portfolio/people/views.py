"""My people: who is who for a child, what each can see, how things are kept; and one's own face."""

from __future__ import annotations

from flask import Blueprint, Response, session, url_for
from flask_babel import gettext as _

from portfolio.models.enums import GroupKind, PersonKind, Role
from portfolio.people import actions, queries
from portfolio.people.forms import FaceForm
from portfolio.visibility import circle
from portfolio.web import addresses, guards
from portfolio.web.arrivals import ON_THE_WAY_IN, home
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

bp = Blueprint("people", __name__)

NOT_RIGHT = 422


@bp.get("/people")
@guards.pupil
def mine() -> Response:
    """Everyone whom this child can show things to, and in plain words what they see."""
    me = here.someone
    groups = circle.groups_of(here.db, me.id, here.at, Role.PUPIL)
    ids = [group.id for group in groups]
    mates = queries.mates(here.db, me.id, ids, here.at)
    leaders = queries.mates(here.db, me.id, ids, here.at, Role.TEACHER)
    return page(
        "people/mine.html",
        family=circle.family_of(here.db, me.id, here.at),
        teachers=circle.teachers_of(here.db, me.id, here.at),
        groups=[
            (group.name, group.kind is GroupKind.CLASS, mates[group.id], leaders[group.id])
            for group in groups
        ],
        looks_first=[group.checks for group in groups if group.kind is GroupKind.CLASS],
    )


@bp.get("/people/face")
@guards.person
def my_face() -> Response:
    """One's own face, part by part."""
    return _face_page(FaceForm(formdata=None))


def _face_page(form: FaceForm, status: int = 200) -> Response:
    me = here.someone
    is_child = me.kind is PersonKind.PUPIL
    form.offer(me.face, is_child=is_child)
    layouts = {PersonKind.PUPIL: "board", PersonKind.FAMILY: "family", PersonKind.STAFF: "desk"}
    return page(
        "people/face.html",
        status,
        layout=f"layouts/{layouts[me.kind]}.html",
        is_child=is_child,
        form=form,
        home=url_for(addresses.home(me)),
    )


@bp.post("/people/face")
@guards.person
def choose_face() -> Response:
    """From now on that is one's face."""
    me, form = here.someone, FaceForm()
    form.offer(me.face, is_child=me.kind is PersonKind.PUPIL)
    if not form.validate():
        return _face_page(form, NOT_RIGHT)
    actions.choose_face(here.db, me.id, form.chosen(), here.at)
    say(_("This is your face now."))
    if session.pop(ON_THE_WAY_IN, False):
        return home(303)
    return see_other("people.my_face")
