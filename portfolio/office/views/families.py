"""Families: who has come, who was invited, and letters. Teachers see their own children's only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, request, url_for
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.letters import queries as asked
from portfolio.models.enums import PaperKind
from portfolio.office import actions, ended, invitations, queries
from portfolio.office.forms import LONGEST_NAME, NEW_HOME, FamilyForm, tidy
from portfolio.office.views.blueprint import (
    NOT_RIGHT,
    back_to,
    bp,
    sent_before,
)
from portfolio.once import queries as once
from portfolio.paper import queries as paper
from portfolio.paper.forms import LetterOnPaperForm
from portfolio.visibility import roll
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, say, see_other
from portfolio.web.squares import squares

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
    ids = [child.id for child, _name, _group in children]
    return page(
        "office/families.html",
        children=children,
        classes=_classes(children),
        ties=_by_child(roll.ties_of(here.db, ids, here.at)),
        letters=_by_child(queries.open_letters(here.db, ids, here.at)),
        is_office=me.is_office,
        is_printing=bool(paper.runs_of(here.db, me.id, PaperKind.LETTERS, here.at)),
    )


def _classes(children: Iterable[tuple[Child, str, str]]) -> dict[str, str]:
    """The classes for which one may print letters: names by public id."""
    me = here.someone
    if me.is_office:
        return {public_id: name for _child, name, public_id in children}
    mine = queries.my_classes(here.db, me.id, here.at)
    return {group.public_id: group.name for group in mine}


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
    asked_for = FamilyForm(formdata=None, called=tidy(request.args.get("called"))[:LONGEST_NAME])
    return _family_page(_child_or_404(child_id), form=asked_for)


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


@bp.get("/families/<public_id:child_id>/letters")
@guards.office_or_teacher
def family_again(child_id: str) -> Response:
    """Where a form was given back, or a letter shown once: to open it anew leads to the family."""
    return redirect_to("office.family", child_id=_child_or_404(child_id).public_id)


@bp.post("/families/<public_id:child_id>/letters")
@guards.office_or_teacher
@guards.proven
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
    if not _is_meant(child, form):
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
        number=tokens.spaced(tokens.number_beside(here.settings.secret_key, code)),
        form=LetterOnPaperForm(formdata=None),
        squares=squares(address),
        school=queries.school_name(here.db),
        site=urlsplit(address).netloc,
    )


def _is_meant(child: Child, form: FamilyForm) -> bool:
    """Whether the word is new for the child, or a second one is meant; sent twice asks nothing."""
    if once.was_taken(here.db, here.someone.id, form.key.data or ""):
        return True
    known = asked.known(here.db, [child.id], here.at)[child.id]
    return form.may_be_made(child.name, known)


@bp.post("/families/<public_id:child_id>/letters/<public_id:letter_id>/end")
@guards.office_or_teacher
@guards.proven
def end_letter(child_id: str, letter_id: str) -> Response:
    """That letter opens no more."""
    child = _child_or_404(child_id)
    number = queries.letter_or_404(here.db, letter_id, child.id, here.at)
    invitations.end(here.db, number, here.at, by=here.someone.id)
    say(_("That letter does not open any more."))
    return see_other("office.family", child_id=child_id)


@bp.post("/families/<public_id:child_id>/ties/<public_id:tie_id>/end")
@guards.office_or_teacher
@guards.proven
def end_tie(child_id: str, tie_id: str) -> Response:
    """An adult belongs to this child no more; it can be undone on the same day.

    Pressed twice, it has ended already.
    """
    child = _child_or_404(child_id)
    try:
        number = queries.tie_or_404(here.db, tie_id, child.id, here.at)
    except NotThereError:
        number = _ended_today(tie_id, child)
        if ended.is_tied_again(here.db, number, here.at):
            return _tied_by_a_newer_letter(child)
    else:
        actions.end_tie(here.db, number, here.at, by=here.someone.id)
    back = url_for("office.put_back_tie", child_id=child_id, tie_id=tie_id)
    say(_("They see nothing of %(name)s any more.", name=child.name), undo=back)
    return see_other("office.family", child_id=child_id)


def _ended_today(tie_id: str, child: Child) -> int:
    """What I ended today; for the office also what anybody did: from now on it is its ending."""
    me = here.someone
    try:
        return ended.tie_or_404(here.db, tie_id, child.id, here.at, ended_by=me.id)
    except NotThereError:
        if not me.is_office:
            raise
    number = ended.tie_or_404(here.db, tie_id, child.id, here.at, ended_by=None)
    if not ended.is_tied_again(here.db, number, here.at):
        actions.end_tie_too(here.db, number, here.at, by=me.id)
    return number


def _tied_by_a_newer_letter(child: Child) -> Response:
    sentence = _("They belong to %(name)s by a newer letter. Nothing changed.", name=child.name)
    say(sentence, tone="note")
    return see_other("office.family", child_id=child.public_id)


@bp.post("/families/<public_id:child_id>/ties/<public_id:tie_id>/back")
@guards.office_or_teacher
@guards.proven
def put_back_tie(child_id: str, tie_id: str) -> Response:
    """Undo today's ending: one's own, or for the office anybody's. Pressed twice, it is undone."""
    child = _child_or_404(child_id)
    try:
        _put_back(tie_id, child)
    except (NotThereError, RefusedError) as error:
        if not ended.is_tie_put_back(here.db, tie_id, child.id, here.at, by=here.someone.id):
            if isinstance(error, NotThereError):
                raise
            return _tied_by_a_newer_letter(child)
    return see_other("office.family", child_id=child_id)


def _put_back(tie_id: str, child: Child) -> None:
    me = here.someone
    number = ended.tie_or_404(
        here.db, tie_id, child.id, here.at, ended_by=None if me.is_office else me.id
    )
    actions.put_back_tie(here.db, number, here.at, by=me.id)
