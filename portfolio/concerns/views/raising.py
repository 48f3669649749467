"""*Something is not right*, on an item or on words: two taps. And one's own, with what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.concerns import actions, queries
from portfolio.concerns.actions import URGENT, Said
from portfolio.concerns.forms import PRESSED, ConcernForm
from portfolio.concerns.views.blueprint import LAYOUTS, NOT_RIGHT, address, bp, sentence
from portfolio.core.errors import NotThereError
from portfolio.models.enums import ConcernKind, PersonKind, Stage
from portfolio.visibility import concerned, reads
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.visibility.reads import Sight


@bp.get("/items/<public_id:item_id>/concern")
@guards.person
def item(item_id: str) -> Response:
    """Say that a thing is not right."""
    _sight_or_404(item_id)
    return _ask(ConcernForm(formdata=None), item_id)


def _sight_or_404(item_id: str) -> Sight:
    """The thing of somebody who was shown it: an opening has no concern to make a key of."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    if sight.is_by_opening:
        raise NotThereError
    return sight


@bp.post("/items/<public_id:item_id>/concern")
@guards.person
def raise_item(item_id: str) -> Response:
    """Take it; an urgent kind hides the thing at once."""
    sight, form = _sight_or_404(item_id), ConcernForm()
    if not form.validate():
        return _ask(form, item_id, status=NOT_RIGHT)
    said = _said(form)
    actions.about_item(here.db, here.viewer, sight, said)
    return _thanks(said.kind)


@bp.get("/comments/<public_id:comment_id>/concern")
@guards.person
def words(comment_id: str) -> Response:
    """Say that somebody's words are not right."""
    sight, _number = reads.comment_or_404(here.db, here.viewer, comment_id)
    return _ask(ConcernForm(formdata=None), sight.public_id, comment_id)


@bp.post("/comments/<public_id:comment_id>/concern")
@guards.person
def raise_words(comment_id: str) -> Response:
    """Take it; an urgent kind hides the words at once."""
    sight, number = reads.comment_or_404(here.db, here.viewer, comment_id)
    form = ConcernForm()
    if not form.validate():
        return _ask(form, sight.public_id, comment_id, NOT_RIGHT)
    said = _said(form)
    actions.about_words(here.db, here.viewer, sight, number, said)
    return _thanks(said.kind)


def _said(form: ConcernForm) -> Said:
    return Said(ConcernKind(form.kind.data), form.line.data or "", address())


def _thanks(kind: ConcernKind) -> Response:
    if kind in URGENT:
        say(_("Thank you for saying so. It is hidden until a grown-up has looked."), tone="warm")
    else:
        say(_("Thank you for saying so."), tone="warm")
    return see_other("concerns.mine")


def _ask(
    form: ConcernForm, item_id: str, comment_id: str | None = None, status: int = 200
) -> Response:
    me = here.someone
    return page(
        "concerns/raise.html",
        status,
        layout=LAYOUTS[me.kind],
        is_child=me.kind is PersonKind.PUPIL,
        form=form,
        kinds=[(kind.value, sentence(kind), kind in URGENT) for kind in _offered()],
        item_id=item_id,
        comment_id=comment_id,
        has_lead=_has_lead(),
    )


def _has_lead() -> bool:
    """Whether a grown-up would read it; a child from whom every lead is kept is told the truth."""
    me = here.someone
    if me.kind is PersonKind.PUPIL:
        return concerned.has_lead_for(here.db, me.id, here.at)
    return concerned.has_lead(here.db, here.at)


def _offered() -> list[ConcernKind]:
    """The youngest choose among three: what is unkind feels wrong, too."""
    is_early = here.someone.stage is Stage.EARLY
    return [kind for kind in PRESSED if not (is_early and kind is ConcernKind.UNKIND)]


@bp.get("/concerns")
@guards.person
def mine() -> Response:
    """What one has said, and whether it was read."""
    me = here.someone
    found = queries.mine(here.db, me.id)
    return page(
        "concerns/mine.html",
        layout=LAYOUTS[me.kind],
        is_child=me.kind is PersonKind.PUPIL,
        said=[(one, sentence(one.kind)) for one in found],
    )
