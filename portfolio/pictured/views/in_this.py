"""*I am in this*, for everybody who sees a thing; and who is in it, for whoever checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from portfolio.core import names
from portfolio.core.errors import NotThereError
from portfolio.models.enums import Answer, PersonKind, Role
from portfolio.people import queries as people
from portfolio.pictured import queries
from portfolio.pictured.actions import asking, pressing
from portfolio.pictured.views.blueprint import NOT_RIGHT, bp
from portfolio.visibility import circle, in_this, of_me, reads, rights, says
from portfolio.visibility.rights import Right
from portfolio.web import guards, looking
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other
from portfolio.web.pictures import pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.people.queries import Face
    from portfolio.pictured.queries import Held
    from portfolio.visibility.reads import Sight

MYSELF = "me"
LAYOUTS = {
    PersonKind.PUPIL: "layouts/board.html",
    PersonKind.FAMILY: "layouts/family.html",
    PersonKind.STAFF: "layouts/desk.html",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may be in it: what the form sends, whom it means (None: the adult who asks)."""

    value: str
    name: str
    face: str
    pupil_id: int | None


@bp.get("/items/<public_id:item_id>/in-this")
@guards.person
def in_it(item_id: str) -> Response:
    """Who is in it: oneself, a child of one's own, or for a teacher one of the class.

    It shows all its photos, so it is a look at them.
    """
    sight, held = _others_or_404(item_id)
    looking.note(sight)
    return _page(sight, held)


def _others_or_404(item_id: str) -> tuple[Sight, list[Held]]:
    """Somebody else's thing with photos; its owner has a page of their own, an opening has none."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    held = queries.held(here.db, sight.revision_id)
    if sight.is_owner or sight.is_by_opening or not held:
        raise NotThereError
    return sight, held


def _page(sight: Sight, held: Sequence[Held], status: int = 200, sentence: str = "") -> Response:
    drawn = pictures([photo.shown for photo in held], _("A photo"))
    return page(
        "pictured/in_this.html",
        status,
        layout=LAYOUTS[here.someone.kind],
        is_child=here.someone.kind is PersonKind.PUPIL,
        item_id=sight.public_id,
        photos=list(zip([photo.public_id for photo in held], drawn, strict=True)),
        choices=_choices(),
        sentence=sentence,
    )


def _choices() -> list[Choice]:
    me = here.someone
    if me.kind is PersonKind.PUPIL:
        return [Choice(me.public_id, _("Me"), me.face, me.id)]
    myself = Choice(MYSELF, _("Myself"), me.face, None)
    if me.kind is PersonKind.FAMILY:
        children = circle.children_of(here.db, me.id, here.at)
        return [*(Choice(c.public_id, c.name, c.face, c.id) for c in children), myself]
    mine = [
        child
        for group in circle.groups_of(here.db, me.id, here.at, Role.TEACHER)
        for child in circle.children_for(here.db, me.id, group.id, here.at)
    ]
    known = {child.id: child for child in mine}.values()
    return [*(Choice(c.public_id, c.name, c.face, c.id) for c in known), myself]


@bp.post("/items/<public_id:item_id>/in-this")
@guards.person
def press(item_id: str) -> Response:
    """It is hidden beyond the teachers at once, until it is settled."""
    sight, held = _others_or_404(item_id)
    photos = {photo.public_id: photo.id for photo in held}
    known = {choice.value: choice.pupil_id for choice in _choices()}
    sent, who = set(request.form.getlist("photo")), set(request.form.getlist("who"))
    if not sent <= set(photos) or not who <= set(known):
        raise NotThereError
    if not sent or not who:
        return _page(sight, held, NOT_RIGHT, _sentence(who))
    numbers = [photos[one] for one in sent]
    children = {number for number in (known[one] for one in who) if number is not None}
    word = pressing.Word(numbers, children, MYSELF in who)
    is_taken = pressing.press(here.db, sight, word, here.at, by=here.someone.id)
    return _after(sight, numbers, is_taken=is_taken, is_self=MYSELF in who)


def _sentence(who: set[str]) -> str:
    return _("Tap the picture.") if who else _("Tap who is in it.")


def _after(sight: Sight, numbers: Sequence[int], *, is_taken: bool, is_self: bool) -> Response:
    """On to the question for a child; adults read that it is hidden, and may undo their word."""
    if here.someone.kind is PersonKind.PUPIL:
        asked = [
            row.share for row in of_me.askings(here.db, here.viewer) if row.photo_id in numbers
        ]
        if asked:
            return see_other("pictured.of_share", share_id=asked[0])
        if is_taken:
            say(_("Got it. Others can not see it for now."))
        else:
            say(_("You said so before. Tell your teacher if it is not right."), tone="note")
        return see_other("notices.for_me")
    undo = url_for("pictured.undo_press", item_id=sight.public_id) if is_self else None
    if is_taken:
        say(_("Thank you. Others do not see it until this is settled."), undo=undo)
    else:
        say(_("You said so before. A teacher settles it, or has done so: please ask."), tone="note")
    if here.someone.kind is PersonKind.STAFF and sight.is_checker:
        return see_other("pictured.for_checker", item_id=sight.public_id)
    return see_other("items.shared")


@bp.post("/items/<public_id:item_id>/in-this/undo")
@guards.adult
def undo_press(item_id: str) -> Response:
    """Take one's own word back, within ten minutes; without one there is nothing here."""
    number = queries.number_of(here.db, item_id)
    if not pressing.take_back(here.db, number, here.at, by=here.someone.id):
        raise NotThereError
    say(_("It is as it was before."))
    return see_other("items.shared")


