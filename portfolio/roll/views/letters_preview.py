"""A list of ties as the office reads it: class by class and child by child, who would be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portfolio.paper.wording import LANGUAGES
from portfolio.roll.planning.letters import Doubt
from portfolio.roll.views.preview import name_of, rooms_of

if TYPE_CHECKING:
    from portfolio.roll.planning.known import Known
    from portfolio.roll.planning.letters import Adult, LettersPlan, NewLetter


@dataclass(frozen=True, slots=True)
class LetterWords:
    """One letter to be made; `language` by its own name, `doubt` a `Doubt` or empty."""

    called: str
    home: str
    language: str
    doubt: str


@dataclass(slots=True)
class ChildPart:
    """One child: the letters, who is here or asked already, and who is not in the list."""

    name: str
    letters: list[LetterWords] = field(default_factory=list)
    already: list[Adult] = field(default_factory=list)
    stay: list[Adult] = field(default_factory=list)


@dataclass(slots=True)
class ClassPart:
    """One class with those of its children whom the list names, by first name."""

    name: str
    children: list[ChildPart] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """How many letters it gets."""
        return sum(len(child.letters) for child in self.children)


@dataclass(frozen=True, slots=True)
class LettersPreview:
    """The whole plan in the order of the page, and why it is looked at twice."""

    classes: list[ClassPart]
    crowded: list[str]
    ended: list[str]
    """Children whose letters are for a word whose tie is over."""


def letters_preview(plan: LettersPlan, known: Known) -> LettersPreview:
    """The page's parts of the plan."""
    return LettersPreview(
        classes=_classes(plan, known),
        crowded=[name_of(one) for one in plan.crowded],
        ended=list(dict.fromkeys(name_of(one.child) for one in plan.doubted(Doubt.ENDED))),
    )


def _classes(plan: LettersPlan, known: Known) -> list[ClassPart]:
    parts = {one.id: ChildPart(name_of(one)) for one in plan.children}
    for letter in plan.letters:
        parts[letter.child.id].letters.append(_words(letter))
    for adult in plan.already:
        parts[adult.pupil_id].already.append(adult)
    for adult in plan.stay:
        parts[adult.pupil_id].stay.append(adult)
    classes: dict[str, ClassPart] = {}
    for child in sorted(plan.children, key=name_of):
        room = rooms_of(child, known)[0]
        classes.setdefault(room, ClassPart(room)).children.append(parts[child.id])
    return sorted(classes.values(), key=lambda one: one.name)


def _words(letter: NewLetter) -> LetterWords:
    language = LANGUAGES.get(letter.language, "")
    return LetterWords(letter.called, letter.home, language, letter.doubt or "")
