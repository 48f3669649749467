"""What is typed to print for a class: who gets a letter, and in which second language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import Length, ValidationError

from portfolio.core import tokens, words
from portfolio.letters.forms import question
from portfolio.letters.queries import Known
from portfolio.paper.wording import FIRST, LANGUAGES
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 60
"""As many characters as the column holds (models/people.py)."""

NEW_HOME = "new"
SAME_HOME = "same"
LETTERS_EACH = 2
"""Letters of one child in a class set: more are made on the child's own page."""

MOST_CHILDREN = 45
"""Four fields each, below the most that one form may have (web/forms.py)."""


class PlainForm(Form):
    """A press that takes nothing but the press."""


class CardsForm(PlainForm):
    """New cards: for those who have none, or for everybody."""

    who = StringField()

    @property
    def is_for_new(self) -> bool:
        """Whether only those without a card get one; whoever has one keeps it."""
        return self.who.data == "new"


class CodeOnPaperForm(Form):
    """A code that was just shown, to be drawn as PDF."""

    code = StringField(_l("The code"), filters=[lambda text: tokens.typed_code(text or "")])

    def validate_code(self, field: StringField) -> None:
        """A whole one."""
        if len(field.data or "") != tokens.CODE_SIGNS:
            raise ValidationError(_l("That code is not whole. It has 26 letters and numbers."))


def _languages() -> SelectField:
    return SelectField(
        _l("A second language on the letter"),
        choices=[
            SelectChoice("", _l("English only")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items() if code != FIRST),
        ],
        default="",
    )


class LetterOnPaperForm(CodeOnPaperForm):
    """The same for a letter."""

    language = _languages()


@dataclass(slots=True)
class LetterLine:
    """Where one letter is asked for: the names of its fields, and what was typed."""

    child_id: int
    nth: int
    stem: str
    homes: tuple[tuple[str, str], ...] = ()
    called: str = ""
    home: str = ""
    error: str = ""
    asks: str = ""
    """What is asked before a second letter of that word is made."""
    is_meant: bool = False
    """Whether that was answered with yes."""


@dataclass(slots=True)
class ChildLines:
    """One child's letters."""

    child_id: int
    name: str
    face: str
    known: Known
    lines: list[LetterLine] = field(default_factory=list)


class LettersForm(Form):
    """Letters for a class: up to two a child, each with its home. `offer` the children first."""

    language = _languages()
    may_ask = True
    """Whether a second letter of one word is asked about: not where the form was taken before."""
    somebody = StringField(validators=[Length(max=0)])
    """Not on the page: it carries the sentence that nobody was named."""

    def offer(
        self,
        children: Iterable[tuple[int, str, str, str]],
        homes: dict[int, list[tuple[str, str]]],
        known: dict[int, Known],
    ) -> None:
        """The children as (number, public id, name, face); homes and family of each by number."""
        self.children = [
            ChildLines(
                number,
                name,
                face,
                known[number],
                [
                    _line(number, public_id, nth, homes.get(number, []))
                    for nth in range(1, LETTERS_EACH + 1)
                ],
            )
            for number, public_id, name, face in children
        ]

    def wanted(self) -> list[LetterLine]:
        """The lines in which somebody was named."""
        return [line for child in self.children for line in child.lines if line.called]

    def validate_somebody(self, field: StringField) -> None:
        """At least one name, none too long, each in one of the child's homes."""
        for child in self.children:
            for line in child.lines:
                line.error = _fault(line, child.lines[0]) if line.called else ""
                line.asks = _question(line, child) if line.called and self.may_ask else ""
        if not self.wanted():
            raise ValidationError(_l("Type at least one name. Then a letter can be made."))
        if any(line.error for line in self.wanted()):
            raise ValidationError(_l("Look at the names and homes again."))
        if any(line.asks and not line.is_meant for line in self.wanted()):
            raise ValidationError(_l("Say yes below where you mean it, or change the name."))
        del field


def _line(child_id: int, public_id: str, nth: int, homes: Iterable[tuple[str, str]]) -> LetterLine:
    same = [(SAME_HOME, _("the same home as the first"))] if nth > 1 else []
    offered = (*same, *homes, (NEW_HOME, _("another home")))
    stem = f"{nth}_{public_id}"
    typed = request.form.get(f"called_{stem}", "")
    return LetterLine(
        child_id,
        nth,
        stem,
        offered,
        words.plain_line(typed, words.LONGEST_BYTES),
        request.form.get(f"home_{stem}", NEW_HOME),
        is_meant=f"again_{stem}" in request.form,
    )


def _question(line: LetterLine, child: ChildLines) -> str:
    above = [one.called for one in child.lines if one.nth < line.nth and one.called]
    known = Known(child.known.here, [*child.known.asked, *above])
    return question(child.name, line.called, known)


def _fault(line: LetterLine, first: LetterLine) -> str:
    if len(line.called) > LONGEST_NAME:
        return _("That is too long. Use a shorter name.")
    if line.home not in dict(line.homes) or (line.home == SAME_HOME and not first.called):
        return _("Please choose a home.")
    return ""
