"""*To check*: the desk of a teacher, the two results of a look, their undoing, waiting times."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request, session, url_for
from flask_babel import gettext as _

from portfolio.checking import actions, queries
from portfolio.checking.actions import ChangedError, Look, SettledError, TooLateError
from portfolio.checking.forms import STARTS, CheckForm
from portfolio.checking.views.lines import lines, named, to_settle, what
from portfolio.core.errors import NotThereError
from portfolio.models.enums import CheckResult
from portfolio.visibility import reads
from portfolio.visibility.rights import Right, require
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, say, see_other
from portfolio.web.pictures import pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.checking.queries import Entry

bp = Blueprint("checking", __name__)


@bp.route("/to-check", methods=["GET"])
@guards.teacher
def to_check() -> Response:
    """The queue, with one entry in full: the one that the address names, else the first."""
    return _desk(request.args.get("comment") or request.args.get("item"))


def _desk(
    code: str | None, status: int = 200, *, form: CheckForm | None = None, changed: bool = False
) -> Response:
    """The desk with the entry called `code`; `form` is one that did not fit, given back."""
    entries, words = queries.desk(here.db, here.viewer)
    place = _place(entries, code)
    chosen = None if place is None else entries[place]
    return page(
        "checking/to_check.html",
        status,
        lines=lines(entries, chosen),
        to_settle=to_settle(words),
        chosen=chosen,
        what=what(chosen) if chosen else "",
        is_gone=chosen is None and code is not None,
        changed=changed,
        form=form or CheckForm(formdata=None),
        starts=STARTS,
        undo_href=_undo_href(),
        skip=_skip(entries, place),
        **_shown(chosen),
    )


def _place(entries: Sequence[Entry], code: str | None) -> int | None:
    """Where the named entry stands, the first where none is named; None: it waits no more.

    Never another in its place: a teacher would put up what they did not mean to.
    """
    codes = [entry.code for entry in entries]
    if code is None:
        return 0 if codes else None
    return codes.index(code) if code in codes else None


def _skip(entries: Sequence[Entry], place: int | None) -> str | None:
    """Where the entry after that place is, going round; None where there is no other."""
    if place is None or not entries[1:]:
        return None
    return f"{url_for('checking.to_check')}?{named(entries[(place + 1) % len(entries)])}"


def _shown(chosen: Entry | None) -> dict[str, Any]:
    """The photos of the chosen entry as pages draw them, and what stands beside it."""
    if chosen is None:
        return {"photos": [], "facts": None}
    alt = chosen.work.title or _("A photo by %(name)s", name=chosen.work.owner)
    facts = queries.facts(here.db, here.viewer, chosen)
    return {"photos": pictures(chosen.work.photos, alt), "facts": facts}


@bp.route("/items/<public_id:item_id>/checks", methods=["GET"])
@guards.teacher
def item_again(item_id: str) -> Response:
    """Where the desk gave a note back: to open it anew leads to the desk."""
    require(Right.CHECK, reads.item_or_404(here.db, here.viewer, item_id))
    return redirect_to("checking.to_check", item=item_id)


@bp.route("/items/<public_id:item_id>/checks", methods=["POST"])
@guards.teacher
def check_item(item_id: str) -> Response:
    """Settle what waits of an item, if it is still what the teacher saw."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    require(Right.CHECK, sight)
    form = CheckForm()
    if not form.validate():
        return _desk(item_id, 422, form=form)
    look = Look(CheckResult(str(form.result.data)), form.full_note(), form.shares())
    try:
        check = actions.check_item(here.db, here.viewer, sight, form.number(), look)
    except ChangedError:
        return _desk(item_id, 409, form=form, changed=True)
    except SettledError:
        return _settled()
    return _done(look, url_for("checking.undo_check", check_id=check.public_id))


@bp.route("/comments/<public_id:comment_id>/checks", methods=["GET"])
@guards.teacher
def comment_again(comment_id: str) -> Response:
    """The same for words that wait."""
    sight, _number = reads.comment_or_404(here.db, here.viewer, comment_id)
    require(Right.CHECK, sight)
    return redirect_to("checking.to_check", comment=comment_id)


@bp.route("/comments/<public_id:comment_id>/checks", methods=["POST"])
@guards.teacher
def check_comment(comment_id: str) -> Response:
    """Put a comment up, or send it back; one that was taken back meanwhile is settled."""
    try:
        sight, number = reads.comment_or_404(here.db, here.viewer, comment_id)
    except NotThereError:
        if queries.was_taken_back(here.db, here.viewer, comment_id):
            return _settled()
        raise
    require(Right.CHECK, sight)
    form = CheckForm()
    if not form.validate():
        return _desk(comment_id, 422, form=form)
    look = Look(CheckResult(str(form.result.data)), form.full_note())
    try:
        actions.check_comment(here.db, here.viewer, sight, number, look)
    except SettledError:
        return _settled()
    return _done(look, url_for("checking.undo_comment_check", comment_id=comment_id))


def _done(look: Look, undo: str) -> Response:
    """On to the next; the one way back stands on the desk for ten minutes.

    By no title: what a child takes down meanwhile must be named nowhere, and in no cookie.
    """
    until = (here.at.now + actions.UNDO_WITHIN).isoformat()
    session["last_look"] = {"href": undo, "until": until}
    is_up = look.result is CheckResult.UP
    say(_("You said yes to it.") if is_up else _("Sent back with your note."))
    return see_other("checking.to_check")


def _settled() -> Response:
    say(_("Somebody has looked at that one already, or it was taken down."))
    return see_other("checking.to_check")


def _undo_href() -> str | None:
    """Where this browser's last look can still be undone."""
    last: dict[str, str] | None = session.get("last_look")
    if not last or datetime.fromisoformat(last["until"]) < here.at.now:
        return None
    return last["href"]


@bp.route("/checks/<public_id:check_id>/undoing", methods=["POST"])
@guards.teacher
def undo_check(check_id: str) -> Response:
    """The item waits again, as long as it did before."""
    try:
        item_id = actions.undo_check(here.db, here.viewer, check_id)
    except TooLateError:
        return _too_late()
    return _undone(item=item_id)


@bp.route("/comments/<public_id:comment_id>/checks/undoing", methods=["POST"])
@guards.teacher
def undo_comment_check(comment_id: str) -> Response:
    """The comment waits again."""
    try:
        actions.undo_comment_check(here.db, here.viewer, comment_id)
    except TooLateError:
        return _too_late()
    return _undone(comment=comment_id)


def _undone(**named: str) -> Response:
    session.pop("last_look", None)
    say(_("Undone. It waits again."))
    return see_other("checking.to_check", **named)


def _too_late() -> Response:
    session.pop("last_look", None)
    say(_("That can no longer be undone: something happened since."))
    return see_other("checking.to_check")


@bp.route("/waiting-times", methods=["GET"])
@guards.staff
def waiting_times() -> Response:
    """How many wait in each class, and since when: numbers of work, no titles, no names."""
    me = here.someone
    of_all = me.is_office or me.is_safety_lead
    waits = queries.waits(here.db, here.viewer, of_all=of_all)
    return page("checking/waiting_times.html", waits=waits, of_all=of_all)
