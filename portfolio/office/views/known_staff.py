"""A way in for staff whom a list put on the roll: an invitation to be who they are already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from portfolio.office import invitations, queries
from portfolio.office.views.blueprint import bp
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import page

if TYPE_CHECKING:
    from flask import Response


@bp.post("/office/staff/<public_id:person_id>/invitation")
@guards.office
@guards.proven
def invite_known(person_id: str) -> Response:
    """Make the invitation and show its address once; the one before it opens no more."""
    person = queries.without_way_in_or_404(here.db, person_id, here.at)
    queries.may_let_in_or_404(here.db, here.someone.id, person.id, here.at)
    place = invitations.StaffPlace(person.name, person_id=person.id)
    token = invitations.invite_staff(here.db, place, here.at, by=here.someone.id)
    return page(
        "office/staff_letter.html",
        called=person.name,
        place=None,
        school=queries.school_name(here.db),
        address=addresses.for_paper(url_for("signin.invitation", token=token)),
    )
