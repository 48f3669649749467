"""One item, for everybody whom the rule shows it; and *See it as…* for its owner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.items import offers, queries
from portfolio.items.views import who
from portfolio.items.views.blueprint import bp
from portfolio.items.views.space import LAYOUTS
from portfolio.looks import queries as looked
from portfolio.models.enums import PersonKind, Stage
from portfolio.people import queries as people
from portfolio.photos import queries as photos
from portfolio.talk.pages import talk_and_people
from portfolio.talk.queries import lines_seen_as
from portfolio.visibility import asked, in_this, openings, proposals, reads, rights, says
from portfolio.visibility.rights import Right
from portfolio.visibility.viewer import Viewer
from portfolio.web import guards, looking
from portfolio.web.here import here
from portfolio.web.pages import page
from portfolio.web.pictures import pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from portfolio.people.queries import Face
    from portfolio.talk.pages import Talk
    from portfolio.talk.queries import Line
    from portfolio.visibility.reads import Sight


@bp.get("/items/<public_id:item_id>")
@guards.person
def show(item_id: str) -> Response:
    """The item as the viewer may see it, with its talk."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    looking.note(sight)
    return page(
        "items/show.html",
        layout=LAYOUTS[here.someone.kind],
        kind=here.someone.kind.value,
        owns=sight.is_owner,
        for_all=sight.is_for_all_families,
        item_id=item_id,
        opened_until=openings.open_until(here.db, sight, here.someone.id, here.at),
        **_page_for(sight),
    )


def _page_for(sight: Sight) -> dict[str, Any]:
    """What the page holds, by what the viewer is to the item."""
    if sight.is_owner:
        return _for_owner(sight)
    if rights.may(Right.SEE_FACES, sight):
        return _for_checker(sight)
    talk, faces = talk_and_people(sight)
    return {**_NOT_THE_OWNERS, **_NO_STRIP, **_work(sight, faces), "talk": talk}


_NOT_THE_OWNERS: dict[str, Any] = {
    "standing": None,
    "note": "",
    "shows_older": False,
    "looks": [],
    "says": [],
}
_NO_STRIP = {"strip": [], "strip_words": "", "waits_for_me": False, "to_settle": False}


def _for_owner(sight: Sight) -> dict[str, Any]:
    """How it stands, who sees it, and the teacher's note: for its owner alone."""
    held = asked.asked_of(here.db, sight.item_id)
    reach = who.as_it_is(sight, asked.lines_of(held.shares))
    looks = looked.lines(here.db, sight)
    lookers = {look.viewer_id for look in looks}
    talk, faces = talk_and_people(sight, also=reach.everyone | lookers)
    groups = who.groups_asked(held.shares)
    found = who.named(reach, who.family_ids(sight), faces, groups)
    return {
        "standing": held.standing.value,
        "note": held.note,
        "shows_older": asked.shows_older(held.shares, sight.revision_id),
        "says": sorted(says.told(here.db, sight.item_id, here.at)),
        **_NO_STRIP,
        "strip": who.known(found.all_faces, found.family_ids),
        "strip_words": who.say(found),
        **_work(sight, faces),
        "looks": [(faces[look.viewer_id], look.at, look.keeps_safe) for look in looks],
        "talk": talk if reach.everyone else _only_read(talk),
    }


def _only_read(talk: Talk) -> Talk | None:
    """The talk of a thing that nobody else can see: to read, with nothing to say to nobody."""
    lines = [replace(line, may_reply=False) for line in talk.lines]
    return replace(talk, lines=lines, may_say=False, may_close=False) if lines else None


def _for_checker(sight: Sight) -> dict[str, Any]:
    """The strip of faces, and whether it waits: for staff who check."""
    me = here.someone.id
    viewers, to_settle = in_this.viewers_and_word(here.db, sight.item_id, here.at, for_whom=me)
    seen_by = {*viewers} - {sight.owner_id, me}
    talk, faces = talk_and_people(sight, also=seen_by)
    family = who.family_ids(sight)
    others = who.in_order(seen_by, faces, family)
    return {
        **_NOT_THE_OWNERS,
        "strip": who.known(others, family),
        "strip_words": who.seen_by(others, family),
        "waits_for_me": bool(sight.waiting_share_ids),
        "to_settle": to_settle,
        **_work(sight, faces),
        "talk": talk,
    }


def work_of(sight: Sight) -> dict[str, Any]:
    """What the sight shows: words, photos, and whose it is."""
    return _work(sight, people.faces(here.db, [sight.owner_id]))


def _work(sight: Sight, faces: Mapping[int, Face]) -> dict[str, Any]:
    said = queries.said(here.db, [sight.revision_id])[sight.revision_id]
    shown = photos.of_revisions(here.db, [sight.revision_id]).get(sight.revision_id, [])
    drawn = pictures(shown, said.name or _("A photo"))
    return {"said": said, "pictures": drawn, "owner": faces[sight.owner_id]}


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
    picked = offers.chosen(here.db, sight, offered, request.args.getlist("share"))
    wishes = [one.wish for one in picked]
    checks = proposals.checks_for(here.db, sight.owner_id, here.at)
    reasons = reads.would_see(here.db, sight, wishes, checks, here.at).get(number)
    person = people.faces(here.db, [number], sight.owner_id)[number]
    shown = replace(sight, reasons=reasons or frozenset())
    return page(
        "items/seen_as.html",
        person=person,
        sees=reasons is not None,
        is_family=person.kind is PersonKind.FAMILY,
        for_all=shown.is_for_all_families,
        item_id=item_id,
        values=[one.value for one in picked] if _is_from_the_picker() else [],
        lines=_heard_by(number, shown),
        is_open=sight.comments_open,
        **work_of(shown),
    )


def _is_from_the_picker() -> bool:
    """Whether one of our own pages led here: only then do its ticks go back to the picker."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _heard_by(number: int, shown: Sight) -> list[Line]:
    """What that person would read of the talk; nothing where they would not see the item."""
    if not shown.reasons:
        return []
    them = Viewer.person(number, here.at, instead_of=here.someone.id)
    return lines_seen_as(here.db, here.viewer, shown, them)
