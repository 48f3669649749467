"""What a teacher sends after a look: up, or back with a kind note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portfolio.core.words import WordsTooLong, plain_text
from portfolio.models.enums import CheckResult
from portfolio.models.items import NOTE_CHARACTERS
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from wtforms import Field

STARTS = {
    "more": _l("I like this. Can you tell us a bit more?"),
    "who": _l("Is someone else in the photo? Please ask them first."),
    "names": _l("There is a name or a place in it. Can you take it out?"),
    "kind": _l("Can you say it so that it feels kind to read?"),
    "talk": _l("Let us talk about this one together."),
}
"""Kind beginnings of a note, each whole enough to stand alone."""


class CheckForm(Form):
    """One look. `revision` is the number of the revision that the teacher saw.

    `share` are the public ids of the shares that the page named.
    """

    result = StringField()
    revision = HiddenField()
    start = StringField()
    note = TextAreaField(_l("A kind note"))

    def validate_result(self, field: Field) -> None:
        """One of the two results."""
        if field.data not in set(CheckResult):
            raise ValidationError(_("Choose: put it up, or send it back."))

    def validate_note(self, field: Field) -> None:
        """Tidy the note; what goes back needs one."""
        start = str(STARTS.get(self.start.data or "", ""))
        try:
            field.data = plain_text(field.data or "", NOTE_CHARACTERS - len(start) - 1)
        except WordsTooLong:
            raise ValidationError(_("The note is too long. Make it shorter.")) from None
        if self.goes_back and not (field.data or start):
            raise ValidationError(_("Write a kind note, so that they know how to go on."))

    @property
    def goes_back(self) -> bool:
        """Whether it is to be sent back."""
        return bool(self.result.data == CheckResult.SENT_BACK)

    def full_note(self) -> str:
        """The beginning that was chosen and the words after it; nothing where it goes up."""
        if not self.goes_back:
            return ""
        start = str(STARTS.get(self.start.data or "", ""))
        return " ".join(part for part in (start, str(self.note.data)) if part)

    def shares(self) -> frozenset[str]:
        """The shares that the page named."""
        return frozenset(request.form.getlist("share"))

    def number(self) -> int:
        """The number of the revision that was seen; 0, which none has, for anything else."""
        text = str(self.revision.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 -- fits 32 bits
