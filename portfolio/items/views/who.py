"""Who sees it, in words: from resolved lists of people, never from the label of a choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from flask_babel import gettext as _
from flask_babel import ngettext

from portfolio.models.enums import PersonKind, Role, ShareKind
from portfolio.people import queries as people
from portfolio.pictured import queries as pictured
from portfolio.visibility import asked, checks, circle, proposals, reads
from portfolio.visibility.rule import Reason, teachers_among
from portfolio.web.filters import names
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from portfolio.models.enums import Checks
    from portfolio.people.queries import Face
    from portfolio.visibility.asked import Lines
    from portfolio.visibility.circle import Children
    from portfolio.visibility.proposals import Wish
    from portfolio.visibility.reads import Sight

NAMED_AT_MOST = 4
"""So many people are named; more are said by what they are."""

TEACHERS_NAMED = 3
"""So many teachers are named also in a crowd: a child knows them by name."""

WORDS_AT_MOST = 10
"""So many words has a sentence for children (visual.md)."""

Groups: TypeAlias = "list[list[str]]"
Sentence: TypeAlias = "Callable[[str], str]"
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
    nobody_looks: bool = False
    """It waits, and no teacher has it on the desk: there is none, or none may look."""
    groups: tuple[Children, ...] = ()
    """Those groups for whose children it is asked."""
    after_yes: list[Face] = field(default_factory=list)
    """Those who will see it once all children in its pictures have said yes."""

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
    nobody_looks: bool = False
    after_yes: set[int] = field(default_factory=set)

    @property
    def everyone(self) -> set[int]:
        """All of them."""
        return self.now | self.older | self.later | self.looks | self.after_yes


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
    groups: Mapping[int, Children]
    """The owner's own groups, by number."""
    in_it: tuple[Face, ...] = ()
    """The other children in its pictures, who are asked first."""

    @classmethod
    def about(cls, sight: Sight) -> Asking:
        """Ask what holds today for the owner, who is the one that asks."""
        shares = asked.live_shares(here.db, sight.item_id)
        mine = circle.groups_of(here.db, sight.owner_id, here.at, Role.PUPIL)
        return cls(
            sight,
            proposals.checks_for(here.db, sight.owner_id, here.at),
            here.someone.kind,
            family_ids(sight),
            shares,
            asked.showing(shares, sight.revision_id),
            circle.children_by_group(here.db, [group.id for group in mine], here.at),
            _others_in_it(sight),
        )

    def waits(self, wish: Wish) -> bool:
        """Whether a teacher would look before this wish shows the newest."""
        return not self.shows.get(wish) and proposals.is_checked_first(
            wish.kind, self.checks, self.owner
        )

    def viewers(self, wishes: Sequence[Wish], *, supposed: bool = False) -> Viewers:
        """Everyone but the owner whom those wishes would reach, and why."""
        if not wishes:
            return {}
        found = reads.would_see(
            here.db, self.sight, wishes, self.checks, here.at, supposed=supposed
        )
        return _but_the_owner(found)

    def held_back(self, wishes: Sequence[Wish], found: Viewers) -> set[int]:
        """Those whom only the children in its pictures hold back: no question without any."""
        if not self.in_it:
            return set()
        would = self.viewers(wishes, supposed=True)
        return set(would) - set(found) - teachers_among(would)


def _others_in_it(sight: Sight) -> tuple[Face, ...]:
    others = pictured.others_in(here.db, sight.revision_id, sight.owner_id)
    return tuple(people.faces(here.db, others).values())


def plan(asking: Asking, wishes: Sequence[Wish]) -> Plan:
    """Resolve the wishes through the rule, as putting up would divide them."""
    found = reach(asking, wishes)
    faces = people.faces(here.db, found.everyone, asking.sight.owner_id)
    ids = group_ids(wishes)
    groups = [group for number, group in asking.groups.items() if number in ids]
    return named(found, asking.family_ids, faces, groups)


