"""*Tell someone*: a child's words to a teacher or the safety lead, about no thing that is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.concerns import actions
from portfolio.concerns.actions import Said
from portfolio.concerns.forms import TellForm, WordlessTellForm
from portfolio.concerns.views.blueprint import NOT_RIGHT, address, bp
from portfolio.core import tokens
from portfolio.models.enums import ConcernFor, ConcernKind, Stage
from portfolio.once import actions as once
from portfolio.visibility import circle, concerned
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


@bp.get("/tell")
@guards.pupil
def tell() -> Response:
    """Whom to tell, and a number to ring."""
    return _page(_form()(formdata=None))


def _form() -> type[WordlessTellForm]:
    """The youngest need no words: a grown-up comes and asks."""
    return WordlessTellForm if here.someone.stage is Stage.EARLY else TellForm


@bp.post("/tell")
@guards.pupil
def told_it() -> Response:
    """Take it. Where the child has no teacher, the safety lead reads it."""
    form, me = _form()(), here.someone
    if not form.validate():
        return _page(form, NOT_RIGHT)
    reads = _for_whom(form)
    if once.take(here.db, me.id, _key(form, reads), here.at) is None:
        said = Said(ConcernKind.TOLD, form.line.data or "", address())
        actions.tell(here.db, here.viewer, reads, said)
    if reads is ConcernFor.LEAD and not _has_lead():
        say(_("We keep it. Nobody can read it yet. Talk to a grown-up you trust."), tone="warm")
    else:
        say(_("You told it. Well done."), tone="warm")
    return see_other("concerns.mine")


def _key(form: WordlessTellForm, reads: ConcernFor) -> str:
    """The same words by the same form are told once; others are told, too: none get lost."""
    return tokens.fingerprint(f"{form.key.data} {reads} {form.line.data}")


def _for_whom(form: WordlessTellForm) -> ConcernFor:
    """Whom the child chose; the safety lead where they have no teacher.

    Also while nobody is that for them, from a page open since before: the words wait for whoever
    will be. They go to no teacher instead: the child chose, and they may be about that very
    teacher. Nor are they refused: a child who told once may not tell again. The office reads at
    once that they wait, and the child that nobody reads them yet.
    """
    return ConcernFor(form.reads.data) if _teachers() else ConcernFor.LEAD


def _has_lead() -> bool:
    """Whether somebody would read it: a lead who is kept from the child does not."""
    return concerned.has_lead_for(here.db, here.someone.id, here.at)


@bp.post("/concerns/<public_id:concern_id>/seen")
@guards.pupil
def got_it(concern_id: str) -> Response:
    """Put the card away that says that it was read."""
    actions.got_it(here.db, here.someone.id, concern_id, here.at)
    return see_other("notices.for_me")


def _teachers() -> list[str]:
    """The child's teachers as children call them, but those who are kept from the child."""
    me = here.someone.id
    away = circle.kept_from_child(here.db, me, here.at)
    return [row.name for row in circle.teachers_of(here.db, me, here.at) if row.id not in away]


def _page(form: WordlessTellForm, status: int = 200) -> Response:
    teachers = _teachers()
    return page("concerns/tell.html", status, form=form, teachers=teachers, has_lead=_has_lead())
