"""Lists of items: *My space* for their owner, and what others show me for everyone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import current_app, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer

from portfolio.items import queries
from portfolio.items.views.blueprint import bp
from portfolio.items.views.cards import cards
from portfolio.models.enums import PersonKind
from portfolio.people import queries as people
from portfolio.visibility import asked, reads
from portfolio.visibility.reads import FROM_THE_NEWEST, After, AfterMine
from portfolio.web import guards
from portfolio.web.filters import day
from portfolio.web.here import here
from portfolio.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.items.queries import Said
    from portfolio.people.queries import Face
    from portfolio.visibility.reads import FeedRow, MineRow

SIZE = 20
"""Things on one page of a list."""

LAYOUTS = {
    PersonKind.PUPIL: "layouts/board.html",
    PersonKind.FAMILY: "layouts/family.html",
    PersonKind.STAFF: "layouts/desk.html",
}


@bp.get("/space")
@guards.pupil
def space() -> Response:
    """My own things, newest day first."""
    after = _after_mine()
    rows = reads.mine(here.db, here.viewer, after=after, size=SIZE + 1)
    here_rows = rows[:SIZE]
    states = asked.standings(here.db, [row.item_id for row in here_rows])
    words = {item_id: standing.value for item_id, standing in states.items()}
    older = url_for("items.space", after=_cursor_mine(here_rows)) if len(rows) > SIZE else None
    return page(
        "items/space.html",
        items=cards(here_rows, lambda _row, said: day(said.happened_on), words),
        older=older,
        is_first=after is FROM_THE_NEWEST,
    )


def _cursor_mine(rows: Sequence[MineRow]) -> str:
    """Where the page ended: signed, so that it asks about no other day."""
    return str(_cursors("mine").dumps([rows[-1].day.isoformat(), rows[-1].public_id]))


def _after_mine() -> AfterMine:
    """The place to go on from; one that we did not write begins anew."""
    try:
        ended_on, public_id = _cursors("mine").loads(request.args.get("after", ""))
    except (BadData, ValueError, TypeError):
        return FROM_THE_NEWEST
    item_id = queries.number_of(here.db, public_id)
    return FROM_THE_NEWEST if item_id is None else AfterMine(date.fromisoformat(ended_on), item_id)


@bp.get("/shared")
@guards.person
def shared() -> Response:
    """What others show me, newest first."""
    rows = reads.feed(here.db, here.viewer, after=_after(), size=SIZE + 1)
    here_rows = rows[:SIZE]
    owners = people.faces(here.db, {row.owner_id for row in here_rows})
    older = url_for("items.shared", after=_cursor(here_rows)) if len(rows) > SIZE else None
    return page(
        "items/shared.html",
        layout=LAYOUTS[here.someone.kind],
        kind=here.someone.kind.value,
        items=cards(here_rows, lambda row, said: _when(owners[row.owner_id], row, said)),
        older=older,
    )


def _when(owner: Face, row: FeedRow, _said: Said) -> str:
    return _("%(name)s · %(day)s", name=owner.name, day=day(row.since))


def _cursors(of: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=of)


def _cursor(rows: Sequence[FeedRow]) -> str:
    """Where the page ended: signed, so that nobody can ask about other places."""
    return str(_cursors("shared").dumps([rows[-1].since.isoformat(), rows[-1].public_id]))


def _after() -> After | None:
    """The place to go on from; one that we did not write begins anew."""
    try:
        since, public_id = _cursors("shared").loads(request.args.get("after", ""))
    except (BadData, ValueError, TypeError):
        return None
    item_id = queries.number_of(here.db, public_id)
    return None if item_id is None else After(datetime.fromisoformat(since), item_id)
