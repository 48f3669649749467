"""The turn of the school year: suggested, looked at, and done as it was shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.roll import queries
from portfolio.roll.actions import taking_over
from portfolio.roll.actions import year as actions
from portfolio.roll.forms import (
    CLASSES_AT_MOST,
    YearForm,
    suggested_rows,
    typed_rows,
    year_plan,
)
from portfolio.roll.views.blueprint import NOT_RIGHT, bp, weighty
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.roll.forms import YearRow
    from portfolio.roll.planning.year import YearPlan

CHANGED = 409
SEPTEMBER = 9


@bp.get("/office/year")
@weighty
def year() -> Response:
    """What next year could be like."""
    form = YearForm(formdata=None, on=_first_of_september(here.at.today))
    return _page(form, suggested_rows(queries.year_classes(here.db, here.at)))


def _first_of_september(today: date) -> date:
    """When most years begin; a school elsewhere chooses another day."""
    this = date(today.year, SEPTEMBER, 1)
    return this if this >= today else date(today.year + 1, SEPTEMBER, 1)


def _page(form: YearForm, rows: list[YearRow], status: int = 200) -> Response:
    return page(
        "roll/year.html",
        status,
        form=form,
        rows=rows,
        staff=queries.staff(here.db, here.at),
        is_too_much=len(rows) > CLASSES_AT_MOST,
        today=here.at.today,
    )


@bp.post("/office/year/preview")
@weighty
def preview_year() -> Response:
    """What would happen on that day; nothing is done."""
    form, rows = YearForm(), typed_rows(queries.year_classes(here.db, here.at))
    plan = _plan(form, rows)
    return _page(form, rows, NOT_RIGHT) if plan is None else _preview(form, rows, plan)


def _plan(form: YearForm, rows: list[YearRow]) -> YearPlan | None:
    """The plan that was typed; None where something does not fit."""
    is_right = form.validate() and form.today_or_later(here.at.today)
    if not is_right or any(row.error for row in rows) or form.on.data is None:
        return None
    return year_plan(form.on.data, rows, queries.staff(here.db, here.at))


def _preview(form: YearForm, rows: list[YearRow], plan: YearPlan, status: int = 200) -> Response:
    has_changed = bool(form.plan.data) and form.plan.data != plan.print()
    form.plan.data = plan.print()
    return page(
        "roll/year_preview.html",
        status,
        form=form,
        rows=rows,
        plan=plan,
        has_changed=has_changed,
        is_today=plan.on <= here.at.today,
    )


@bp.post("/office/year")
@weighty
def turn_year() -> Response:
    """Do it, if it is still what was shown; else show it again."""
    taking_over.hold(here.db)
    form, rows = YearForm(), typed_rows(queries.year_classes(here.db, here.at))
    plan = _plan(form, rows)
    if plan is None:
        return _page(form, rows, NOT_RIGHT)
    if form.plan.data != plan.print() or not plan.steps:
        return _preview(form, rows, plan, CHANGED)
    actions.turn(here.db, plan, here.at, by=here.someone.id)
    say(_("The new school year is ready."))
    return see_other("office.school")