@dataclass(frozen=True, slots=True)
class Child:
    """A child in it, as the checking teacher reads it."""

    face: Face
    answer: str


@bp.get("/items/<public_id:item_id>/in-it")
@guards.teacher
def for_checker(item_id: str) -> Response:
    """Who is in it, what they said, and which adults say that they are."""
    sight = _checked_or_404(item_id)
    held = queries.held(here.db, sight.revision_id)
    inside = {row.pupil_id for row in queries.in_photos(here.db, [photo.id for photo in held])}
    said = says.of_each(here.db, sight.item_id)
    objections = in_this.objections(here.db, sight.item_id)
    objectors = list(dict.fromkeys(row.by_id for row in objections))
    covered = in_this.covered(
        here.db, sight.revision_id, sight.owner_id, here.at, for_whom=here.someone.id
    )
    everyone = {*inside, *objectors, *covered, sight.owner_id}
    faces = people.faces(here.db, everyone, sight.owner_id)
    own = {sight.owner_id: Answer.YES}
    children = [
        Child(faces[number], {**said, **own}.get(number, Answer.ASKED).value)
        for number in sorted(inside)
    ]
    return page(
        "pictured/for_checker.html",
        item_id=item_id,
        owner=faces[sight.owner_id],
        pictures=pictures([photo.shown for photo in held], _("A photo")),
        children=children,
        covered=sorted((faces[number].name for number in covered), key=names.in_order),
        adults=[faces[number] for number in objectors],
        read=[("word", row.id) for row in objections],
        seen=[("photo", photo.public_id) for photo in held],
        is_said=bool(held) and all(photo.who_said_at for photo in held),
    )


def _checked_or_404(item_id: str) -> Sight:
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.CHECK, sight)
    return sight


@bp.post("/items/<public_id:item_id>/in-it/<public_id:child_id>/end")
@guards.teacher
def take_off(item_id: str, child_id: str) -> Response:
    """That child is not in it; whatever they held back is down until its owner asks anew.

    In the photos that the teacher was looking at: not in one that came to it meanwhile.
    """
    sight = _checked_or_404(item_id)
    seen = request.form.getlist("photo")
    held = [one for one in queries.held(here.db, sight.revision_id) if one.public_id in seen]
    rows = queries.in_photos(here.db, [photo.id for photo in held])
    faces = people.faces(here.db, {row.pupil_id for row in rows})
    gone = [row for row in rows if faces[row.pupil_id].public_id == child_id]
    if not gone:
        raise NotThereError
    asking.hold(here.db, sight.item_id)
    ended = asking.take_off(here.db, gone, here.at, by=here.someone.id)
    asking.tell_owner(here.db, sight.item_id, sight.owner_id, here.at, ended=bool(ended))
    say(_("Taken off. What they held back is down: its owner may ask anew."))
    if reads.sight_of(here.db, here.viewer, sight.item_id) is None:
        return see_other("checking.to_check")
    return see_other("pictured.for_checker", item_id=item_id)


@bp.post("/items/<public_id:item_id>/in-it/settled")
@guards.teacher
def settle(item_id: str) -> Response:
    """It is settled with the adults who are in it: it is as it was."""
    sight = _checked_or_404(item_id)
    sent = request.form.getlist("word")
    if pressing.settle(here.db, sight, sent, here.at, by=here.someone.id):
        say(_("Settled. It is up again as it was."))
    else:
        say(_("Somebody else says to be in it. Others do not see it yet."), tone="note")
    return see_other("pictured.for_checker", item_id=item_id)
