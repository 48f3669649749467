"""The blueprint of second factors, and how a typed code is tried; no route."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from flask import Blueprint

from portfolio.factors import actions, authenticator, queries
from portfolio.web import guesses, passkeys
from portfolio.web.here import here
from portfolio.web.work import looking

if TYPE_CHECKING:
    from portfolio.factors.forms import ProofForm

bp = Blueprint("factors", __name__)

NOT_RIGHT = 422
TOO_OFTEN = 429


class Tried(Enum):
    """What a typed code came to."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_OFTEN = "too often"


def try_proof(person_id: int, form: ProofForm, purpose: str) -> Tried:
    """Use up what was shown, a passkey or a code, if it is theirs."""
    answer = form.answer()
    if answer is None:
        return try_code(person_id, form)
    return Tried.RIGHT if passkeys.proves(answer, purpose, person_id) else Tried.WRONG


def subject_of(person_id: int) -> str:
    """What a wrong code is counted against."""
    return f"second:{person_id}"


def try_code(person_id: int, form: ProofForm) -> Tried:
    """Use the typed code up if it is theirs, else count it as a guess."""
    subject = subject_of(person_id)
    typed = form.code.data or ""
    with looking() as db:
        is_open = guesses.is_open(db, subject)
        step = _step(queries.chance_of(db, person_id), person_id, typed)
        is_paper = is_open and len(typed) == actions.CODE_SIGNS
        code_id = queries.recovery_code(db, person_id, typed) if is_paper else None
    if not guesses.is_open(here.db, subject):
        return Tried.TOO_OFTEN
    if _is_used(person_id, step, code_id):
        return Tried.RIGHT
    guesses.note_wrong(subject)
    return Tried.WRONG


def _step(chance: str | None, person_id: int, typed: str) -> int | None:
    if chance is None:
        return None
    key = authenticator.key(here.settings.secret_key, person_id, chance)
    return authenticator.step_of(key, typed, here.at.now)


def _is_used(person_id: int, step: int | None, code_id: int | None) -> bool:
    """Whether it was theirs and opened nothing before; from now on it opens nothing more."""
    if step is not None:
        return actions.use_step(here.db, person_id, step)
    return code_id is not None and actions.use_code(here.db, code_id, person_id, here.at)
