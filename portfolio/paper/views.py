"""Cards and letters as PDF: for a whole class by a job, and the one that was just made.

A PDF is drawn for the answer and kept nowhere; none carries a name in its file name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.letters import queries as asked
from portfolio.models.enums import PaperKind, Stage
from portfolio.office import queries as office
from portfolio.once import actions as once
from portfolio.once import queries as taken
from portfolio.paper import actions, queries
from portfolio.paper.forms import (
    MOST_CHILDREN,
    NEW_HOME,
    SAME_HOME,
    CardsForm,
    CodeOnPaperForm,
    LetterLine,
    LetterOnPaperForm,
    LettersForm,
    PlainForm,
)
from portfolio.paper.printing import cards_of, letters_of, one_card, one_letter
from portfolio.tablets.naming import shown
from portfolio.visibility import circle
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, pdf, say, see_other

if TYPE_CHECKING:
    from portfolio.office.queries import AnyRow, Child

bp = Blueprint("paper", __name__)

NOT_RIGHT = 422
NAME_CHARACTERS = 60
"""As many as the column holds (models/people.py)."""


def site() -> str:
    """What stands on paper before a door's path; `RefusedError` where no address is known."""
    return urlsplit(addresses.for_paper("/")).netloc


def _taken(form: PlainForm | LettersForm) -> Response | None:
    """Where the form led that was sent before."""
    led_to = once.take(here.db, here.someone.id, form.key.data or "", here.at)
    return None if led_to is None else go_to(led_to or url_for("office.families"))


def _begun(form: PlainForm | LettersForm, run_id: str) -> Response:
    """On to the run."""
    led_to = url_for("paper.run", run_id=run_id)
    once.lead_to(here.db, here.someone.id, form.key.data or "", led_to)
    return go_to(led_to)


# ---------------------------------------------------------------- cards


@bp.get("/paper/cards/<public_id:group_id>")
@guards.teacher
def cards(group_id: str) -> Response:
    """What a press would do: cards for those without, or new ones for all, the old ones dead."""
    group = office.my_class_or_404(here.db, here.someone.id, group_id, here.at)
    children = circle.children_for(here.db, here.someone.id, group.id, here.at)
    new = _without_card([child.id for child in children])
    return page(
        "paper/cards.html",
        group=group,
        children=children,
        new=[child.first_name for child in children if child.id in new],
        form=CardsForm(formdata=None),
    )


def _without_card(ids: list[int]) -> list[int]:
    have = office.with_card(here.db, ids)
    return [number for number in ids if number not in have]


@bp.post("/paper/cards/<public_id:group_id>")
@guards.teacher
def make_cards(group_id: str) -> Response:
    """New cards for the whole class, or for those of it who have none."""
    me = here.someone
    group = office.my_class_or_404(here.db, me.id, group_id, here.at)
    site()
    form = CardsForm()
    before = _taken(form)
    if before is not None:
        return before
    ids = [child.id for child in circle.children_for(here.db, me.id, group.id, here.at)]
    if form.is_for_new:
        ids = _without_card(ids)
    if form.is_for_new and not ids:
        say(_("Everybody has a card already."), tone="note")
        return see_other("office.one_class", group_id=group_id)
    begun = actions.begin_cards(here.db, group.id, Stage(group.stage), ids, here.at, me.id)
    return _begun(form, begun)


@bp.post("/paper/cards/<public_id:group_id>/children/<public_id:child_id>")
@guards.teacher
def draw_card(group_id: str, child_id: str) -> Response:
    """The card that was just made, as PDF: its code comes from the page that showed it."""
    group = office.my_class_or_404(here.db, here.someone.id, group_id, here.at)
    child = office.child_in_class_or_404(here.db, here.someone.id, group.id, child_id, here.at)
    form = CodeOnPaperForm()
    if not form.validate():
        raise NotThereError
    code = form.code.data or ""
    found = queries.card_by_code(here.db, code, child.id)
    name = _name_in_class(group.id, child)
    return pdf(one_card(here, found, name, code, group.name, site()), "card")


def _name_in_class(group_id: int, child: Child) -> str:
    mates = circle.children_for(here.db, here.someone.id, group_id, here.at)
    return shown((mate.id, mate.first_name, mate.surname) for mate in mates)[child.id]


# ---------------------------------------------------------------- letters


@bp.get("/paper/letters/<public_id:group_id>")
@guards.office_or_teacher
@guards.proven
def letters(group_id: str) -> Response:
    """Who of each family gets a letter."""
    return _letters_page(_class_or_404(group_id), LettersForm(formdata=None))


def _class_or_404(group_id: str) -> AnyRow:
    """Any class for the office, a teacher's own for a teacher."""
    me = here.someone
    if me.is_office:
        return office.class_or_404(here.db, group_id)
    return office.my_class_or_404(here.db, me.id, group_id, here.at)


