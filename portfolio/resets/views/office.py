"""The office helps: an address for a new password, and a fresh start for a lost second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.factors import actions as factors
from portfolio.office import queries as office
from portfolio.resets import actions
from portfolio.resets.views.blueprint import bp
from portfolio.signin import actions as signin
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


def _somebody_else(person_id: str) -> int:
    """Somebody of the staff who is not oneself: nobody helps themselves past their own lock.

    Nor into a class of a child from whom the office person is kept: its teacher is as absent.
    """
    number = office.staff_or_404(here.db, person_id, here.at)
    if number == here.someone.id:
        raise NotThereError
    office.may_let_in_or_404(here.db, here.someone.id, number, here.at)
    return number


@bp.post("/office/staff/<public_id:person_id>/password")
@guards.office
@guards.proven
def make(person_id: str) -> Response:
    """An address for a new password, shown once. Until it is used the old one stays."""
    number = _somebody_else(person_id)
    token = actions.make_by_office(here.db, number, here.at, by=here.someone.id)
    return page(
        "resets/made.html", address=addresses.for_paper(url_for("resets.choose", token=token))
    )


@bp.post("/office/staff/<public_id:person_id>/factors/end")
@guards.office
@guards.proven
def end_factors(person_id: str) -> Response:
    """Their second factors are over and they are signed out; they set up a new one."""
    number = _somebody_else(person_id)
    factors.forget_all(here.db, number, here.at, by=here.someone.id)
    signin.end_all(here.db, number, here.at)
    say(_("They set up a new second factor when they next come in."))
    return see_other("office.school")
