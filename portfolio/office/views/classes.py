"""A teacher's class: its children, and the card and secret of each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, url_for
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.models.enums import Role
from portfolio.office import actions, queries
from portfolio.office.forms import ChildForm
from portfolio.office.views.blueprint import (
    NOT_RIGHT,
    back_to,
    bp,
    new_face,
    sent_before,
    squares,
)
from portfolio.signin.forms import PICTURES
from portfolio.visibility import circle
from portfolio.web import addresses, faces, guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other
from portfolio.web.work import looking

if TYPE_CHECKING:
    from portfolio.office.queries import AnyRow


@bp.get("/class")
@guards.teacher
def my_class() -> Response:
    """The first of my classes."""
    mine = queries.my_classes(here.db, here.someone.id, here.at)
    if not mine:
        return page("office/no_class.html")
    return _class_page(mine[0])


@bp.get("/class/<public_id:group_id>")
@guards.teacher
def one_class(group_id: str) -> Response:
    """One of my classes."""
    return _class_page(queries.my_class_or_404(here.db, here.someone.id, group_id, here.at))


def _class_page(group: AnyRow, status: int = 200, form: ChildForm | None = None) -> Response:
    children = circle.members_of(here.db, group.id, here.at)
    return page(
        "office/my_class.html",
        status,
        group=group,
        classes=queries.my_classes(here.db, here.someone.id, here.at),
        children=children,
        with_card=queries.with_card(here.db, [child.id for child in children]),
        form=form or ChildForm(formdata=None),
    )


@bp.post("/class/<public_id:group_id>/children")
@guards.teacher
def add_child(group_id: str) -> Response:
    """Put a child on the roll, and show the card once."""
    with looking() as db:
        group = queries.my_class_or_404(db, here.someone.id, group_id, here.at)
    form = ChildForm()
    if not form.validate():
        return _class_page(group, NOT_RIGHT, form)
    secret = actions.choose_secret(group.stage)
    before = sent_before(form.key.data, back_to("one_class", group_id=group_id))
    if before is not None:
        return before
    new = actions.NewChild(
        form.first_name.data or "", form.surname.data or "", new_face(faces.CHILD)
    )
    _number, code = actions.add_child(here.db, group.id, new, secret, here.at, by=here.someone.id)
    return _card_page(group, new.first_name, new.face, secret, code)


@bp.post("/class/<public_id:group_id>/children/<public_id:child_id>/card")
@guards.teacher
def make_card(group_id: str, child_id: str) -> Response:
    """A new card and secret; the old card is dead at once."""
    with looking() as db:
        group = queries.my_class_or_404(db, here.someone.id, group_id, here.at)
        child = queries.child_in_class_or_404(db, group.id, child_id, here.at)
    secret = actions.choose_secret(group.stage)
    code = actions.make_card(here.db, child.id, secret, here.at, by=here.someone.id)
    return _card_page(group, child.name, child.face, secret, code)


def _card_page(
    group: AnyRow,
    name: str,
    face: str,
    secret: actions.ChosenSecret,
    code: str,
) -> Response:
    address = addresses.for_paper(url_for("signin.card", token=code))
    return page(
        "office/card.html",
        group=group,
        child={"name": name, "face": face},
        secret=secret,
        pictures=PICTURES,
        address=address,
        code=tokens.grouped(code),
        squares=squares(address),
        school=queries.school_name(here.db),
        site=urlsplit(address).netloc,
    )


@bp.post("/class/<public_id:group_id>/children/<public_id:child_id>/leave")
@guards.teacher
def leave_class(group_id: str, child_id: str) -> Response:
    """A child is in this class no more; it can be undone on the same day."""
    group = queries.my_class_or_404(here.db, here.someone.id, group_id, here.at)
    child = queries.child_in_class_or_404(here.db, group.id, child_id, here.at)
    actions.leave_class(here.db, group.id, child.id, here.at, by=here.someone.id)
    back = url_for("office.put_back_in_class", group_id=group_id, child_id=child_id)
    say(_("%(name)s is not in this class any more.", name=child.name), undo=back)
    return see_other("office.one_class", group_id=group_id)


@bp.post("/class/<public_id:group_id>/children/<public_id:child_id>/back")
@guards.teacher
def put_back_in_class(group_id: str, child_id: str) -> Response:
    """Undo today's leaving: one's own, or for the office anybody's."""
    me = here.someone
    group = queries.my_class_or_404(here.db, me.id, group_id, here.at)
    number = queries.left_today_or_404(
        here.db,
        group.id,
        child_id,
        here.at,
        role=Role.PUPIL,
        ended_by=None if me.is_office else me.id,
    )
    actions.put_back_in_class(here.db, number, here.at, by=me.id)
    return see_other("office.one_class", group_id=group_id)
