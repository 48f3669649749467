"""The second half of coming in: a code, after the password was right in this browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from portfolio.factors import actions, queries
from portfolio.factors.forms import ProofForm
from portfolio.factors.views.blueprint import NOT_RIGHT, TOO_OFTEN, Tried, bp, subject_of, try_proof
from portfolio.web import guards, guesses, passkeys, signed_in
from portfolio.web.arrivals import begin
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, say, see_other
from portfolio.web.work import looking

if TYPE_CHECKING:
    from flask import Response

    from portfolio.factors.queries import AnyRow

PURPOSE = "second"
"""What a passkey's answer is asked for here; it is good for nothing else."""

FEW = 3
"""With fewer recovery codes left, one is told so."""


def standing() -> AnyRow | None:
    """Who stands on the threshold in this browser; holds no lock."""
    with looking() as db:
        return queries.threshold(db, signed_in.standing(), here.at)


@bp.get("/staff/second")
@guards.anyone
def second() -> Response:
    """Asks for the second factor; whoever stands nowhere is led to the door."""
    found = standing()
    if found is None:
        return redirect_to("signin.staff")
    if not queries.of(here.db, found.person_id).any:
        return redirect_to("factors.first")
    return _second_page(found, ProofForm())


def _second_page(found: AnyRow, form: ProofForm, tried: Tried | None = None) -> Response:
    return page(
        "factors/second.html",
        200 if tried is None else NOT_RIGHT,
        form=form,
        name=found.name,
        factors=queries.of(here.db, found.person_id),
        is_wrong=tried is Tried.WRONG,
        asked=passkeys.ask(PURPOSE, found.person_id),
    )


@bp.post("/staff/second")
@guards.anyone
def cross() -> Response:
    """Come in, if the code is right."""
    found = standing()
    if found is None:
        return see_other("signin.staff")
    form = ProofForm()
    if not form.validate():
        return _second_page(found, form, Tried.RIGHT)
    tried = try_proof(found.person_id, form, PURPOSE)
    if tried is Tried.TOO_OFTEN:
        return page("signin/wait_a_little.html", TOO_OFTEN)
    if tried is Tried.WRONG:
        return _second_page(found, form, tried)
    if not actions.cross(here.db, found.id, here.at):
        return see_other("signin.staff")
    guesses.know(f"staff:{found.email}", subject_of(found.person_id))
    answer = begin(found.person_id, way=found.way, is_proved=True)
    say_what_is_left(found.person_id)
    return answer


def say_what_is_left(person_id: int) -> None:
    """Say when recovery codes run short."""
    left = queries.of(here.db, person_id).codes
    if left < FEW:
        say(
            ngettext(
                "You have %(num)d recovery code left. Make new ones soon.",
                "You have %(num)d recovery codes left. Make new ones soon.",
                left,
            )
            if left
            else _("You have no recovery code left. Make new ones now."),
            tone="note",
        )
