"""Chance plays the school: any deed by anybody, and after each a few questions over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.models.enums import Checks, ShareKind, StopKind
from tests.promises import questions, turning
from tests.promises.plain import Line
from tests.promises.playing import Play

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.circles import Somebody, Team
    from tests.promises.playing import Played, Stage
    from tests.promises.questions import Answers

CHILDREN = ("owner", "classmate", "club_mate", "sibling", "other_child")


class Chance:
    """One play: `dice` decides who does what; the same dice play the same again."""

    def __init__(
        self, stage: Stage, dice: random.Random, answers: Answers, things: int = 18
    ) -> None:
        self.play, self.dice, self.answers, self.most = Play(stage), dice, answers, things
        circles = self.play.cast.circles
        self.children: list[int] = [getattr(one, role).id for one in circles for role in CHILDREN]
        self.adults = [
            number for number, kind in self.play.school.kinds.items() if kind == "family"
        ]
        self.staff = [number for number, kind in self.play.school.kinds.items() if kind == "staff"]
        self.everybody = list(self.play.stage.everybody)
        self.touched: int | None = None
        self.deeds = [deed for deed, weight in WEIGHTS.items() for _ in range(weight)]

    def step(self) -> str:
        """Any deed, and its name."""
        return self.does(self.dice.choice(self.deeds).__name__)

    def does(self, deed: str) -> str:
        """That deed, and then questions about things and people near and far; its name."""
        self.now, self.touched = self._thing(), None
        if self.play.school.stopped and self._is(50):
            turning.goes_on(self.play)
        getattr(self, deed)()
        self.ask()
        return deed

    def ask(self) -> None:
        """Two viewers about the thing in hand, one about another, and one about all there are.

        Whoever the deed was about is asked first, by the page, which says most.
        """
        if self.touched in self.play.stage.clients:
            questions.page(self.play, self.touched, self.now, self.answers)
        for viewer, played in (
            (self._near(self.now), self.now),
            (self.dice.choice(self.everybody), self.now),
            (self._near(self.now), self._thing()),
        ):
            self.dice.choice(questions.OF_ONE)(self.play, viewer, played, self.answers)
        self.ask_lists(1)

    def ask_lists(self, viewers: int) -> None:
        """So many people about everything there is, by their lists."""
        for _ in range(viewers):
            questions.of_all(self.play, self.dice.choice(self.everybody), self.answers)

    # ------------------------------------------------------------ who, and what

    def _thing(self) -> Played:
        """Mostly one that is there: the fewer, the more happens to each."""
        if len(self.play.played) < 3 or (len(self.play.played) < self.most and self._is(self.most)):
            return self._made()
        return self.dice.choice(self.play.played[-6:])

    def _made(self) -> Played:
        """A new thing; mostly it goes up at once, so that there is something to see."""
        made = self.play.makes(self._present(), with_photo=self._is(60))
        if self._is(75):
            self.play.puts_up(made, self._some_lines(made))
            for teacher in self.staff:
                if self.play.school.waiting_for(teacher, made.plain):
                    self.play.looks(teacher, made, is_up=True)
        return made

    def _present(self) -> int:
        return self.dice.choice([one for one in self.children if one in self.play.school.here])

    def _is(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def _owner(self) -> Somebody:
        return self.play.stage.everybody[self.now.plain.owner]

    def _near(self, played: Played) -> int:
        """Mostly somebody who sees it, or saw it before; else anybody of the owner's circle."""
        owner = self.play.stage.everybody[played.plain.owner]
        near = [one.id for one in self.play.cast.circle_of(owner).people().values()]
        seeing = [one for one in near if self.play.school.sees(one, played.plain)]
        played.seen_by |= set(seeing)
        before = sorted(played.seen_by)
        return int(self.dice.choice(before if before and self._is(60) else near))

    def _team(self) -> Team:
        circle = self.dice.choice(self.play.cast.circles)
        return self.dice.choice((circle.group, circle.group, circle.club))

    def _lines(self, owner: int) -> list[Line]:
        """What an owner might ask for."""
        mine = sorted(self.play.school.groups_of(owner))
        family = [adult for adult, child in self.play.school.ties if child == owner]
        lines = [Line("family"), Line("teachers"), Line("screen")]
        lines += [Line("class", group) for group in mine]
        lines += [Line("class_families", group) for group in mine]
        return lines + [Line("person", adult) for adult in family]

    def _some_lines(self, played: Played) -> list[Line]:
        lines = self._lines(played.plain.owner)
        return self.dice.sample(lines, min(len(lines), self.dice.choice((1, 1, 2, 3))))

    # ------------------------------------------------------------ deeds

    def puts_up(self) -> None:
        self.play.puts_up(self.now, self._some_lines(self.now) if self._is(90) else [])

    def narrows(self) -> None:
        live = list(self.now.plain.shares)
        self.play.puts_up(self.now, self.dice.sample(live, len(live) // 2))

    def writes(self) -> None:
        self.play.writes(self.now, with_photo=self._is(60))
        if self._is(50):
            self.play.sends_on(self.now)

    def looks(self) -> None:
        teachers = [one for one in self.staff if self.play.school.waiting_for(one, self.now.plain)]
        teacher = (
            self.dice.choice(teachers)
            if teachers and self._is(85)
            else self.dice.choice(self.staff)
        )
        self.play.looks(teacher, self.now, is_up=self._is(75))

    def says(self) -> None:
        """Somebody who sees it, mostly; and a teacher reads it, mostly."""
        near = list(self.play.cast.circle_of(self._owner()).people().values())
        seeing = [one.id for one in near if self.play.school.sees(one.id, self.now.plain)]
        author = self.dice.choice(seeing) if seeing and self._is(85) else self._near(self.now)
        self.play.says(author, self.now)
        for teacher in self.staff:
            if self.now.plain.talk and self._is(60):
                self.play.reads_words(teacher, self.now, len(self.now.plain.talk) - 1, is_up=True)

    def reads_words(self) -> None:
        """A teacher who reads them, mostly, sends some words back or lets them be heard."""
        seeing = [one for one in self.staff if self.play.school.sees(one, self.now.plain)]
        teacher = self.dice.choice(seeing if seeing and self._is(80) else self.staff)
        self.play.reads_words(teacher, self.now, self.dice.randrange(9), is_up=self._is(50))

    def hides(self) -> None:
        """Words that somebody reads, if there are any."""
        which, hearing = self._heard()
        self.touched = self.dice.choice(hearing) if hearing else None
        self.play.hides(self.now, which)

    def _heard(self) -> tuple[int, list[int]]:
        """Some words on the thing, by their place, and who of its audience reads them."""
        places = range(len(self.now.plain.talk))
        found = {place: hearing for place in places if (hearing := self._who_hears(place))}
        which = self.dice.choice(sorted(found)) if found else 0
        return which, found.get(which, [])

    def _who_hears(self, place: int) -> list[int]:
        said, school = self.now.plain.talk[place], self.play.school
        near = self.play.cast.circle_of(self._owner()).people().values()
        return [
            one.id
            for one in near
            if one.id not in {said.author, self.now.plain.owner}
            if said.mark in school.hears(one.id, self.now.plain)
            if (seen := school.sees(one.id, self.now.plain)) and "teacher" not in seen.why
        ]

    def closes(self) -> None:
        self.play.closes(self.now, is_open=self._is(60))

    def bins(self) -> None:
        self.play.deletes(self.now)

    def takes_out(self) -> None:
        self.play.takes_out_of_bin(self.now)

    def ties(self) -> None:
        turning.ties(self.play, self.dice.choice(self.adults), self.dice.choice(self.children))

    def ends_tie(self) -> None:
        ties = list(self.play.school.ties)
        if ties:
            self.touched, child = self.dice.choice(ties)
            turning.ends_tie(self.play, self.touched, child)

    def restricts(self) -> None:
        """From the owner, or from a child in the picture; mostly somebody who sees it."""
        pictured = sorted(self.play.school.pictured.get(self.now.plain.newest.photo or 0, set()))
        child = self.dice.choice([self.now.plain.owner, *pictured, *pictured])
        self.touched = self._near(self.now)
        turning.restricts(self.play, self.touched, child)

    def lifts(self) -> None:
        turning.lifts(
            self.play, self.dice.choice([who for who, _ in self.play.school.apart] or [1])
        )

    def joins(self) -> None:
        person = self.dice.choice((*self.children, *self.staff))
        turning.joins(self.play, person, self._team())

    def leaves_group(self) -> None:
        places = sorted(self.play.school.places)
        if places:
            person, group, _ = self.dice.choice(places)
            self.touched = person
            teams = {t.id: t for c in self.play.cast.circles for t in (c.group, c.club)}
            turning.leaves_group(self.play, person, teams[group])

    def leaves(self) -> None:
        person = self.dice.choice(self.everybody)
        if person not in self.children:
            turning.leaves(self.play, person)

    def child_leaves(self) -> None:
        if sum(one in self.play.school.here for one in self.children) > 4:
            turning.leaves(self.play, self._present())

    def turns_year(self) -> None:
        turning.turns_year(self.play, self.dice.choice(self.children))

    def sets_checks(self) -> None:
        """Of the class of whoever owns the thing in hand; its teacher is asked first."""
        circle = self.play.cast.circle_of(self._owner())
        self.touched = self.dice.choice((circle.teacher.id, circle.second_teacher.id))
        turning.sets_checks(self.play, circle.group, self.dice.choice(list(Checks)))

    def seals(self) -> None:
        turning.seals(self.play, self.now)

    def seals_words(self) -> None:
        turning.seals_words(self.play, self.now, self.dice.randrange(9))

    def breaks_glass(self) -> None:
        turning.breaks_glass(self.play, self.now)

    def finds_wrong(self) -> None:
        """Somebody finds the thing wrong, or words on it that they and others read."""
        kind = self.dice.choice(("hurt", "unseen", "unkind", "other"))
        which, hearing = self._heard()
        if self._is(40) or not hearing:
            self.play.finds_wrong(self._near(self.now), self.now, kind)
        else:
            self.touched = self.dice.choice(hearing)
            self.play.finds_words_wrong(self.dice.choice(hearing), self.now, which, kind)

    def puts_back(self) -> None:
        turning.puts_back(self.play, self.now)

    def stops(self) -> None:
        turning.stops(self.play, self.dice.choice(list(StopKind)))

    def is_in(self) -> None:
        """A child is in the picture, and mostly says at once how far it may go."""
        child = self.dice.choice(self.children)
        turning.is_in(self.play, self.now, child)
        for line in self.now.plain.shares:
            if self._is(70):
                turning.answers(self.play, self.now, child, line, is_yes=self._is(80))

    def is_in_this(self) -> None:
        self.play.is_in_this(self._near(self.now), self.now)

    def settles_pictures(self) -> None:
        turning.settles_pictures(self.play, self.now)

    def answers_for(self) -> None:
        live, photo = list(self.now.plain.shares), self.now.plain.newest.photo
        children = sorted(self.play.school.pictured.get(photo or 0, set()))
        if live and children:
            line, child = self.dice.choice(live), self.dice.choice(children)
            turning.answers(self.play, self.now, child, line, is_yes=self._is(70))

    def permits(self) -> None:
        kind = self.dice.choice((ShareKind.CLASS, ShareKind.CLASS_FAMILIES, ShareKind.FAMILY))
        turning.permits(self.play, self.dice.choice(self.children), kind, allowed=self._is(70))


WEIGHTS: dict[Callable[[Chance], None], int] = {
    Chance.puts_up: 16,
    Chance.looks: 16,
    Chance.narrows: 4,
    Chance.writes: 7,
    Chance.says: 10,
    Chance.reads_words: 5,
    Chance.hides: 4,
    Chance.closes: 2,
    Chance.bins: 2,
    Chance.takes_out: 2,
    Chance.ties: 3,
    Chance.ends_tie: 2,
    Chance.restricts: 4,
    Chance.lifts: 2,
    Chance.joins: 2,
    Chance.leaves_group: 2,
    Chance.leaves: 1,
    Chance.child_leaves: 1,
    Chance.turns_year: 1,
    Chance.sets_checks: 2,
    Chance.seals: 1,
    Chance.seals_words: 1,
    Chance.breaks_glass: 2,
    Chance.finds_wrong: 4,
    Chance.puts_back: 3,
    Chance.stops: 1,
    Chance.is_in: 5,
    Chance.answers_for: 7,
    Chance.is_in_this: 2,
    Chance.settles_pictures: 1,
    Chance.permits: 3,
}
"""Each deed, and how often beside the others."""
