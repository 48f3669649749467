"""Who sees it, in words: from resolved lists of people, never from the label of a choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from flask_babel import gettext as _
from flask_babel import ngettext

from portfolio.models.enums import PersonKind, ShareKind
from portfolio.people import queries as people
from portfolio.visibility import asked, checks, circle, proposals, reads
from portfolio.visibility.rule import Reason, teachers_among
from portfolio.web.filters import names
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from portfolio.models.enums import Checks
    from portfolio.people.queries import Face
    from portfolio.visibility.asked import Lines
    from portfolio.visibility.proposals import Wish
    from portfolio.visibility.reads import Sight

NAMED_AT_MOST = 4
"""So many people are named; more are counted by kind."""

TEACHERS_NAMED = 2
"""So many teachers are named also in a crowd: a child knows them by name."""

Viewers: TypeAlias = "Mapping[int, frozenset[Reason]]"
"""People by number, each with why they see a thing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who sees the newest at once, who an older one, who after a teacher's look, and who looks."""

    now: list[Face] = field(default_factory=list)
    older: list[Face] = field(default_factory=list)
    later: list[Face] = field(default_factory=list)
    looks: list[Face] = field(default_factory=list)
    """The teachers, where something waits for them."""
    meant: list[Face] = field(default_factory=list)
    """Those for whom it is meant: a teacher who only looks first is not among them."""
    family_ids: frozenset[int] = frozenset()
    is_news: bool = False
    """Those who see it now see it already."""
    over_older: bool = False
    """Some who wait for the new one see an older one meanwhile."""
    waits: bool = False
    on_screen: bool = False
    to_screen: bool = False
    """The screen will show it after a teacher's look."""

    @property
    def all_faces(self) -> list[Face]:
        """Everyone who sees it, or will."""
        return _once([*self.now, *self.older, *self.later, *self.looks])


@dataclass(frozen=True, slots=True)
class Reach:
    """The same people by number."""

    now: set[int]
    later: set[int]
    looks: set[int]
    teachers: set[int]
    """Those of them all who see it as the owner's teachers."""
    older: set[int] = field(default_factory=set)
    is_news: bool = False
    over_older: bool = False
    waits: bool = False
    on_screen: bool = False
    to_screen: bool = False

    @property
    def everyone(self) -> set[int]:
        """All of them."""
        return self.now | self.older | self.later | self.looks


@dataclass(frozen=True, slots=True)
class Asking:
    """What every plan for one item has to know, asked once."""

    sight: Sight
    checks: Checks
    owner: PersonKind
    family_ids: frozenset[int]
    shares: asked.LiveShares
    """The live ones: as the item is asked for today."""
    shows: Mapping[Wish, bool]

    @classmethod
    def about(cls, sight: Sight) -> Asking:
        """Ask what holds today for the owner, who is the one that asks."""
        shares = asked.live_shares(here.db, sight.item_id)
        return cls(
            sight,
            proposals.checks_for(here.db, sight.owner_id, here.at),
            here.someone.kind,
            family_ids(sight),
            shares,
            asked.showing(shares, sight.revision_id),
        )

    def waits(self, wish: Wish) -> bool:
        """Whether a teacher would look before this wish shows the newest."""
        return not self.shows.get(wish) and proposals.is_checked_first(
            wish.kind, self.checks, self.owner
        )

    def viewers(self, wishes: Sequence[Wish]) -> Viewers:
        """Everyone but the owner whom those wishes would reach, and why."""
        if not wishes:
            return {}
        found = reads.would_see(here.db, self.sight, wishes, self.checks, here.at)
        return _but_the_owner(found)


def plan(asking: Asking, wishes: Sequence[Wish]) -> Plan:
    """Resolve the wishes through the rule, as putting up would divide them."""
    found = reach(asking, wishes)
    faces = people.faces(here.db, found.everyone, asking.sight.owner_id)
    return named(found, asking.family_ids, faces)


def reach(asking: Asking, wishes: Sequence[Wish]) -> Reach:
    """The same, before anybody's name is asked for: two questions at most."""
    waiting = [wish for wish in wishes if asking.waits(wish)]
    at_once = [wish for wish in wishes if not asking.waits(wish)]
    now, later = asking.viewers(at_once), asking.viewers(waiting)
    look = teachers_among(later)
    for_teachers = any(wish.kind is ShareKind.TEACHERS for wish in at_once)
    return Reach(
        now=set(now),
        later=set(later) - look - set(now),
        looks=look - set(now),
        teachers=set() if for_teachers else teachers_among(now) | look - set(now),
        is_news=not all(asking.shows.get(wish) for wish in at_once),
        over_older=any(wish in asking.shows for wish in waiting),
        waits=bool(waiting),
        on_screen=_to_screen(at_once),
        to_screen=_to_screen(waiting),
    )


def as_it_is(sight: Sight, lines: Lines) -> Reach:
    """Whom the item's own live shares reach today: two questions at most.

    They are asked as they stand, so that what pictured children said of them counts; a share that
    was sent back shows nothing and asks for nothing.
    """
    is_live = lines.shows or lines.waiting_ids
    found = asked.shown_to(here.db, sight.item_id, here.at) if is_live else {}
    seen = {number: one for number, one in found.items() if Reason.OWNER not in one.why}
    teachers = teachers_among({number: one.why for number, one in seen.items()})
    looks = teachers if lines.waiting_ids else set()
    newest = {number for number, one in seen.items() if one.revision_id == sight.revision_id}
    return Reach(
        now=newest - looks,
        older=set(seen) - newest - looks,
        later=_would_see(sight, lines.waiting_ids) - newest,
        looks=looks,
        teachers=teachers,
        over_older=lines.waits_over_older,
        waits=bool(lines.waiting_ids),
        on_screen=lines.on_screen,
        to_screen=lines.to_screen,
    )


