"""Who sees it, in words: from resolved lists of people, never from the label of a choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from portfolio.models.enums import PersonKind, ShareKind
from portfolio.people import queries as people
from portfolio.visibility import asked, circle, proposals, reads
from portfolio.visibility.rule import Reason
from portfolio.web.filters import names
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from portfolio.models.enums import Checks
    from portfolio.people.queries import Face
    from portfolio.visibility.asked import Asked
    from portfolio.visibility.proposals import Wish
    from portfolio.visibility.reads import Sight

NAMED_AT_MOST = 3
"""So many people are named; more are counted by kind."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would hold with some wishes: who sees it at once, and who after a teacher's look."""

    now: list[Face] = field(default_factory=list)
    later: list[Face] = field(default_factory=list)
    family_ids: frozenset[int] = frozenset()
    is_news: bool = False
    """Those who see it now see it already."""
    later_see_older: bool = False
    """Those who wait for the new one see an older one meanwhile."""
    waits: bool = False
    to_screen: bool = False

    @property
    def all_faces(self) -> list[Face]:
        """Everyone who sees it, or will."""
        return [*self.now, *self.later]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom some wishes reach, by number: at once, and after a teacher's look. Not yet named."""

    now: set[int]
    later: set[int]
    at_once: Sequence[Wish]
    waiting: Sequence[Wish]

    @property
    def everyone(self) -> set[int]:
        """All of them."""
        return self.now | self.later


@dataclass(frozen=True, slots=True)
class Asking:
    """What every plan for one item has to know, asked once."""

    sight: Sight
    checks: Checks
    owner: PersonKind
    family_ids: frozenset[int]
    shows: Mapping[Wish, bool]

    @classmethod
    def about(cls, sight: Sight, held: Asked | None = None) -> Asking:
        """Ask what holds today for the owner, who is the one that asks.

        `held` is how the item stands, where somebody has asked that already.
        """
        shares = held.shares if held else asked.live_shares(here.db, sight.item_id)
        return cls(
            sight,
            proposals.checks_for(here.db, sight.owner_id, here.at),
            here.someone.kind,
            family_ids(sight),
            asked.showing(shares, sight.revision_id),
        )

    def waits(self, wish: Wish) -> bool:
        """Whether a teacher would look before this wish shows the newest."""
        return not self.shows.get(wish) and proposals.is_checked_first(
            wish.kind, self.checks, self.owner
        )

    def audience(self, wishes: Sequence[Wish]) -> set[int]:
        """Everyone whom those wishes would reach."""
        if not wishes:
            return set()
        viewers = reads.would_see(here.db, self.sight, wishes, self.checks, here.at)
        return _audience(viewers, wishes)


def plan(asking: Asking, wishes: Sequence[Wish]) -> Plan:
    """Resolve the wishes through the rule, as putting up would divide them."""
    found = reach(asking, wishes)
    return named(asking, found, people.faces(here.db, found.everyone, asking.sight.owner_id))


def reach(asking: Asking, wishes: Sequence[Wish]) -> Reach:
    """The same, before anybody's name is asked for: two questions at most."""
    waiting = [wish for wish in wishes if asking.waits(wish)]
    at_once = [wish for wish in wishes if not asking.waits(wish)]
    now = asking.audience(at_once)
    return Reach(now, asking.audience(waiting) - now, at_once, waiting)


def named(asking: Asking, found: Reach, faces: Mapping[int, Face]) -> Plan:
    """Those who are reached, with their names; `faces` has all of them."""
    at_once, waiting = found.at_once, found.waiting
    return Plan(
        now=in_order(found.now, faces, asking.family_ids),
        later=in_order(found.later, faces, asking.family_ids),
        family_ids=asking.family_ids,
        is_news=not all(asking.shows.get(wish) for wish in at_once),
        later_see_older=bool(waiting) and all(wish in asking.shows for wish in waiting),
        waits=bool(waiting),
        to_screen=any(wish.kind is ShareKind.SCREEN for wish in (*at_once, *waiting)),
    )


def _audience(viewers: Mapping[int, Collection[Reason]], wishes: Iterable[Wish]) -> set[int]:
    """Those for whom it is meant: a teacher who only looks first is not among them."""
    for_teachers = any(wish.kind is ShareKind.TEACHERS for wish in wishes)
    besides = {Reason.OWNER} if for_teachers else {Reason.OWNER, Reason.TEACHER}
    return {person for person, reasons in viewers.items() if set(reasons) - besides}


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
    """What will happen, in a child's sentences."""
    if not found.all_faces and not found.to_screen:
        nobody = _("Nobody else can see this yet.") if found.waits else ""
        return nobody or _("Only you can see this.")
    now, later = crowd(found.now, found.family_ids), crowd(found.later, found.family_ids)
    parts = [_say_now(now, is_news=found.is_news)] if now else []
    if later:
        parts += [_("Your teacher looks first."), _say_later(later, found)]
    if found.to_screen:
        parts += [] if later else [_("Your teacher looks first.")]
        parts.append(_("Then the screen at school can show it."))
    return " ".join(parts)


def _say_now(who: str, *, is_news: bool) -> str:
    if is_news:
        return _("%(who)s will see this.", who=who)
    return _("%(who)s can see this.", who=who)


def _say_later(who: str, found: Plan) -> str:
    if found.later_see_older:
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
    return names([*_own_words(own), *_child_words(children), *_adult_words(len(staff), others)])


def _own_words(own: list[str]) -> list[str]:
    if len(own) <= NAMED_AT_MOST:
        return own
    more = len(own) - NAMED_AT_MOST + 1
    counted = ngettext("%(num)d more of your family", "%(num)d more of your family", more)
    return [*own[: NAMED_AT_MOST - 1], counted]


def _child_words(children: list[str]) -> list[str]:
    number = len(children)
    return [ngettext("%(num)d child", "%(num)d children", number)] if number else []


def _adult_words(teachers: int, others: int) -> list[str]:
    counted = []
    if teachers:
        counted.append(ngettext("%(num)d teacher", "%(num)d teachers", teachers))
    if others:
        counted.append(ngettext("%(num)d more grown-up", "%(num)d more grown-ups", others))
    return counted
