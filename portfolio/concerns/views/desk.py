"""The safety lead's page: what waits, and what to do about each. The office sees that it waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from portfolio.concerns import actions
from portfolio.concerns.actions import URGENT
from portfolio.concerns.forms import KindNoteForm, NoteForm
from portfolio.concerns.views.blueprint import NOT_RIGHT, bp, sentence
from portfolio.models.enums import ConcernKind
from portfolio.visibility import concerned, concerns, openings, reads, sealed
from portfolio.web import guards, work
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.visibility.concerns import Raised


FIRST = URGENT | {ConcernKind.TOLD}
"""Kinds that stand on top."""


@bp.get("/safety")
@guards.office_or_lead
@guards.proven
def index() -> Response:
    """The open concerns, the urgent first; for the office only whether one waits for nobody."""
    me = here.someone
    is_lead = me.is_safety_lead
    return page(
        "concerns/index.html",
        is_lead=is_lead,
        waiting=_named(_urgent_first(me.id)) if is_lead else [],
        urgent=FIRST,
        hidden=_named(concerns.still_hidden(here.db, me.id, here.at)) if is_lead else [],
        to_review=bool(openings.to_review(here.db, me.id, here.at)),
        is_due=any(one.is_due for one in openings.untold(here.db, me.id, here.at)),
        to_open=bool(sealed.to_open(here.db, me.id, here.at)),
        for_nobody=concerned.read_by_nobody(here.db, me.id, here.at) if me.is_office else 0,
        has_lead=is_lead or concerned.has_lead(here.db, here.at),
    )


def _urgent_first(lead_id: int) -> list[Raised]:
    """Who may be hurt, and what a child told, before the rest; of each the oldest first."""
    rows = concerns.open_for(here.db, lead_id, here.at)
    return sorted(rows, key=lambda row: (row.kind not in FIRST, row.id))


def _named(rows: Sequence[Raised]) -> list[tuple[Raised, str]]:
    return [(row, sentence(row.kind)) for row in rows]


@bp.get("/safety/concerns/<public_id:concern_id>")
@guards.leads
def show(concern_id: str) -> Response:
    """One concern, and the words where this lead opened them."""
    return _page(_raised(concern_id))


def _raised(concern_id: str) -> Raised:
    return concerns.one_or_404(here.db, here.someone.id, concern_id, here.at)


def _page(
    raised: Raised,
    settling: NoteForm | None = None,
    sending_back: KindNoteForm | None = None,
    status: int = 200,
) -> Response:
    me = here.someone.id
    words = concerns.words_of(here.db, me, raised, here.at)
    if words is not None:
        _log_read(raised)
    sight = reads.sight_of(here.db, here.viewer, raised.item_id or reads.NO_ID)
    return page(
        "concerns/show.html",
        status,
        raised=raised,
        kind=sentence(raised.kind),
        words=words,
        is_seen=sight is not None,
        settling=settling or NoteForm(formdata=None),
        sending_back=sending_back or KindNoteForm(formdata=None),
    )


def _log_read(raised: Raised) -> None:
    """Each look at opened words is a row of the log, or they are not sent (T72)."""
    if request.method in work.READS:
        with here.database.unit() as db:
            actions.words_read(db, raised, here.someone.id, here.at)
    else:  # a form given back, whose unit would be undone
        actions.words_read(here.db, raised, here.someone.id, here.at)
        work.keep()


def _back(raised: Raised) -> Response:
    return see_other("concerns.show", concern_id=raised.public_id)


@bp.post("/safety/concerns/<public_id:concern_id>/reading")
@guards.leads
def read(concern_id: str) -> Response:
    """*I have read it*."""
    raised = _raised(concern_id)
    actions.read(here.db, raised, here.someone.id, here.at)
    say(_("Whoever said it is told that you read it."))
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/words")
@guards.leads
def open_words(concern_id: str) -> Response:
    """*Show the words*: written down first; they lie open for an hour."""
    raised = _raised(concern_id)
    actions.open_words(here.db, raised, here.someone.id, here.at)
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/holding/end")
@guards.leads
def put_back(concern_id: str) -> Response:
    """Others see it again."""
    raised = _raised(concern_id)
    actions.put_back(here.db, raised, here.someone.id, here.at)
    say(_("Others see it again."), undo=url_for("concerns.hold", concern_id=concern_id))
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/holding")
@guards.leads
def hold(concern_id: str) -> Response:
    """Hold it back, whatever its kind."""
    raised = _raised(concern_id)
    actions.hold(here.db, raised, here.someone.id, here.at)
    say(_("It is hidden."), undo=url_for("concerns.put_back", concern_id=concern_id))
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/removal")
@guards.leads
def remove_words(concern_id: str) -> Response:
    """Nobody reads the words any more."""
    raised = _raised(concern_id)
    actions.remove_words(here.db, raised, here.someone.id, here.at)
    undo = url_for("concerns.bring_back_words", concern_id=concern_id)
    say(_("The words are removed. Nobody reads them any more."), undo=undo)
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/removal/end")
@guards.leads
def bring_back_words(concern_id: str) -> Response:
    """Undo that."""
    raised = _raised(concern_id)
    actions.bring_back_words(here.db, raised, here.someone.id, here.at)
    say(_("The words stand where they stood."))
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/putting-up")
@guards.leads
def put_up_words(concern_id: str) -> Response:
    """Let flagged words be heard in the family."""
    raised = _raised(concern_id)
    try:
        actions.put_up_words(here.db, raised, here.someone.id, here.at)
        say(_("The family can read the words now."))
    except actions.SettledError:
        say(_("The words wait no more. Look again."))
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/sending-back")
@guards.leads
def send_back_words(concern_id: str) -> Response:
    """Send flagged words back to their author, with a kind note."""
    raised, form = _raised(concern_id), KindNoteForm()
    if not form.validate():
        return _page(raised, sending_back=form, status=NOT_RIGHT)
    try:
        note = form.note.data or ""
        actions.send_back_words(here.db, raised, note, here.someone.id, here.at)
        say(_("The words went back with your note."))
    except actions.SettledError:
        say(_("The words wait no more. Look again."))
    return _back(raised)


@bp.post("/safety/concerns/<public_id:concern_id>/settling")
@guards.leads
def settle(concern_id: str) -> Response:
    """It is done with; the note stays for the safety leads."""
    raised, form = _raised(concern_id), NoteForm()
    if not form.validate():
        return _page(raised, settling=form, status=NOT_RIGHT)
    actions.settle(here.db, raised, form.note.data or "", here.someone.id, here.at)
    undo = url_for("concerns.open_again", concern_id=concern_id)
    say(_("Settled."), undo=undo)
    return see_other("concerns.index")


@bp.post("/safety/concerns/<public_id:concern_id>/settling/end")
@guards.leads
def open_again(concern_id: str) -> Response:
    """Open it again."""
    raised = _raised(concern_id)
    actions.open_again(here.db, raised, here.someone.id, here.at)
    say(_("It is open again."))
    return _back(raised)
