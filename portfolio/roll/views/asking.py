"""A list of ties that waits: which letters it would make, and yes. It ties nobody by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import ngettext

from portfolio.core.errors import NotThereError
from portfolio.once import actions as once
from portfolio.roll import queries
from portfolio.roll.actions import asking as actions
from portfolio.roll.actions import taking_over, uploads
from portfolio.roll.forms import LettersYesForm
from portfolio.roll.reading.rows import Sheet
from portfolio.roll.views import sentences
from portfolio.roll.views.blueprint import CHANGED, NOT_RIGHT, WRONG_SHOWN, bp, weighty
from portfolio.roll.views.letters_preview import letters_preview
from portfolio.web import addresses
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, say

if TYPE_CHECKING:
    from flask import Response

    from portfolio.roll.planning.known import Known
    from portfolio.roll.planning.letters import LettersPlan
    from portfolio.roll.queries import AnyRow


def letters_page(upload: AnyRow, status: int = 200) -> Response:
    """What such a list would do, to be said yes to."""
    known = queries.known(here.db, here.at)
    plan = queries.letters_plan_of(here.db, upload, known, here.at)
    return _page(upload, plan, known, LettersYesForm(formdata=None), status)


def _page(
    upload: AnyRow, plan: LettersPlan, known: Known, form: LettersYesForm, status: int
) -> Response:
    return page(
        "roll/letters.html",
        status,
        upload=upload,
        plan=plan,
        preview=letters_preview(plan, known),
        wrong=sentences.of_rows(plan.wrong),
        wrong_shown=WRONG_SHOWN,
        has_changed=form.shows(plan.print()),
        form=form,
    )


@bp.post("/office/roll/uploads/<public_id:upload_id>/letters")
@weighty
def confirm_letters(upload_id: str) -> Response:
    """Begin all the letters, if they are still those that were shown; else show them again."""
    taking_over.hold(here.db)
    form = LettersYesForm()
    key = form.key.data or ""
    before = once.take(here.db, here.someone.id, key, here.at)
    if before:
        return go_to(before)
    upload = queries.upload_or_404(here.db, upload_id, here.someone.id, here.at)
    if Sheet.from_json(upload.sheet).ties is None:
        raise NotThereError
    known = queries.known(here.db, here.at)
    plan = queries.letters_plan_of(here.db, upload, known, here.at)
    if form.plan.data != plan.print() or not plan.is_ready:
        return _page(upload, plan, known, form, CHANGED)
    if not form.fits(plan.to_type):
        return _page(upload, plan, known, form, NOT_RIGHT)
    return _begun(upload, plan, key)


def _begun(upload: AnyRow, plan: LettersPlan, key: str) -> Response:
    """On to the paper: one run, or the list of them."""
    addresses.for_paper("/")  # no letter is made where no address is known
    me = here.someone.id
    runs = actions.ask(here.db, plan, upload.digest, here.at, by=me)
    uploads.drop(here.db, upload.id)
    say(
        ngettext(
            "%(num)d letter is on its way.", "%(num)d letters are on their way.", len(plan.letters)
        )
    )
    alone = url_for("paper.run", run_id=runs[0]) if len(runs) == 1 else ""
    led_to = alone or url_for("paper.runs")
    once.lead_to(here.db, me, key, led_to)
    return go_to(led_to)
