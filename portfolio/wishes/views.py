"""A page to ask for somebody of the family, and the office's yes and no."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models.enums import PersonKind
from portfolio.once import actions as once
from portfolio.visibility import circle
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, say, see_other
from portfolio.wishes import actions, queries
from portfolio.wishes.forms import WishForm

bp = Blueprint("wishes", __name__)

NOT_RIGHT = 422
LAYOUTS = {PersonKind.PUPIL: "board", PersonKind.FAMILY: "family"}


def _children() -> dict[str, tuple[int, str]]:
    """For whom one may ask: a child for themself, a family member for each child of theirs.

    `NotThereError` for the staff. Whoever is tied to nobody, or kept away, has no child to ask for.
    """
    me = here.someone
    if me.kind is PersonKind.PUPIL:
        return {me.public_id: (me.id, me.first_name)}
    children = circle.children_of(here.db, me.id, here.at)
    if me.kind is not PersonKind.FAMILY:
        raise NotThereError
    return {child.public_id: (child.id, child.name) for child in children}


@bp.get("/asking")
@guards.person
def mine() -> Response:
    """Ask for somebody, and how it stands with those one asked for."""
    children = _children()
    return _page(children, WishForm(formdata=None))


def _page(children: dict[str, tuple[int, str]], form: WishForm, status: int = 200) -> Response:
    me = here.someone
    form.offer((public_id, name) for public_id, (_number, name) in children.items())
    return page(
        "wishes/mine.html",
        status,
        layout=f"layouts/{LAYOUTS[me.kind]}.html",
        is_child=me.kind is PersonKind.PUPIL,
        form=form,
        is_full=queries.is_full(here.db, me.id),
        wishes=queries.mine(here.db, me.id, here.at),
    )


@bp.post("/asking")
@guards.person
def ask() -> Response:
    """Ask the school for somebody."""
    me, children, form = here.someone, _children(), WishForm()
    if form.child.data and form.child.data not in children:
        raise NotThereError  # another family's child (T13)
    form.offer((public_id, name) for public_id, (_number, name) in children.items())
    is_right = form.validate()
    if not form.child.data:
        form.child.errors = [_("Please choose a child.")]
    if not is_right or not form.child.data or queries.is_full(here.db, me.id):
        return _page(children, form, NOT_RIGHT)
    key = tokens.fingerprint(f"{form.key.data} {form.child.data} {form.called.data}")
    if once.take(here.db, me.id, key, here.at) is None:
        number, _name = children[form.child.data]
        actions.ask(here.db, number, form.called.data or "", here.at, by=me.id)
        once.lead_to(here.db, me.id, key, url_for("wishes.mine"))
        say(_("Asked. The school will say yes or no."))
    return see_other("wishes.mine")


@bp.post("/asking/<public_id:wish_id>/yes")
@guards.office
@guards.proven
def grant(wish_id: str) -> Response:
    """Yes: on to the letter, with the name already typed."""
    wish = queries.waiting_or_404(here.db, here.someone.id, wish_id, here.at)
    actions.answer(here.db, wish_id, here.at, is_granted=True, by=here.someone.id)
    say(_("They are told. Now make the letter for %(called)s.", called=wish.called))
    return go_to(url_for("office.family", child_id=wish.child_id, called=wish.called))


@bp.post("/asking/<public_id:wish_id>/no")
@guards.office
def refuse(wish_id: str) -> Response:
    """No; whoever asked reads that, and no reason."""
    queries.waiting_or_404(here.db, here.someone.id, wish_id, here.at)
    actions.answer(here.db, wish_id, here.at, is_granted=False, by=here.someone.id)
    say(_("They are told that it is a no."))
    return see_other("office.school")


@bp.post("/asking/<public_id:wish_id>/withdraw")
@guards.office
def withdraw(wish_id: str) -> Response:
    """No letter after all; whoever asked reads a no."""
    queries.promised_or_404(here.db, here.someone.id, wish_id, here.at)
    actions.withdraw(here.db, wish_id, here.at, by=here.someone.id)
    say(_("They are told that it is a no."))
    return see_other("office.school")
