"""A teacher's class: its children, and the card and secret of each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, url_for
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models.enums import Role
from portfolio.office import actions, ended, queries
from portfolio.office.forms import ChildForm
from portfolio.office.views.blueprint import (
    NOT_RIGHT,
    back_to,
    bp,
    new_face,
    sent_before,
)
from portfolio.paper.forms import PlainForm
from portfolio.signin.forms import PICTURES
from portfolio.tablets import tries
from portfolio.visibility import circle
from portfolio.web import addresses, faces, guards
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, say, see_other
from portfolio.web.squares import squares
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
    children = circle.children_for(here.db, here.someone.id, group.id, here.at)
    ids = [child.id for child in children]
    return page(
        "office/my_class.html",
        status,
        group=group,
        classes=queries.my_classes(here.db, here.someone.id, here.at),
        children=children,
        with_card=queries.with_card(here.db, ids),
        waiting=tries.waiting(here.db, group.id, ids, here.at),
        form=form or ChildForm(formdata=None),
    )


@bp.get("/class/<public_id:group_id>/children")
@guards.teacher
def class_again(group_id: str) -> Response:
    """Where a name that did not fit was given back: to open it anew leads to the class."""
    queries.my_class_or_404(here.db, here.someone.id, group_id, here.at)
    return redirect_to("office.one_class", group_id=group_id)


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
    number, code = actions.add_child(here.db, group.id, new, secret, here.at, by=here.someone.id)
    child = queries.Child(
        number, queries.public_id_of(here.db, number), new.first_name, "", new.face
    )
    return _card_page(group, child, secret, code)


@bp.post("/class/<public_id:group_id>/children/<public_id:child_id>/card")
@guards.teacher
def make_card(group_id: str, child_id: str) -> Response:
    """A new card and secret; the old card is dead at once."""
    with looking() as db:
        group = queries.my_class_or_404(db, here.someone.id, group_id, here.at)
        child = queries.child_in_class_or_404(db, here.someone.id, group.id, child_id, here.at)
    secret = actions.choose_secret(group.stage)
    code = actions.make_card(here.db, child.id, secret, here.at, by=here.someone.id)
    return _card_page(group, child, secret, code)


def _card_page(
    group: AnyRow, child: queries.Child, secret: actions.ChosenSecret, code: str
) -> Response:
    address = addresses.for_paper(url_for("signin.card", token=code))
    return page(
        "office/card.html",
        group=group,
        child=child,
        form=PlainForm(formdata=None),
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
    """A child is in this class no more; it can be undone on the same day.

    Pressed twice, they have left already.
    """
    group = queries.my_class_or_404(here.db, here.someone.id, group_id, here.at)
    queries.not_kept_or_404(here.db, here.someone.id, child_id, here.at)
    name = end_membership(group.id, child_id, Role.PUPIL)
    back = url_for("office.put_back_in_class", group_id=group_id, child_id=child_id)
    say(_("%(name)s is not in this class any more.", name=name), undo=back)
    return see_other("office.one_class", group_id=group_id)


def end_membership(group_id: int, person_id: str, role: Role) -> str:
    """End a child's or a teacher's place in the class, unless I just did; gives their name.

    `NotThereError` where they have none in it.
    """
    me = here.someone.id
    try:
        member = queries.member_or_404(here.db, group_id, person_id, here.at, role)
    except NotThereError:
        member = ended.place_or_404(here.db, group_id, person_id, here.at, role=role, ended_by=me)
    else:
        actions.leave_class(here.db, group_id, member.id, here.at, by=me)
    return str(member.name)


@bp.post("/class/<public_id:group_id>/children/<public_id:child_id>/back")
@guards.teacher
def put_back_in_class(group_id: str, child_id: str) -> Response:
    """Undo today's leaving: one's own, or for the office anybody's. Pressed twice, it is undone."""
    me = here.someone
    group = queries.my_class_or_404(here.db, me.id, group_id, here.at)
    queries.not_kept_or_404(here.db, me.id, child_id, here.at)
    put_back(group.id, child_id, Role.PUPIL, ended_by=None if me.is_office else me.id)
    return see_other("office.one_class", group_id=group_id)


def put_back(group_id: int, person_id: str, role: Role, *, ended_by: int | None) -> None:
    """Put a child or a teacher back who left today, unless I just did; `NotThereError` for others.

    `ended_by` as in `ended.place_or_404`.
    """
    me = here.someone.id
    try:
        left = ended.place_or_404(
            here.db, group_id, person_id, here.at, role=role, ended_by=ended_by
        )
    except NotThereError:
        if not ended.is_place_put_back(here.db, group_id, person_id, here.at, role=role, by=me):
            raise
    else:
        actions.put_back_in_class(here.db, left.id, here.at, by=me)
