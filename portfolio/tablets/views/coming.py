"""A child comes in on a shared tablet: tap yourself, "is this you?", then the secret or the card.

Whoever is not in the tablet's class today, or while the class is off, is not there; neither is a
child from whom whoever opened the tablet is kept. The tablet's row is asked again in the unit that
begins the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from portfolio.core.errors import NotThereError, TabletIsOffError
from portfolio.signin import actions as signin
from portfolio.signin.forms import CardForm
from portfolio.tablets import queries
from portfolio.tablets.forms import CardCodeForm
from portfolio.tablets.views.blueprint import (
    NOT_RIGHT,
    NOT_THERE,
    TOO_OFTEN,
    Door,
    ask_teacher,
    bp,
    is_it_you,
)
from portfolio.web import arrivals, guards, tablets
from portfolio.web.here import here
from portfolio.web.pages import see_other
from portfolio.web.work import keep, looking

if TYPE_CHECKING:
    from flask import Response

    from portfolio.tablets.queries import FaceOfClass, ThisTablet, Unit


def _tablet(db: Unit) -> ThisTablet:
    """This very tablet, while its class is on and nobody is signed in; else `NotThereError`.

    Another child comes in only after the one before has finished: that ends, and clears, theirs.
    """
    tablet = tablets.found(db)
    if here.me is not None or tablet is None:
        raise NotThereError
    if not tablet.is_on:
        raise TabletIsOffError
    return tablet


@bp.errorhandler(TabletIsOffError)
def is_off(_error: Exception) -> Response:
    """The class was switched off in the middle of a secret: whom to ask, whoever was tapped."""
    tablet = tablets.found(here.db)
    if tablet is None:  # taken out in this very moment
        raise NotThereError
    return ask_teacher(tablet, NOT_THERE)


def _door(db: Unit, child_id: str) -> Door:
    tablet = _tablet(db)
    child = queries.face_or_404(db, tablet, child_id, here.at)
    known = queries.secret_of(db, child.id)
    return Door(
        child=child,
        secret=known,
        stage=tablet.stage,
        secret_href=url_for("tablets.open_by_secret", child_id=child_id),
        card_href=url_for("tablets.open_by_card", child_id=child_id),
        back_href=url_for("tablets.start"),
        again_href=url_for("tablets.secret", child_id=child_id),
        is_guessed_out=queries.is_guessed_out_on(db, tablet, child.id, known, here.at),
    )


@bp.get("/tablet/people/<public_id:child_id>")
@guards.anyone
def tapped(child_id: str) -> Response:
    """Is this you?"""
    tablet = _tablet(here.db)
    child = queries.face_or_404(here.db, tablet, child_id, here.at)
    yes = url_for("tablets.secret", child_id=child_id)
    return is_it_you(child, tablet.stage, yes, url_for("tablets.start"))


@bp.get("/tablet/people/<public_id:child_id>/secret")
@guards.anyone
def secret(child_id: str) -> Response:
    """The card, or what the child knows."""
    return _door(here.db, child_id).page()


@bp.post("/tablet/people/<public_id:child_id>/secret")
@guards.anyone
def open_by_secret(child_id: str) -> Response:
    """Come in by three pictures, or a word."""
    with looking() as db:
        door = _door(db, child_id)
    form = CardForm()
    is_right = door.knows(form)
    door = _door(here.db, child_id)
    if door.is_guessed_out:
        return door.page(TOO_OFTEN)
    if door.lacks(form):
        return door.page(NOT_RIGHT, form=form)
    if not is_right:
        subject = queries.subject_on_tablet(_tablet(here.db).id, door.child.id)
        signin.note_wrong_guess(here.db, subject, here.at)
        keep()
        return _door(here.db, child_id).page(NOT_RIGHT, form=form)
    return _begin(door.child)


@bp.post("/tablet/people/<public_id:child_id>/card")
@guards.anyone
def open_by_card(child_id: str) -> Response:
    """Come in by one's own card; another child's opens nothing here."""
    door = _door(here.db, child_id)
    form = CardCodeForm()
    if door.takes(form):
        return _begin(door.child)
    return door.page(NOT_RIGHT, card=form)


def _begin(child: FaceOfClass) -> Response:
    """A session of the child's own, on this tablet alone (T32); one that was left there ends."""
    tablet = _tablet(here.db)
    signin.end_on_tablet(here.db, tablet.id, here.at)
    return tablets.keep(arrivals.begin(child.id, way="tablet", tablet_id=tablet.id))


@bp.get("/tablet/card/<token:token>")
@guards.anyone
def card(token: str) -> Response:
    """To the face of whoever's card the camera's own app read, and no further.

    An address stays in the tablet's history: a card in one is no proof that somebody holds it.
    """
    tablet, owner = _tablet(here.db), queries.owner_of_card(here.db, token)
    for child in queries.faces(here.db, tablet, here.at):
        if child.id == owner:
            return see_other("tablets.tapped", child_id=child.public_id)
    raise NotThereError
