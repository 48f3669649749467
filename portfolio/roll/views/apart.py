"""Whom the office keeps from a child. The list is for the office and the safety lead alone.

Whoever of them is kept from a child has no page about it here; nobody reads, sets or ends one
about themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from portfolio.core.errors import NotThereError, RefusedError
from portfolio.office import invitations
from portfolio.office import queries as office
from portfolio.roll import queries
from portfolio.roll.actions import apart as actions
from portfolio.roll.forms import ApartForm
from portfolio.roll.views.blueprint import NOT_RIGHT, bp, weighty, weighty_to_read
from portfolio.visibility import apart
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.roll.queries import AnyRow


@bp.get("/office/restrictions")
@weighty_to_read
def restrictions() -> Response:
    """All restrictions that hold or will; for the office, the children to choose from."""
    return page(
        "roll/restrictions.html",
        restrictions=apart.restrictions(here.db, here.someone.id, here.at),
        children=_children() if here.someone.is_office else [],
    )


def _children() -> list[tuple[str, AnyRow]]:
    return queries.children(here.db, here.someone.id, here.at)


def _child_or_404(child_id: str) -> AnyRow:
    """The child; as absent for whoever is kept from it as for anybody whom it does not know."""
    office.not_kept_or_404(here.db, here.someone.id, child_id, here.at)
    return queries.child_or_404(here.db, child_id, here.at)


@bp.get("/office/restrictions/<public_id:child_id>")
@weighty
def child_restrictions(child_id: str) -> Response:
    """Who is kept from one child, and whom else to keep away."""
    child = _child_or_404(child_id)
    return _page(child, ApartForm(formdata=None, from_on=here.at.today))


def _page(child: AnyRow, form: ApartForm, status: int = 200) -> Response:
    _offer(form, child)
    letters = office.open_letters(here.db, [child.id], here.at)
    return page(
        "roll/restriction.html",
        status,
        child=child,
        restrictions=apart.restrictions(here.db, here.someone.id, here.at, child.id),
        letters=letters,
        waiting={one.public_id for one in apart.waiting(here.db, letters, here.at)},
        may_have_card=apart.may_have_card(here.db, child.id, here.at),
        nobody_looks=apart.nobody_looks(here.db, child.id, here.at),
        rooms=queries.classes_of(here.db, child.id, here.at),
        form=form,
        today=here.at.today,
    )


def _offer(form: ApartForm, child: AnyRow) -> None:
    """Anybody but oneself: whether one holds already would tell of it."""
    found = queries.everybody_but(here.db, child.id, here.at)
    form.offer([one for one in found if one.public_id != here.someone.public_id])


@bp.post("/office/restrictions/<public_id:child_id>")
@weighty
def keep_apart(child_id: str) -> Response:
    """Keep somebody from the child."""
    child = _child_or_404(child_id)
    form = ApartForm()
    _offer(form, child)
    if not form.validate() or not form.today_or_later(here.at.today):
        return _page(child, form, NOT_RIGHT)
    try:
        ended = actions.keep_apart(here.db, _keeping(child, form), here.at, by=here.someone.id)
    except RefusedError:
        form.person.errors = [_("They are kept away already. End that one first.")]
        return _page(child, form, NOT_RIGHT)
    say(_told(ended))
    return see_other("roll.child_restrictions", child_id=child_id)


def _told(ended: int) -> str:
    told = _("It holds from the first day on. Nobody else is told.")
    if not ended:
        return told
    letters = ngettext("%(num)d unused letter ended.", "%(num)d unused letters ended.", ended)
    return f"{told} {letters}"


def _keeping(child: AnyRow, form: ApartForm) -> actions.Keeping:
    return actions.Keeping(
        queries.person_or_404(here.db, str(form.person.data)),
        child.id,
        form.reason.data or "",
        form.from_on.data or here.at.today,
        form.until_on.data,
    )


@bp.post("/office/restrictions/<public_id:child_id>/<public_id:person_id>/end")
@weighty
def end_restriction(child_id: str, person_id: str) -> Response:
    """Nothing stands between those two any more."""
    child = _child_or_404(child_id)
    person = queries.person_or_404(here.db, person_id)
    if person == here.someone.id:
        raise NotThereError
    actions.end(here.db, person, child.id, here.at, by=here.someone.id)
    say(_("That restriction is over."))
    return see_other("roll.child_restrictions", child_id=child_id)


@bp.post("/office/restrictions/<public_id:child_id>/letters/<public_id:letter_id>/end")
@weighty
def end_letter(child_id: str, letter_id: str) -> Response:
    """That letter of the child opens no more: it may be for whom the office keeps away."""
    child = _child_or_404(child_id)
    number = office.letter_or_404(here.db, letter_id, child.id, here.at)
    invitations.end(here.db, number, here.at, by=here.someone.id)
    say(_("That letter does not open any more."))
    return see_other("roll.child_restrictions", child_id=child_id)


@bp.post("/office/restrictions/<public_id:child_id>/letters/<public_id:letter_id>/confirm")
@weighty
def confirm_letter(child_id: str, letter_id: str) -> Response:
    """That letter of the child may open, although it is like a tie of somebody kept away."""
    child = _child_or_404(child_id)
    number = office.letter_or_404(here.db, letter_id, child.id, here.at)
    invitations.confirm(here.db, number, here.at, by=here.someone.id)
    say(_("That letter opens now."))
    return see_other("roll.child_restrictions", child_id=child_id)
