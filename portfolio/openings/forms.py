"""What a safety lead says when opening something, and when putting off that the child is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import DataRequired, Length, Optional

from portfolio.core import words
from portfolio.models.enums import Telling
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from datetime import date

    from flask_babel.speaklater import LazyString

REASON_CHARACTERS = 1000
CASE_CHARACTERS = 120
LONGEST_WAIT = timedelta(days=28)
"""So long at most until it is looked at again whether the child is told."""


def tidy(text: str | None) -> str:
    """What was typed, without what no line may hold; nothing where nobody could read it."""
    tidied = words.plain_text(text or "", words.LONGEST_BYTES)
    return "" if words.is_blank(tidied) else tidied


def reason(label: LazyString, *, is_needed: bool = True) -> TextAreaField:
    """A field for a reason, in so many words as the table holds."""
    needed = DataRequired(_l("Please write a few words.")) if is_needed else Optional()
    longest = Length(max=REASON_CHARACTERS, message=_l("That is too long. Say it in fewer words."))
    return TextAreaField(label, filters=[tidy], validators=[needed, longest])


def case() -> StringField:
    """A field for the reference of a case."""
    longest = Length(max=CASE_CHARACTERS, message=_l("That is too long. Say it in fewer words."))
    needed = DataRequired(_l("Please give the case a number or a name."))
    return StringField(
        _l("Case reference, or “none yet”"), filters=[tidy], validators=[needed, longest]
    )


class TellingForm(Form):
    """Whether the child is told now; if not, why, and when that is looked at again."""

    telling = RadioField(
        _l("Is the child told?"),
        choices=[
            SelectChoice(Telling.NOW.value, _l("Yes, now")),
            SelectChoice(Telling.LATER.value, _l("Not yet")),
        ],
        validators=[DataRequired(_l("Please choose one."))],
    )
    why_later = reason(_l("Why not yet?"), is_needed=False)
    tell_on = DateField(_l("Look at this again on"), validators=[Optional()])

    @property
    def is_later(self) -> bool:
        """Whether it is put off."""
        return bool(self.telling.data == Telling.LATER)

    def says_when(self, today: date) -> bool:
        """Whether what is put off has a reason and a day; a sentence beside the field if not."""
        if not self.is_later:
            return True
        on = self.tell_on.data
        if not self.why_later.data:
            self.why_later.errors = [_("Please write a few words.")]
        if on is None or not today < on <= today + LONGEST_WAIT:
            self.tell_on.errors = [_("Choose a day of the next four weeks.")]
        return not (self.why_later.errors or self.tell_on.errors)


class OpeningForm(TellingForm):
    """Why something is opened, for which case, and whether the child is told."""

    reason = reason(_l("Why must you open it?"))
    case_reference = case()
