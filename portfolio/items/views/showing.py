"""One item, for everybody whom the rule shows it; and *See it as…* for its owner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.items import offers, queries
from portfolio.items.views import who
from portfolio.items.views.blueprint import bp
from portfolio.items.views.space import LAYOUTS
from portfolio.models.enums import PersonKind, Stage
from portfolio.people import queries as people
from portfolio.photos import queries as photos
from portfolio.talk.pages import talk_for
from portfolio.visibility import asked, proposals, reads, rights
from portfolio.visibility.asked import Standing
from portfolio.visibility.rights import Right
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page
from portfolio.web.pictures import pictures

if TYPE_CHECKING:
    from flask import Response

    from portfolio.talk.pages import Talk
    from portfolio.visibility.reads import Sight


@bp.get("/items/<public_id:item_id>")
@guards.person
def show(item_id: str) -> Response:
    """The item as the viewer may see it, with its talk."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    return page(
        "items/show.html",
        layout=LAYOUTS[here.someone.kind],
        kind=here.someone.kind.value,
        owns=sight.is_owner,
        item_id=item_id,
        **work_of(sight),
        **_for_owner(sight),
        **_for_checker(sight),
        **_talk(sight),
    )


def _talk(sight: Sight) -> dict[str, Talk | None]:
    """What was said about it; a thing that only its owner has ever had has no room for talk."""
    found = talk_for(sight)["talk"]
    is_alone = sight.is_owner and not asked.live_shares(here.db, sight.item_id)
    return {"talk": None if is_alone and not found.lines else found}


def work_of(sight: Sight) -> dict[str, Any]:
    """What the sight shows: words, photos, and whose it is."""
    said = queries.said(here.db, [sight.revision_id])[sight.revision_id]
    shown = photos.of_revisions(here.db, [sight.revision_id]).get(sight.revision_id, [])
    owner = people.faces(here.db, [sight.owner_id])[sight.owner_id]
    return {"said": said, "pictures": pictures(shown, said.name or _("A photo")), "owner": owner}


def _for_owner(sight: Sight) -> dict[str, Any]:
    """How it stands, who sees it, and the teacher's note: for its owner alone."""
    if not sight.is_owner:
        return {"standing": None, "note": "", "shows_older": False}
    shares = asked.live_shares(here.db, sight.item_id)
    standing = asked.standings(here.db, [sight.item_id])[sight.item_id]
    sent_back = standing is Standing.SENT_BACK
    return {
        "standing": standing.value,
        "note": asked.newest_note(here.db, sight.item_id) if sent_back else "",
        "shows_older": asked.shows_older(shares, sight.revision_id),
    }


def _for_checker(sight: Sight) -> dict[str, Any]:
    """The strip of faces: for the owner and staff who check, for nobody else."""
    if not rights.may(Right.SEE_FACES, sight):
        return {"strip": [], "strip_words": "", "waits_for_me": False}
    wishes = [asked.wish_of(share) for share in asked.live_shares(here.db, sight.item_id)]
    found = who.plan(who.Asking.about(sight), wishes) if sight.is_owner else who.Plan()
    seen_by = {
        *(reads.viewers_of(here.db, sight.item_id, here.at) if not sight.is_owner else ()),
    } - {sight.owner_id, here.someone.id}
    faces = people.faces(here.db, seen_by, sight.owner_id)
    others = who.in_order(faces, faces, who.family_ids(sight))
    return {
        "strip": who.known(found.all_faces or others, who.family_ids(sight)),
        "strip_words": who.say(found) if sight.is_owner else who.seen_by(others, sight),
        "waits_for_me": bool(sight.waiting_share_ids),
    }


@bp.get("/items/<public_id:item_id>/as/<public_id:person_id>")
@guards.pupil
def seen_as(item_id: str, person_id: str) -> Response:
    """The item as one of the owner's people would see it with the ticked shares."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.SHARE, sight)
    circle = offers.circle_ids(here.db, sight.owner_id, here.at)
    if person_id not in circle:
        raise NotThereError
    number = circle[person_id]
    stage = here.someone.stage or Stage.OLDER
    offered = offers.offered(here.db, sight, stage, here.at)
    wishes = [one.wish for one in offers.chosen(offered, request.args.getlist("share"))]
    checks = proposals.checks_for(here.db, sight.owner_id, here.at)
    reasons = reads.would_see(here.db, sight, wishes, checks, here.at).get(number)
    person = people.faces(here.db, [number], sight.owner_id)[number]
    return page(
        "items/seen_as.html",
        person=person,
        sees=reasons is not None,
        is_family=person.kind is PersonKind.FAMILY,
        back=url_for("items.shares", item_id=item_id, share=request.args.getlist("share")),
        **work_of(replace(sight, reasons=reasons or frozenset())),
    )