def _letters_page(group: AnyRow, form: LettersForm, status: int = 200) -> Response:
    if not hasattr(form, "children"):
        _offer(group, form)
    too_many = len(form.children) > MOST_CHILDREN
    return page("paper/letters.html", status, group=group, form=form, too_many=too_many)


def _offer(group: AnyRow, form: LettersForm) -> dict[tuple[int, str], int]:
    """Offer the children of the class with their homes; gives the homes' numbers."""
    children = circle.children_for(here.db, here.someone.id, group.id, here.at)
    homes = office.homes_of(here.db, [child.id for child in children], here.at)
    names = shown((child.id, child.first_name, child.surname) for child in children)
    form.offer(
        [(c.id, c.public_id, names[c.id], c.face) for c in children],
        {
            number: [(home.public_id, home.name) for home in found]
            for number, found in homes.items()
        },
        asked.known(here.db, [child.id for child in children], here.at),
    )
    return {(number, home.public_id): home.id for number, found in homes.items() for home in found}


@bp.post("/paper/letters/<public_id:group_id>")
@guards.office_or_teacher
@guards.proven
def make_letters(group_id: str) -> Response:
    """Letters for the class."""
    group, form = _class_or_404(group_id), LettersForm()
    homes = _offer(group, form)
    form.may_ask = not taken.was_taken(here.db, here.someone.id, form.key.data or "")
    if not form.validate():
        return _letters_page(group, form, NOT_RIGHT)
    site()
    before = _taken(form)
    if before is not None:
        return before
    wishes = [_wish(line, homes) for line in form.wanted()]
    begun = actions.begin_letters(
        here.db, group.id, wishes, form.language.data or "", here.at, here.someone.id
    )
    return _begun(form, begun)


def _wish(line: LetterLine, homes: dict[tuple[int, str], int]) -> actions.LetterWish:
    own = _("Home of %(called)s", called=line.called)[:NAME_CHARACTERS].strip()
    is_known = line.home not in {NEW_HOME, SAME_HOME}
    return actions.LetterWish(
        line.child_id,
        line.called,
        homes[line.child_id, line.home] if is_known else None,
        own,
        is_same=line.home == SAME_HOME,
    )


@bp.post("/paper/letters/children/<public_id:child_id>")
@guards.office_or_teacher
def draw_letter(child_id: str) -> Response:
    """The letter that was just made, as PDF: its code comes from the page that showed it."""
    me = here.someone
    child = office.child_or_404(here.db, me.id, child_id, here.at, is_office=me.is_office)
    form = LetterOnPaperForm()
    code = form.code.data or ""
    found = queries.open_letters(here.db, [code], here.at).get(code)
    if not form.validate() or found is None or found.pupil_id != child.id:
        raise NotThereError
    return pdf(one_letter(here, found, code, form.language.data or "", site()), "letter")


# ---------------------------------------------------------------- a run


@bp.get("/paper/runs")
@guards.office_or_teacher
def runs() -> Response:
    """One's own letters that can still be drawn: a list of families makes a run for each class."""
    found = queries.runs_of(here.db, here.someone.id, PaperKind.LETTERS, here.at)
    progress = queries.progress_of(here.db, [one.id for one in found])
    return page(
        "paper/runs.html",
        runs=sorted(found, key=lambda one: (one.group, -one.id)),
        progress=progress,
        together=sum(progress.values(), queries.NOTHING),
    )


@bp.get("/paper/runs/<public_id:run_id>")
@guards.office_or_teacher
def run(run_id: str) -> Response:
    """How far it is; then the PDF. Nobody but its maker finds it."""
    found = queries.run_or_404(here.db, here.someone.id, run_id, here.at)
    return page(
        "paper/run.html",
        run=found,
        is_cards=found.kind is PaperKind.CARDS,
        progress=queries.progress(here.db, found.id),
    )


@bp.get("/paper/runs/<public_id:run_id>/pdf")
@guards.office_or_teacher
def draw_run(run_id: str) -> Response:
    """All that was made, as one PDF; not before everything is."""
    found = queries.run_or_404(here.db, here.someone.id, run_id, here.at)
    if not queries.progress(here.db, found.id).is_done:
        raise NotThereError
    if found.kind is PaperKind.CARDS:
        return pdf(cards_of(here, found, site()), "cards")
    return pdf(letters_of(here, found, site()), "letters")


@bp.post("/paper/runs/<public_id:run_id>/end")
@guards.office_or_teacher
def end_run(run_id: str) -> Response:
    """Its maker has it: nobody draws it again."""
    me = here.someone
    found = queries.run_or_404(here.db, me.id, run_id, here.at)
    actions.end(here.db, found.id, here.at, by=me.id)
    say(_("Good. This page is closed now."))
    if found.kind is PaperKind.CARDS:
        return see_other("office.one_class", group_id=found.group_public_id)
    more = queries.runs_of(here.db, me.id, PaperKind.LETTERS, here.at)
    return see_other("paper.runs" if more else "office.families")
