"""How far pictures of a child may go, for the office: one page at each child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.office import queries as office
from portfolio.pictured.actions import permitting
from portfolio.pictured.forms import PermissionForm
from portfolio.pictured.views.blueprint import NOT_RIGHT, bp
from portfolio.visibility import permits
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.office.queries import Child


@bp.get("/office/children/<public_id:child_id>/photos")
@guards.office
@guards.proven
def permissions(child_id: str) -> Response:
    """What holds today."""
    child = _child_or_404(child_id)
    form = PermissionForm(formdata=None)
    form.show(permits.permits(here.db, child.id, here.at))
    return _page(child, form)


def _child_or_404(child_id: str) -> Child:
    """A child of the school; absent for whoever of the office is kept from it."""
    return office.child_or_404(here.db, here.someone.id, child_id, here.at, is_office=True)


def _page(child: Child, form: PermissionForm, status: int = 200) -> Response:
    return page("pictured/permissions.html", status, child=child, form=form)


@bp.post("/office/children/<public_id:child_id>/photos")
@guards.office
@guards.proven
def permit(child_id: str) -> Response:
    """It holds at once, for everything that is up."""
    child = _child_or_404(child_id)
    form = PermissionForm()
    if not form.validate():
        return _page(child, form, NOT_RIGHT)
    is_new = permitting.permit(here.db, child.id, form.said(), here.at, by=here.someone.id)
    say(_("Kept. It holds from now on.") if is_new else _("That is how it was already."))
    return see_other("pictured.permissions", child_id=child_id)