def reach(asking: Asking, wishes: Sequence[Wish]) -> Reach:
    """The same, before anybody's name is asked for: two questions at most."""
    waiting = [wish for wish in wishes if asking.waits(wish)]
    at_once = [wish for wish in wishes if not asking.waits(wish)]
    now, later = asking.viewers(at_once), asking.viewers(waiting)
    look = teachers_among(later)
    held_back = asking.held_back(wishes, {**now, **later})
    for_teachers = any(wish.kind is ShareKind.TEACHERS for wish in at_once)
    return Reach(
        now=set(now),
        later=set(later) - look - set(now),
        looks=look - set(now),
        teachers=set() if for_teachers else teachers_among(now) | look - set(now),
        is_news=not all(asking.shows.get(wish) for wish in at_once),
        over_older=any(wish in asking.shows for wish in waiting),
        waits=bool(waiting),
        nobody_looks=bool(waiting) and not look,
        on_screen=_to_screen(at_once),
        to_screen=_to_screen(waiting),
        after_yes=held_back,
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
        nobody_looks=bool(lines.waiting_ids) and not teachers,
        on_screen=lines.on_screen,
        to_screen=lines.to_screen,
    )


def holds(sight: Sight) -> Plan:
    """How it is today, with names."""
    shares = asked.live_shares(here.db, sight.item_id)
    found = as_it_is(sight, asked.lines_of(shares))
    faces = people.faces(here.db, found.everyone, sight.owner_id)
    return named(found, family_ids(sight), faces, groups_asked(shares))


def groups_asked(shares: asked.LiveShares) -> Collection[Children]:
    """The groups for whose children those shares ask; no question where there is none."""
    ids = group_ids([asked.wish_of(share) for share in shares])
    return circle.children_by_group(here.db, ids, here.at).values()


def group_ids(wishes: Iterable[Wish]) -> set[int]:
    """The numbers of the groups whose children are wished for."""
    return {wish.group_id for wish in wishes if wish.kind is ShareKind.CLASS and wish.group_id}


def _would_see(sight: Sight, waiting_ids: Sequence[int]) -> set[int]:
    if not waiting_ids:
        return set()
    found = checks.would_see(here.db, sight.item_id, waiting_ids, here.at)
    return set(found) - teachers_among(found)


def _but_the_owner(viewers: Viewers) -> Viewers:
    return {number: why for number, why in viewers.items() if Reason.OWNER not in why}


def _to_screen(wishes: Iterable[Wish]) -> bool:
    return any(wish.kind is ShareKind.SCREEN for wish in wishes)


