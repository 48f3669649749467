"""What office, years and safety lead do: rows, and the same told to the plain school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core import tokens
from portfolio.models import Comment, FamilyTie, InThis, Item, Stop
from portfolio.models.enums import Answer, Checks, Role, ShareKind, StopKind
from portfolio.visibility.proposals import Wish
from tests.circles import Said

if TYPE_CHECKING:
    from tests.circles import Team
    from tests.promises.plain import Line
    from tests.promises.playing import Play, Played


def ties(play: Play, adult: int, child: int) -> None:
    """An adult is tied to a child, in the household that is theirs already."""
    school = play.school
    homes = [home for (parent, _), home in school.ties.items() if parent == adult]
    if (adult, child) in school.ties or not homes:
        return
    with play.stage.database.unit() as db:
        db.add(
            FamilyTie(
                public_id=tokens.public_id(),
                pupil_id=child,
                adult_id=adult,
                called="Somebody",
                household_id=homes[0],
                from_on=play.cast.at.today,
            )
        )
    school.ties[adult, child] = homes[0]


def ends_tie(play: Play, adult: int, child: int) -> None:
    """A family tie ends."""
    everybody = play.stage.everybody
    play.cast.ends_tie(everybody[adult], everybody[child])
    play.school.ties.pop((adult, child), None)


def restricts(play: Play, person: int, child: int) -> None:
    """The office keeps somebody from a child."""
    play.cast.restricts(play.stage.everybody[person], play.stage.everybody[child])
    play.school.apart.add((person, child))


def lifts(play: Play, person: int) -> None:
    """Nothing keeps somebody from anybody any more."""
    play.cast.lifts_restrictions(play.stage.everybody[person])
    play.school.apart -= {(who, child) for who, child in play.school.apart if who == person}


def joins(play: Play, person: int, team: Team) -> None:
    """A child or a teacher is in one more group."""
    role = Role.PUPIL if play.school.kinds[person] == "pupil" else Role.TEACHER
    if (person, team.id, role.value) in play.school.places:
        return
    play.cast.joins(play.stage.everybody[person], team, role)
    play.school.places.add((person, team.id, role.value))


def leaves_group(play: Play, person: int, team: Team) -> None:
    """Somebody is in a group no more."""
    play.cast.ends_membership(play.stage.everybody[person], team)
    places = play.school.places
    places -= {place for place in places if place[:2] == (person, team.id)}


def leaves(play: Play, person: int) -> None:
    """Somebody has no place here any more."""
    play.cast.leaves(play.stage.everybody[person])
    play.school.here.discard(person)


def turns_year(play: Play, child: int) -> None:
    """A child goes from one class to the other, and takes nothing along."""
    mine = play.school.groups_of(child)
    here, there = play.cast.oak.group, play.cast.rowan.group
    if there.id in mine:
        here, there = there, here
    leaves_group(play, child, here)
    joins(play, child, there)


def sets_checks(play: Play, team: Team, checks: Checks) -> None:
    """A class changes what its teacher reads first."""
    play.cast.sets_checks(team, checks)
    play.school.classes[team.id] = checks.value


def seals(play: Play, played: Played) -> None:
    """A thing is unreachable for everyone."""
    play.cast.seals(played.thing)
    played.plain.is_sealed = True


def seals_words(play: Play, played: Played, which: int) -> None:
    """So are some words."""
    if not played.plain.talk:
        return
    words = played.plain.talk[which % len(played.plain.talk)]
    author = play.stage.everybody[words.author]
    number = play.number_of_comment(play.said[words.mark])
    play.cast.seals(Said(number, play.said[words.mark], author, words.mark))
    words.is_sealed = True


def puts_back(play: Play, played: Played) -> None:
    """The safety lead ends the hiding of a thing, and of the words on it."""
    with play.stage.database.unit() as db:
        db.execute(update(Item).where(Item.id == played.thing.id).values(held_back_at=None))
        of_thing = Comment.item_id == played.thing.id
        db.execute(update(Comment).where(of_thing).values(held_back_at=None))
    played.plain.is_held_back = False
    for words in played.plain.talk:
        words.is_held_back = False


def stops(play: Play, kind: StopKind) -> None:
    """The school stops all talk, or all families."""
    if kind.value in play.school.stopped:
        return
    with play.stage.database.unit() as db:
        lead = play.cast.oak.lead.id
        now = play.cast.at.now
        db.add(Stop(public_id=tokens.public_id(), kind=kind, begun_at=now, begun_by_id=lead))
    play.school.stopped.add(kind.value)


def goes_on(play: Play) -> None:
    """Nothing is stopped any more."""
    with play.stage.database.unit() as db:
        on = update(Stop).where(Stop.ended_at.is_(None))
        db.execute(on.values(ended_at=play.cast.at.now, ended_by_id=play.cast.oak.lead.id))
    play.school.stopped.clear()


def breaks_glass(play: Play, played: Played) -> None:
    """The safety lead opens a thing for an hour."""
    play.cast.breaks_glass(played.thing, play.cast.oak.lead)
    played.plain.opened_by.add(play.cast.oak.lead.id)


def is_in(play: Play, played: Played, child: int) -> None:
    """A child is in the newest photo of a thing."""
    photo = played.plain.newest.photo
    if photo is None or child in play.school.pictured.get(photo, set()):
        return
    play.cast.is_in(play.stage.everybody[child], played.photos[photo])
    play.school.pictured.setdefault(photo, set()).add(child)


def answers(play: Play, played: Played, child: int, line: Line, *, is_yes: bool) -> None:
    """A pictured child answers for one line of an audience, in every photo of theirs."""
    if line not in played.plain.shares:
        return
    kind = ShareKind(line.kind)
    wish = Wish(
        kind,
        person_id=line.whom if kind is ShareKind.PERSON else None,
        group_id=line.whom if line.whom and kind is not ShareKind.PERSON else None,
    )
    number = played.plain.shares[line].number
    thing = play.with_shares(played, {wish: number})
    play.cast.answers(play.stage.everybody[child], thing, wish, Answer.YES if is_yes else Answer.NO)
    for photo, children in play.school.pictured.items():
        if child in children:
            play.school.says[photo, child, number] = "yes" if is_yes else "no"


def settles_pictures(play: Play, played: Played) -> None:
    """A teacher has settled it with the adults who are in the pictures of a thing."""
    photos = set(played.photos)
    with play.stage.database.unit() as db:
        db.execute(
            update(InThis)
            .where(InThis.photo_id.in_(photos), InThis.pupil_id.is_(None))
            .values(settled_at=play.cast.at.now)
        )
    play.school.objected -= photos


def permits(play: Play, child: int, kind: ShareKind, *, allowed: bool) -> None:
    """The school says, once, how far pictures of a child may go."""
    if (child, kind.value) in play.school.allowed:
        return
    play.cast.permits(play.stage.everybody[child], kind, allowed=allowed)
    play.school.allowed[child, kind.value] = allowed
