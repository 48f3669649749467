"""Each error's one page. Hidden, forbidden and absent are the same one (product.md, rule 6).

Nothing that anybody typed is logged: only the kind of error and where it happened.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from flask import current_app, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portfolio.core.errors import (
    BusyError,
    ClosedForFamiliesError,
    NotAllowedError,
    NotThereError,
    ProofNeededError,
    RefusedError,
    StandsStillError,
)
from portfolio.core.storage import StorageError
from portfolio.models.enums import StandstillKind
from portfolio.watching import lines
from portfolio.web import proofs, signed_in, tablets, work
from portfolio.web.forms import StaleFormError, is_from_here, typed_words
from portfolio.web.here import here
from portfolio.web.pages import as_json, come_again, page, unsay, wants_json
from portfolio.web.work import READS

if TYPE_CHECKING:
    from flask import Flask, Response

log = logging.getLogger("portfolio")

WORDS = ("title", "words", "note", "line")
"""Fields of any form in which somebody may have typed for a while."""


def finish(response: Response) -> Response:
    """End the request's unit; where even that fails, the answer says so and nothing is saved."""
    try:
        return work.finish(response)
    except StandsStillError as error:
        return stands_still(error)
    except IntegrityError as error:
        return sent_twice(error)
    except SQLAlchemyError as error:
        return no_database(error)


def register(app: Flask) -> None:
    """Give every kind of error its page."""
    app.register_error_handler(NotThereError, not_there)
    app.register_error_handler(404, not_there)
    app.register_error_handler(405, not_there)
    app.register_error_handler(NotAllowedError, not_allowed)
    app.register_error_handler(ProofNeededError, prove_first)
    app.register_error_handler(ClosedForFamiliesError, closed_for_families)
    app.register_error_handler(StandsStillError, stands_still)
    app.register_error_handler(RefusedError, refused)
    app.register_error_handler(BusyError, busy)
    app.register_error_handler(StaleFormError, stale)
    app.register_error_handler(CSRFError, lost_token)
    app.register_error_handler(413, too_much)
    app.register_error_handler(IntegrityError, sent_twice)
    app.register_error_handler(SQLAlchemyError, no_database)
    app.register_error_handler(StorageError, no_store)
    app.register_error_handler(HTTPException, other)
    app.register_error_handler(Exception, broken)


def not_there(_error: Exception) -> Response:
    """Absent or hidden: the one friendly 404; to nobody signed in it says to come in first.

    That is one and the same at every address that is not open to anybody, be it there or not.
    """
    return _nothing() if here.me is not None or _is_open_to_anybody() else _come_in()


def _nothing() -> Response:
    if wants_json():
        return as_json({"sentence": _("It is not here.")}, 404)
    return page("errors/not_there.html", 404, typed=_given_back())


def _come_in() -> Response:
    """The ways in, and what nobody typed in this very request: it is saved nowhere else."""
    if wants_json():
        return as_json({"sentence": _("Please come in again.")}, 404)
    return page(
        "errors/come_in.html",
        404,
        typed=_given_back(),
        was_away=signed_in.was_away(),
        is_tablet=tablets.may_be_here(),
    )


def _is_open_to_anybody() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "guard", None) == "anyone"


def _given_back() -> list[tuple[str, str]]:
    """The words of this request, for whoever typed them (`acting`), or where nobody is here.

    None of a form that is too large to be read, nor of one that another site sent.
    """
    if request.method != "POST" or not is_from_here():
        return []
    try:
        is_theirs = here.me is None or request.form.get("acting") == here.me.public_id
        return [one for one in typed_words() if one[0] in WORDS] if is_theirs else []
    except RequestEntityTooLarge:
        return []


def not_allowed(_error: Exception) -> Response:
    """Seen, but not theirs to do."""
    return _sentence(403, _("That is not yours to do"), _("Only its owner can do that."))


def prove_first(_error: Exception) -> Response:
    """Theirs to do, once they have shown their second factor again."""
    if wants_json():
        return as_json({"sentence": _("Please show again that it is you.")}, 403)
    return proofs.ask()


def closed_for_families(_error: Exception) -> Response:
    """The school has stopped all families: nothing was done, and no letter or link was used up."""
    unsay()
    here.db.rollback()
    if wants_json():
        return as_json({"sentence": _("The school has closed this for families for now.")}, 503)
    return page("errors/closed_for_families.html", 503)


