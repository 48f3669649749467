"""At home: a family member lets their child in on their own device, and is signed out by it.

The child's session is the child's: their own secret opens it, and nothing of the adult stays in
the browser but which adult let which child in, for ten minutes (decision 19).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import session, url_for

from portfolio.core.errors import NotThereError
from portfolio.family_cards import queries as family_cards
from portfolio.models.enums import Stage
from portfolio.passkeys import queries as passkeys
from portfolio.signin import actions as signin
from portfolio.signin import queries as doors
from portfolio.signin.forms import CardForm
from portfolio.tablets import queries
from portfolio.tablets.forms import CardCodeForm
from portfolio.tablets.views.blueprint import NOT_RIGHT, TOO_OFTEN, Door, bp, is_it_you
from portfolio.visibility import circle
from portfolio.web import addresses, arrivals, guards, signed_in
from portfolio.web.here import here
from portfolio.web.pages import page, see_other
from portfolio.web.work import keep, looking

if TYPE_CHECKING:
    from flask import Response

    from portfolio.tablets.queries import FaceOfClass, Unit

LET_IN = "let_in"
"""In the signed cookie: the adult's ended session and the child's public id."""


@bp.get("/let-in/children")
@guards.family
def my_children() -> Response:
    """Whom I may let in on this device, and what that means for me."""
    me = here.someone
    return page(
        "tablets/my_children.html",
        children=circle.children_of(here.db, me.id, here.at),
        ways_back=_ways_back(),
    )


def _ways_back() -> list[str]:
    """The adult's own ways in (passkey, card, mail): being signed out must not lock them out."""
    me = here.someone
    has = {
        "passkey": bool(passkeys.known(here.db, me.id)),
        "card": family_cards.has_card(here.db, me.id),
        "mail": addresses.can_mail() and bool(doors.address_of(here.db, me.id)),
    }
    return [way for way, is_theirs in has.items() if is_theirs]


@bp.post("/let-in/children/<public_id:child_id>")
@guards.family
def let_in(child_id: str) -> Response:
    """End my session here; this browser may ask for that child's secret now."""
    me = here.someone
    child = queries.my_child_or_404(here.db, me.id, child_id, here.at)
    if not _ways_back():
        return see_other("signin.email")
    answer = signed_in.end(see_other("tablets.is_it_my_child"))
    session[LET_IN] = {"by": me.token, "child": child.public_id}
    return answer


def _let_in(db: Unit) -> tuple[int, FaceOfClass]:
    """The adult who let a child in just now, and the child, while both still belong together."""
    said = session.get(LET_IN)
    if here.me is not None or not isinstance(said, dict):
        raise NotThereError
    adult_id = queries.let_in_by(db, said["by"], here.at)
    if adult_id is None:
        raise NotThereError
    return adult_id, queries.my_child_or_404(db, adult_id, said["child"], here.at)


def _stage(db: Unit, child: FaceOfClass) -> Stage:
    groups = circle.groups_of(db, child.id, here.at)
    return groups[0].stage if groups else Stage.OLDER


def _door(db: Unit) -> Door:
    adult_id, child = _let_in(db)
    known = queries.secret_of(db, child.id)
    return Door(
        child=child,
        secret=known,
        stage=_stage(db, child),
        secret_href=url_for("tablets.let_in_by_secret"),
        card_href=url_for("tablets.let_in_by_card"),
        back_href=url_for("signin.come_in"),
        again_href=url_for("tablets.my_childs_secret"),
        is_guessed_out=queries.is_guessed_out_at_home(db, adult_id, child.id, known, here.at),
    )


@bp.get("/let-in")
@guards.anyone
def is_it_my_child() -> Response:
    """Is this you? For the child who has the device now."""
    _adult, child = _let_in(here.db)
    yes, no = url_for("tablets.my_childs_secret"), url_for("signin.come_in")
    return is_it_you(child, _stage(here.db, child), yes, no)


@bp.get("/let-in/secret")
@guards.anyone
def my_childs_secret() -> Response:
    """What the child knows, or the card."""
    return _door(here.db).page()


@bp.post("/let-in/secret")
@guards.anyone
def let_in_by_secret() -> Response:
    """The child comes in by three pictures, or a word."""
    with looking() as db:
        door = _door(db)
    form = CardForm()
    is_right = door.knows(form)
    adult_id, child = _let_in(here.db)
    if _door(here.db).is_guessed_out:
        return _door(here.db).page(TOO_OFTEN)
    if door.lacks(form):
        return door.page(NOT_RIGHT, form=form)
    if not is_right:
        signin.note_wrong_guess(here.db, queries.subject_at_home(adult_id, child.id), here.at)
        keep()
        return _door(here.db).page(NOT_RIGHT, form=form)
    return arrivals.begin(child.id, way=signin.LET_IN)


@bp.post("/let-in/card")
@guards.anyone
def let_in_by_card() -> Response:
    """The child comes in by their own card."""
    door = _door(here.db)
    form = CardCodeForm()
    if door.takes(form):
        return arrivals.begin(door.child.id, way=signin.LET_IN)
    return door.page(NOT_RIGHT, card=form)