def holds(sight: Sight) -> Plan:
    """How it is today, with names."""
    shares = asked.live_shares(here.db, sight.item_id)
    found = as_it_is(sight, asked.lines_of(shares))
    return named(found, family_ids(sight), people.faces(here.db, found.everyone, sight.owner_id))


def _would_see(sight: Sight, waiting_ids: Sequence[int]) -> set[int]:
    if not waiting_ids:
        return set()
    found = checks.would_see(here.db, sight.item_id, waiting_ids, here.at)
    return set(found) - teachers_among(found)


def _but_the_owner(viewers: Viewers) -> Viewers:
    return {number: why for number, why in viewers.items() if Reason.OWNER not in why}


def _to_screen(wishes: Iterable[Wish]) -> bool:
    return any(wish.kind is ShareKind.SCREEN for wish in wishes)


def named(found: Reach, family: frozenset[int], faces: Mapping[int, Face]) -> Plan:
    """Those who are reached, with their names; `faces` has all of them."""
    return Plan(
        now=in_order(found.now, faces, family),
        older=in_order(found.older, faces, family),
        later=in_order(found.later, faces, family),
        looks=in_order(found.looks, faces, family),
        meant=in_order(found.everyone - found.teachers, faces, family),
        family_ids=family,
        is_news=found.is_news,
        over_older=found.over_older,
        waits=found.waits,
        on_screen=found.on_screen,
        to_screen=found.to_screen,
    )


def _once(faces: Iterable[Face]) -> list[Face]:
    return list({face.id: face for face in faces}.values())


def in_order(
    ids: Collection[int], faces: Mapping[int, Face], family: Collection[int]
) -> list[Face]:
    """The owner's own family first, then children, teachers, and other grown-ups."""
    kinds = [PersonKind.PUPIL, PersonKind.STAFF, PersonKind.FAMILY]
    return sorted(
        (faces[number] for number in ids),
        key=lambda face: (face.id not in family, kinds.index(face.kind), face.id),
    )


def family_ids(sight: Sight) -> frozenset[int]:
    """The owner's own family, by number."""
    return frozenset(row.id for row in circle.family_of(here.db, sight.owner_id, here.at))


def seen_by(faces: Sequence[Face], family: Collection[int]) -> str:
    """Who else sees it, for the teacher who checks it."""
    if not faces:
        return _("Nobody else can see this yet.")
    return _("%(who)s can see this.", who=crowd(faces, family))


def known(faces: Sequence[Face], family: Collection[int]) -> list[Face]:
    """Those of them whose faces the owner may be shown: not the grown-ups of other families."""
    return [face for face in faces if face.id in family or face.kind is not PersonKind.FAMILY]


def say(found: Plan) -> str:
    """What holds and what will happen, in a child's sentences."""
    now, older = (crowd(faces, found.family_ids) for faces in (found.now, found.older))
    parts = [_say_now(now, is_news=found.is_news)] if now else []
    if older:
        parts.append(_("%(who)s can see the old one.", who=older))
    if found.on_screen:
        parts.append(_("The screen at school can show it."))
    if found.waits:
        parts += [_("Your teacher looks first."), *_say_after(found)]
    return " ".join(parts) or _("Only you can see this.")


def _say_now(who: str, *, is_news: bool) -> str:
    if is_news:
        return _("%(who)s will see this.", who=who)
    return _("%(who)s can see this.", who=who)


def _say_after(found: Plan) -> list[str]:
    parts = []
    if found.later:
        parts.append(_say_later(crowd(found.later, found.family_ids), found))
    if found.to_screen:
        parts.append(_("Then the screen at school can show it."))
    return parts or [_("Nobody else can see this yet.")]


def _say_later(who: str, found: Plan) -> str:
    if found.over_older:
        return _("Then %(who)s can see the new one.", who=who)
    if found.now:
        return _("Then %(who)s can see it too.", who=who)
    return _("Then %(who)s can see it.", who=who)


def crowd(faces: Sequence[Face], family: Collection[int]) -> str:
    """The people as a sentence has them: names of a few, numbers of many.

    Grown-ups of other families are counted, never named: the child may not know them.
    """
    own = [face.name for face in faces if face.id in family]
    children = [face.name for face in faces if face.kind is PersonKind.PUPIL]
    staff = [face.name for face in faces if face.kind is PersonKind.STAFF]
    others = sum(face.kind is PersonKind.FAMILY and face.id not in family for face in faces)
    if len(faces) <= NAMED_AT_MOST and not others:
        return names([*own, *children, *staff])
    return names([*_own_words(own), *_child_words(children), *_adult_words(staff, others)])


def _own_words(own: list[str]) -> list[str]:
    if len(own) <= NAMED_AT_MOST:
        return own
    more = len(own) - NAMED_AT_MOST + 1
    counted = ngettext("%(num)d more of your family", "%(num)d more of your family", more)
    return [*own[: NAMED_AT_MOST - 1], counted]


def _child_words(children: list[str]) -> list[str]:
    number = len(children)
    return [ngettext("%(num)d child", "%(num)d children", number)] if number else []


def _adult_words(staff: list[str], others: int) -> list[str]:
    number = len(staff)
    counted = staff if number <= TEACHERS_NAMED else []
    if number > TEACHERS_NAMED:
        counted = [ngettext("%(num)d teacher", "%(num)d teachers", number)]
    more = [ngettext("%(num)d more grown-up", "%(num)d more grown-ups", others)] if others else []
    return [*counted, *more]
