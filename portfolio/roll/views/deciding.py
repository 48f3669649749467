"""A list that waits: what it would change, questions to answer, and yes or no."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.models.enums import PersonKind
from portfolio.roll import queries
from portfolio.roll.actions import taking_over, uploads
from portfolio.roll.forms import QUESTIONS_AT_MOST, ConfirmForm, answers_to
from portfolio.roll.planning.compare import compare
from portfolio.roll.reading.rows import Sheet
from portfolio.roll.views import asking, sentences
from portfolio.roll.views.blueprint import CHANGED, NOT_RIGHT, WRONG_SHOWN, bp, weighty
from portfolio.roll.views.preview import name_of, preview, rooms_of
from portfolio.web import faces
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.roll.planning.plan import Plan
    from portfolio.roll.queries import AnyRow

CHANCE = 1 << 30
"""How many different faces a newcomer may be given by chance."""


@bp.get("/office/roll/uploads/<public_id:upload_id>")
@weighty
def show(upload_id: str) -> Response:
    """What the list would change."""
    upload = queries.upload_or_404(here.db, upload_id, here.someone.id, here.at)
    return _page(upload)


def _page(upload: AnyRow, status: int = 200, form: ConfirmForm | None = None) -> Response:
    sheet = Sheet.from_json(upload.sheet)
    if sheet.ties is not None:
        return asking.letters_page(upload, status)
    known = queries.known(here.db, here.at)
    plan = compare(sheet, known, upload.answers)
    form = form or ConfirmForm(formdata=None)
    return page(
        "roll/upload.html",
        status,
        upload=upload,
        plan=plan,
        preview=preview(plan, known),
        wrong=sentences.of_rows(plan.wrong),
        wrong_shown=WRONG_SHOWN,
        asks_too_much=len(plan.questions) > QUESTIONS_AT_MOST,
        has_changed=form.shows(plan.print()),
        name_of=name_of,
        stay_on=[name_of(one) for one in plan.stay_on],
        rooms_of=lambda one: rooms_of(one, known),
        form=form,
    )


@bp.post("/office/roll/uploads/<public_id:upload_id>/answers")
@weighty
def answer(upload_id: str) -> Response:
    """Say who the rows are that could be several people; the plan is then shown anew."""
    upload = queries.upload_or_404(here.db, upload_id, here.someone.id, here.at)
    given = answers_to(queries.plan_of(here.db, upload, here.at))
    uploads.answer(here.db, upload.id, {**upload.answers, **given})
    return see_other("roll.show", upload_id=upload_id)


@bp.post("/office/roll/uploads/<public_id:upload_id>/confirmation")
@weighty
def confirm(upload_id: str) -> Response:
    """Do all of it, if it is still what was shown; else show it again."""
    taking_over.hold(here.db)
    upload = queries.upload_or_404(here.db, upload_id, here.someone.id, here.at)
    plan = queries.plan_of(here.db, upload, here.at)
    form = ConfirmForm()
    if form.plan.data != plan.print() or not plan.is_ready:
        return _page(upload, CHANGED, form)
    if not form.fits(plan.to_type):
        return _page(upload, NOT_RIGHT, form)
    _do(upload, plan)
    return see_other("roll.roll")


def _do(upload: AnyRow, plan: Plan) -> None:
    me = here.someone
    taking_over.take_over(
        here.db,
        plan,
        upload.digest,
        here.at,
        by=me.id,
        sign_in_id=me.sign_in_id,
        face_of=_face,
    )
    uploads.drop(here.db, upload.id)
    done = _(
        "Done: %(new)d new, %(changed)d changed, %(gone)d left.",
        new=len(plan.arrivals),
        changed=len(plan.changes),
        gone=len(plan.leavers),
    )
    if any(one.kind is PersonKind.PUPIL for one in plan.arrivals):
        cards = _("Their teachers make the cards: My class, Print cards for the class.")
        done = f"{done} {cards}"
    say(done)


def _face(kind: PersonKind) -> str:
    age = faces.CHILD if kind is PersonKind.PUPIL else faces.ADULT
    return faces.choose(secrets.randbelow(CHANCE), age)


@bp.post("/office/roll/uploads/<public_id:upload_id>/end")
@weighty
def drop(upload_id: str) -> Response:
    """Do nothing of it; what it said is gone."""
    upload = queries.upload_or_404(here.db, upload_id, here.someone.id, here.at)
    uploads.drop(here.db, upload.id)
    say(_("Nothing was changed. The list is gone."))
    return see_other("roll.roll")