def stands_still(error: StandsStillError) -> Response:
    """All of it is being put back or moved: nothing was saved, and the words are given back."""
    typed = _given_back()
    unsay()
    here.db.rollback()
    here.forget()
    moves = error.kind in {StandstillKind.MOVING, StandstillKind.MOVED}
    heading = _("The space is moving house") if moves else _("The space is being put back")
    if wants_json():
        answer = as_json({"sentence": heading + ". " + _("Nothing was saved.")}, 503)
    else:
        answer = page("errors/stands_still.html", 503, heading=heading, typed=typed)
    answer.headers["Retry-After"] = "300"
    return answer


def refused(error: RefusedError) -> Response:
    """An action said no, with its sentence, where no form could say it."""
    return _sentence(422, _("That did not work"), error.sentence)


def busy(_error: Exception) -> Response:
    """Too many photos at this moment: a script tries again by itself, whoever reads it does."""
    unsay()
    here.db.rollback()
    onward = _("Yours is safe here, we try again.") if wants_json() else _("Please try again soon.")
    return come_again(_sentence(503, _("Many photos are coming in just now"), onward))


def stale(_error: Exception) -> Response:
    """A form of somebody who sat here before: nothing saved, nothing shown (T38).

    What they typed is theirs alone, so it is not given back to whoever sits here now. What a page
    saved by itself before stays saved, so only this press is spoken of.
    """
    return _sentence(
        409,
        _("Someone else is here now"),
        _("That page was made for someone else. This was not saved."),
    )


def lost_token(_error: Exception) -> Response:
    """The token is missing or old: give the words back, to be sent with one press."""
    if here.me is None or not is_from_here() or wants_json():
        return _sentence(
            400, _("Please try once more"), _("This page was open too long. Nothing was saved.")
        )
    return _send_again(400, _("This page was open too long."))


def _send_again(status: int, why: str) -> Response:
    """All that was typed, to be sent with one press."""
    fields, action = list(typed_words()), request.full_path
    return page("errors/send_again.html", status, why=why, fields=fields, action=action)


def too_much(_error: Exception) -> Response:
    """More bytes or parts than a form may have."""
    return _sentence(
        413,
        _("That is too big to send"),
        _("Send fewer photos, or smaller ones. Nothing was saved."),
    )


def sent_twice(error: IntegrityError) -> Response:
    """Two of the same at the same moment: the first one counts."""
    note(error)
    unsay()
    here.db.rollback()  # the page's menu may ask again only after the failed unit is undone
    return _sentence(409, _("That was sent twice"), _("We kept the first one. Go back and look."))


def no_database(error: SQLAlchemyError) -> Response:
    """Where the rule cannot be asked, nothing is there (T78); a save is told to wait (F04)."""
    note(error)
    unsay()
    here.db.rollback()
    here.forget()
    if request.method in READS:
        return _nothing()
    return come_again(
        _sentence(
            503, _("Please wait a little"), _("It is busy here. Nothing was saved. Try again soon.")
        )
    )


def no_store(error: StorageError) -> Response:
    """Photos cannot be kept or read now: nothing was saved, the words come back (F03, F05)."""
    note(error)
    unsay()
    here.db.rollback()
    why = _("Photos cannot be kept just now.")
    if here.me is None or request.method in READS or not is_from_here() or wants_json():
        soon = _("Nothing was saved. Try again soon.")
        return come_again(_sentence(503, _("Please wait a little"), f"{why} {soon}"))
    return come_again(_send_again(503, why))


def other(error: HTTPException) -> Response:
    """Whatever else the web has a number for."""
    code = error.code or 500
    return _sentence(code, _("That did not work"), _("Go back and try it once more."))


def broken(error: Exception) -> Response:
    """A fault of ours: said in words, noted without anybody's."""
    note(error)
    unsay()
    here.forget()
    text = _("It was not you. Please try again in a minute.")
    number = _("Who tells the school of it may say this number: %(number)s", number=lines.number())
    return _sentence(500, _("Something broke here"), f"{text} {number}")


def _sentence(status: int, heading: str, text: str) -> Response:
    """The page of an error; a script gets its sentences, for the page that is being typed in."""
    if wants_json():
        return as_json({"sentence": f"{heading}. {text}"}, status)
    return page("errors/sentence.html", status, heading=heading, text=text)


def note(error: BaseException) -> None:
    """Log the kind of error and where: never a path, which may hold a card's secret, nor words."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s at %s\n%s", type(error).__name__, request.endpoint, where)
