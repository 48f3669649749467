"""The lines of the queue: what each entry is called, for whom it is and how long it waits.

Put in words here and not in the template: fifty lines of macros took half of the desk's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from portfolio.models.enums import ShareKind
from portfolio.web.filters import names, waited
from portfolio.web.pictures import thumb

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portfolio.checking.queries import Entry
    from portfolio.visibility.in_this import ToSettle
    from portfolio.web.pictures import Picture


@dataclass(frozen=True, slots=True)
class Line:
    """What components/queue_row.html asks for; `face` stands where there is no picture."""

    href: str
    name: str
    more: str
    picture: Picture | None
    face: str
    current: bool


def lines(entries: Sequence[Entry], chosen: Entry | None) -> list[Line]:
    """The entries as lines, in their order."""
    desk = url_for("checking.to_check")
    whom = {kinds: names(_for_whom(kinds)) for kinds in {entry.kinds for entry in entries}}
    said = _said()
    return [
        Line(
            href=f"{desk}?{named(entry)}",
            name=_called(entry, said),
            more=f"{_whose(entry, whom[entry.kinds], said)} · {waited(entry.since)}",
            picture=_picture(entry),
            face=entry.comment.who.face if entry.comment else entry.work.owner_face,
            current=entry is chosen,
        )
        for entry in entries
    ]


def to_settle(rows: Sequence[ToSettle]) -> list[Line]:
    """The things that an adult's word hides as lines, in their order; none is ever in full here."""
    by, more = _("A picture by %(name)s"), _("others do not see it · %(time)s")
    return [
        Line(
            href=url_for("pictured.for_checker", item_id=row.public_id),
            name=by % {"name": row.owner},
            more=more % {"time": waited(row.since)},
            picture=None,
            face=row.owner_face,
            current=False,
        )
        for row in rows
    ]


def _picture(entry: Entry) -> Picture | None:
    photos = entry.work.photos
    return thumb(photos[0]) if photos and entry.comment is None else None


def named(entry: Entry) -> str:
    """What the desk's address names the entry by; codes need no quoting."""
    return f"comment={entry.code}" if entry.comment else f"item={entry.code}"


class _Said(NamedTuple):
    """The sentences of all lines: looked up once, not once a line."""

    changed: str
    answers: str
    says: str
    new: str
    both: str
    photo: str
    words: str
    to: str
    for_whom: str


def _said() -> _Said:
    return _Said(
        changed=_("%(title)s, changed"),
        answers=_("%(name)s answers"),
        says=_("%(name)s says"),
        new=_("New words or photos"),
        both=_("Photo and words"),
        photo=_("Photo"),
        words=_("Words"),
        to=_("to %(name)s"),
        for_whom=_("%(name)s for %(whom)s"),
    )


def _called(entry: Entry, said: _Said) -> str:
    """The thing by its title, where it has one; whose words, or what it is made of."""
    if entry.comment or not entry.work.title:
        return _what(entry, said)
    if entry.before:
        return said.changed % {"title": entry.work.title}
    return entry.work.title


def what(entry: Entry) -> str:
    """What waits: whose words, or what a thing is made of."""
    return _what(entry, _said())


def _what(entry: Entry, said: _Said) -> str:
    if entry.comment:
        sentence = said.answers if entry.comment.answers else said.says
        return sentence % {"name": entry.comment.who.name}
    if entry.before:
        return said.new
    if entry.work.photos and entry.work.words:
        return said.both
    return said.photo if entry.work.photos else said.words


def _whose(entry: Entry, whom: str, said: _Said) -> str:
    if entry.comment:
        return said.to % {"name": entry.work.owner}
    if not whom:
        return entry.work.owner
    return said.for_whom % {"name": entry.work.owner, "whom": whom}


def _for_whom(kinds: Collection[ShareKind]) -> list[str]:
    """Those asked for, in a few words each: the whole family says more than one of it."""
    said = {
        ShareKind.PERSON: _("one of the family"),
        ShareKind.FAMILY: _("family"),
        ShareKind.CLASS: _("the class"),
        ShareKind.CLASS_FAMILIES: _("all families"),
        ShareKind.SCREEN: _("the screen"),
    }
    if ShareKind.FAMILY in kinds:
        del said[ShareKind.PERSON]
    return [words for kind, words in said.items() if kind in kinds]
