"""What somebody says about an item: a starter, words, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portfolio.core.words import WordsTooLong, plain_text
from portfolio.models.talk import COMMENT_CHARACTERS
from portfolio.talk.praise import is_fast_praise
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from wtforms import Field

STARTS = {
    "noticed": _l("I noticed"),
    "wonder": _l("I wonder"),
    "think": _l("It makes me think of"),
    "tell": _l("Tell me about"),
}
"""What a starter puts before the words (components/starters.html has their drawings)."""


class CommentForm(Form):
    """One comment or answer. An unknown starter is none."""

    starter = StringField()
    words = TextAreaField(_l("Your words"))
    reply_to = HiddenField()
    anyway = HiddenField()

    def validate_words(self, field: Field) -> None:
        """Tidy the words; a sentence where there are none, or too many."""
        try:
            field.data = plain_text(field.data or "", COMMENT_CHARACTERS)
        except WordsTooLong:
            raise ValidationError(_("That is a lot of words. Say it in a shorter way.")) from None
        if not field.data:
            raise ValidationError(_("Write a few words first."))

    @property
    def chosen(self) -> str | None:
        """The starter, or None."""
        return self.starter.data if self.starter.data in STARTS else None

    def said(self) -> str:
        """The words with the starter's before them, unless they begin so already."""
        words = str(self.words.data)
        start = str(STARTS[self.chosen]) if self.chosen else ""
        if words.casefold().startswith(start.casefold()):
            return words
        return f"{start} {words}"

    def is_worth_an_offer(self) -> bool:
        """Whether it is fast praise that was not sent anyway, nor as an answer."""
        if self.chosen or self.anyway.data or self.reply_to.data:
            return False
        return is_fast_praise(
            str(self.words.data),
            _("good, very good, well done, lovely, nice, great, super, amazing, beautiful, wow"),
        )
