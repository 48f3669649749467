"""Families: who has come, who was invited, and letters. Teachers see their own children's only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, url_for
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.office import actions, invitations, queries
from portfolio.office.forms import NEW_HOME, FamilyForm
from portfolio.office.views.blueprint import (
    NOT_RIGHT,
    back_to,
    bp,
    sent_before,
    squares,
)
from portfolio.visibility import roll
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.office.queries import AnyRow, Child

    Rows = Iterable[AnyRow]


@bp.get("/families")
@guards.office_or_teacher
def families() -> Response:
    """All children whose families one may invite."""
    me = here.someone
    children = queries.children(here.db, me.id, here.at, is_office=me.is_office)
    ids = [child.id for child, _group in children]
    return page(
        "office/families.html",
        children=children,
        ties=_by_child(roll.ties_of(here.db, ids, here.at)),
        letters=_by_child(queries.open_letters(here.db, ids, here.at)),
    )


def _by_child(rows: Rows) -> dict[int, list[AnyRow]]:
    found: dict[int, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(row.pupil_id, []).append(row)
    return found


def _child_or_404(public_id: str) -> Child:
    me = here.someone
    return queries.child_or_404(here.db, me.id, public_id, here.at, is_office=me.is_office)


@bp.get("/families/<public_id:child_id>")
@guards.office_or_teacher
def family(child_id: str) -> Response:
    """One child's family."""
    return _family_page(_child_or_404(child_id))


def _family_page(child: Child, status: int = 200, form: FamilyForm | None = None) -> Response:
    form = form or FamilyForm(formdata=None)
    form.offer(_homes(child))
    return page(
        "office/family.html",
        status,
        child=child,
        ties=roll.ties_of(here.db, [child.id], here.at),
        letters=queries.open_letters(here.db, [child.id], here.at),
        form=form,
    )


def _homes(child: Child) -> list[tuple[str, str]]:
    return [(home.public_id, home.name) for home in queries.households(here.db, child.id, here.at)]


@bp.post("/families/<public_id:child_id>/letters")
@guards.office_or_teacher
def invite_family(child_id: str) -> Response:
    """Make a letter for one adult, and show it once."""
    child = _child_or_404(child_id)
    form = FamilyForm()
    homes = {home.public_id: home.id for home in queries.households(here.db, child.id, here.at)}
    if form.home.data and form.home.data not in {NEW_HOME, *homes}:
        raise NotThereError  # another child's home (T13)
    form.offer(_homes(child))
    if not form.validate():
        return _family_page(child, NOT_RIGHT, form)
    before = sent_before(form.key.data, back_to("family", child_id=child_id))
    if before is not None:
        return before
    place = invitations.FamilyPlace(
        child.id, form.called.data or "", homes.get(form.home.data), form.home_name()
    )
    code = invitations.invite_family(here.db, place, here.at, by=here.someone.id)
    address = addresses.for_paper(url_for("signin.letter", token=code))
    return page(
        "office/letter.html",
        child=child,
        called=place.called,
        address=address,
        code=tokens.grouped(code),
        squares=squares(address),
        school=queries.school_name(here.db),
        site=urlsplit(address).netloc,
    )


@bp.post("/families/<public_id:child_id>/letters/<public_id:letter_id>/end")
@guards.office_or_teacher
def end_letter(child_id: str, letter_id: str) -> Response:
    """That letter opens no more."""
    child = _child_or_404(child_id)
    number = queries.letter_or_404(here.db, letter_id, child.id, here.at)
    invitations.end(here.db, number, here.at, by=here.someone.id)
    say(_("That letter does not open any more."))
    return see_other("office.family", child_id=child_id)


@bp.post("/families/<public_id:child_id>/ties/<public_id:tie_id>/end")
@guards.office_or_teacher
def end_tie(child_id: str, tie_id: str) -> Response:
    """An adult belongs to this child no more; it can be undone on the same day."""
    child = _child_or_404(child_id)
    number = queries.tie_or_404(here.db, tie_id, child.id, here.at)
    actions.end_tie(here.db, number, here.at, by=here.someone.id)
    back = url_for("office.put_back_tie", child_id=child_id, tie_id=tie_id)
    say(_("They see nothing of %(name)s any more.", name=child.name), undo=back)
    return see_other("office.family", child_id=child_id)


@bp.post("/families/<public_id:child_id>/ties/<public_id:tie_id>/back")
@guards.office_or_teacher
def put_back_tie(child_id: str, tie_id: str) -> Response:
    """Undo today's ending: one's own, or for the office anybody's."""
    me, child = here.someone, _child_or_404(child_id)
    number = queries.ended_tie_or_404(
        here.db, tie_id, child.id, here.at, ended_by=None if me.is_office else me.id
    )
    try:
        actions.put_back_tie(here.db, number, here.at, by=me.id)
    except RefusedError:
        sentence = _("They belong to %(name)s by a newer letter. Nothing changed.", name=child.name)
        say(sentence, tone="note")
    return see_other("office.family", child_id=child_id)
