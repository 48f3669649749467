"""A child is asked about a picture that they are in, answers, and may change their mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.models.enums import Answer
from portfolio.people import queries as people
from portfolio.pictured import pages, queries
from portfolio.pictured.actions import asking
from portfolio.pictured.views.blueprint import bp
from portfolio.visibility import of_me
from portfolio.visibility.rule import Reason
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other
from portfolio.web.pictures import pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.people.queries import Face
    from portfolio.visibility.of_me import Asking

NOT_ME = "not-me"
ANSWERS = {"yes": Answer.YES, "no": Answer.NO, "cover": Answer.COVER}


@bp.get("/pictures-of-me")
@guards.pupil
def pictures_of_me() -> Response:
    """All pictures that I am in and that are up: those that wait for my word, then the others."""
    return page("pictured/of_me.html", cards=pages.cards())


@bp.get("/pictures-of-me/<public_id:share_id>")
@guards.pupil
def of_share(share_id: str) -> Response:
    """One asking: the picture, whose it is, who would see it, and my answer."""
    rows = of_me.to_say(_rows_or_404(share_id))
    owner = people.faces(here.db, [rows[0].owner_id])[rows[0].owner_id]
    shown = queries.shown(here.db, [row.photo_id for row in rows if row.is_looked_at])
    return page(
        "pictured/asking.html",
        share_id=share_id,
        owner=owner,
        pictures=pictures(shown.values(), pages.alt(owner)),
        photos=[row.photo for row in rows],
        is_one_unseen=0 < len(shown) < len(rows),
        sentences=_who_would_see(rows[0], owner),
        answer=of_me.answered(rows).value,
    )


def _rows_or_404(share_id: str) -> list[Asking]:
    rows = of_me.askings(here.db, here.viewer, share_id)
    if not rows:
        raise NotThereError
    return rows


def _who_would_see(row: Asking, owner: Face) -> list[str]:
    """Who would see it if all said yes, by the rule; other families' grown-ups go by no name."""
    why = of_me.would_see(here.db, here.viewer, row.share_id)
    told = []
    if why & {Reason.FAMILY, Reason.NAMED}:
        told.append(_("%(name)s's family would see it.", name=owner.name))
    if Reason.CLASSMATE in why:
        told.append(_("The children in %(name)s would see it.", name=row.group_name))
    if Reason.CLASS_FAMILY in why:
        told.append(_("The families of %(name)s would see it.", name=row.group_name))
    if Reason.SCREEN in why:
        told.append(_("The screen at school would show it."))
    return told or [_("Nobody else would see it yet.")]


@bp.post("/pictures-of-me/<public_id:share_id>/answer")
@guards.pupil
def answer(share_id: str) -> Response:
    """Yes, no, *cover me*, or *I am not in this*: it holds at once, and may be changed.

    Of the photos that the page spoke of alone: what came to it since is asked about by itself.
    """
    rows, sent = _rows_or_404(share_id), request.form.get("answer", "")
    if sent not in {NOT_ME, *ANSWERS}:
        raise NotThereError
    spoken_of = [row for row in rows if row.photo in request.form.getlist("photo")]
    if not spoken_of:
        return _look_again(share_id)
    asking.hold(here.db, rows[0].item_id)
    if sent == NOT_ME:
        _take_me_off(spoken_of)
    else:
        asking.answer(here.db, spoken_of, ANSWERS[sent], here.at, by=here.someone.id)
    if any(row.answer is Answer.ASKED for row in of_me.askings(here.db, here.viewer, share_id)):
        return _look_again(share_id)
    say(_("Got it. You are not in this one.") if sent == NOT_ME else _said(ANSWERS[sent]))
    return see_other("notices.for_me")


def _look_again(share_id: str) -> Response:
    say(_("There is something new. Please look at it, too."), tone="note")
    return see_other("pictured.of_share", share_id=share_id)


def _said(what: Answer) -> str:
    if what is Answer.YES:
        return _("You said yes. You can change it any time.")
    if what is Answer.COVER:
        return _("We ask for a cover. Till then only teachers and whose it is see you.")
    return _("You said no. Nobody is told it was you.")


def _take_me_off(rows: Sequence[Asking]) -> None:
    me = here.someone.id
    photos = {row.photo_id for row in rows}
    mine = [row for row in queries.in_photos(here.db, photos) if row.pupil_id == me]
    ended = asking.take_off(here.db, mine, here.at, by=me)
    item_id, owner_id = rows[0].item_id, rows[0].owner_id
    asking.tell_owner(here.db, item_id, owner_id, here.at, ended=bool(ended))