def named(
    found: Reach,
    family: frozenset[int],
    faces: Mapping[int, Face],
    groups: Iterable[Children] = (),
) -> Plan:
    """Those who are reached, with their names; `faces` has all of them."""
    return Plan(
        now=in_order(found.now, faces, family),
        older=in_order(found.older, faces, family),
        later=in_order(found.later, faces, family),
        looks=in_order(found.looks, faces, family),
        meant=in_order(found.everyone - found.teachers, faces, family),
        after_yes=in_order(found.after_yes, faces, family),
        family_ids=family,
        is_news=found.is_news,
        over_older=found.over_older,
        waits=found.waits,
        nobody_looks=found.nobody_looks,
        on_screen=found.on_screen,
        to_screen=found.to_screen,
        groups=tuple(groups),
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
    return told(groups_of(faces, family), _can_see_this, _so_can)


def known(faces: Sequence[Face], family: Collection[int]) -> list[Face]:
    """Those of them whose faces the owner may be shown: not the grown-ups of other families."""
    return [face for face in faces if face.id in family or face.kind is not PersonKind.FAMILY]


def say(found: Plan, nobody: str = "") -> str:
    """What holds and what will happen, in a child's sentences.

    `nobody` is what to say where a teacher will look and then there is nobody yet to see it.
    """
    now, older = (_groups(found, faces) for faces in (found.now, found.older))
    parts = [_say_now(now, is_news=found.is_news)] if found.now else []
    if found.older:
        parts.append(told(older, _can_see_the_old_one, _so_can))
    if found.on_screen:
        parts.append(_("The screen at school can show it."))
    if found.waits:
        nobody = nobody or _("Nobody else can see this yet.")
        after = _say_after(found)
        parts += [_say_first(found), *(after or ([] if found.after_yes else [nobody]))]
    if found.after_yes:
        parts.append(_("Then we ask who is in it.") if parts else _("We ask who is in it first."))
        parts.append(
            told(_groups(found, found.after_yes), _then_too if found.now else _then, _so_can)
        )
    return " ".join(parts) or _("Only you can see this.")


def _say_first(found: Plan) -> str:
    """One and the same for a class without a teacher and where none of them may look (rule 10)."""
    if found.nobody_looks:
        return _("It waits until a teacher can look.")
    return _("Your teacher looks first.")


def _say_now(groups: Groups, *, is_news: bool) -> str:
    if is_news:
        return told(groups, _will_see_this, _so_will)
    return told(groups, _can_see_this, _so_can)


def _say_after(found: Plan) -> list[str]:
    parts = []
    if found.later:
        parts.append(told(_groups(found, found.later), _later(found), _so_can))
    if found.to_screen:
        parts.append(_("Then the screen at school can show it."))
    return parts


def _groups(found: Plan, faces: Sequence[Face]) -> Groups:
    return groups_of(faces, found.family_ids, found.groups)


def _later(found: Plan) -> Sentence:
    if found.over_older:
        return _then_the_new_one
    return _then_too if found.now else _then


def begun(who: str) -> str:
    """The same as a sentence begins."""
    return who[:1].upper() + who[1:]


def _can_see_this(who: str) -> str:
    return _("%(who)s can see this.", who=begun(who))


def _will_see_this(who: str) -> str:
    return _("%(who)s will see this.", who=begun(who))


def _can_see_the_old_one(who: str) -> str:
    return _("%(who)s can see the old one.", who=begun(who))


def _then(who: str) -> str:
    return _("Then %(who)s can see it.", who=who)


def _then_too(who: str) -> str:
    return _("Then %(who)s can see it too.", who=who)


def _then_the_new_one(who: str) -> str:
    return _("Then %(who)s can see the new one.", who=who)


def _so_can(who: str) -> str:
    return _("So can %(who)s.", who=who)


def _so_will(who: str) -> str:
    return _("So will %(who)s.", who=who)


def told(groups: Groups, first: Sentence, more: Sentence) -> str:
    """All of them in sentences of at most ten words each, a group together where it fits.

    `first` makes the first sentence out of names, `more` each one after it. One name that is too
    long for any sentence has one of its own.
    """
    sentences: list[str] = []
    line: list[str] = []
    for piece in _pieces(groups, first, more):
        if line and _is_long(_nth(sentences, first, more)(names([*line, *piece]))):
            sentences.append(_nth(sentences, first, more)(names(line)))
            line = []
        line += piece
    if line:
        sentences.append(_nth(sentences, first, more)(names(line)))
    return " ".join(sentences)


def _nth(before: Sequence[str], first: Sentence, more: Sentence) -> Sentence:
    return more if before else first


def _pieces(groups: Groups, *sentences: Sentence) -> Iterator[list[str]]:
    """The groups; one that is too long for a sentence of these comes name by name."""
    for group in groups:
        is_long = any(_is_long(sentence(names(group))) for sentence in sentences)
        yield from ([one] for one in group) if is_long else [group]


def _is_long(sentence: str) -> bool:
    return len(sentence.split()) > WORDS_AT_MOST


def groups_of(
    faces: Sequence[Face], family: Collection[int], groups: Collection[Children] | None = None
) -> Groups:
    """The people as a sentence has them: the owner's own family, children, then other grown-ups.

    A few are named. Many children are said by their groups and not counted: who knows how many
    they are would see that one is missing (decision 27). Staff, for whom there are no `groups`,
    read the number. Grown-ups of other families are never named: the child may not know them.
    """
    own = [face.name for face in faces if face.id in family]
    children = [face for face in faces if face.kind is PersonKind.PUPIL]
    staff = [face.name for face in faces if face.kind is PersonKind.STAFF]
    others = sum(face.kind is PersonKind.FAMILY and face.id not in family for face in faces)
    if len(faces) <= NAMED_AT_MOST and not others:
        few = own, [child.name for child in children], staff
        return [group for group in few if group]
    many = _own_words(own), _child_words(children, groups), _adult_words(staff, others)
    return [group for group in many if group]


def _own_words(own: list[str]) -> list[str]:
    if len(own) <= NAMED_AT_MOST:
        return own
    return [*own[: NAMED_AT_MOST - 1], _("more of your family")]


def _child_words(children: list[Face], groups: Collection[Children] | None) -> list[str]:
    if len(children) < 2:  # noqa: PLR2004 -- one child is no group
        return [child.name for child in children]
    if groups is None:
        return [ngettext("%(num)d child", "%(num)d children", len(children))]
    ids = {child.id for child in children}
    inside = [group.name for group in groups if group.ids & ids]
    return [_("children in %(name)s", name=name) for name in inside] or [_("other children")]


def _adult_words(staff: list[str], others: int) -> list[str]:
    told = staff
    if len(staff) > TEACHERS_NAMED:
        told = [*staff[: TEACHERS_NAMED - 1], _("more teachers")]
    more = [ngettext("one more grown-up", "more grown-ups", others)] if others else []
    return [*told, *more]
