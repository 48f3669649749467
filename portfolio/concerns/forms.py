"""What somebody says is not right, and what a safety lead writes about it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import DataRequired, InputRequired, Length

from portfolio.core import words
from portfolio.models.concerns import LINE_CHARACTERS
from portfolio.models.enums import ConcernFor, ConcernKind
from portfolio.models.items import NOTE_CHARACTERS
from portfolio.web.forms import Form

PRESSED = (ConcernKind.HURT, ConcernKind.UNSEEN, ConcernKind.UNKIND, ConcernKind.OTHER)
"""The kinds that somebody can press, the urgent ones first."""


def tidy(text: str | None) -> str:
    """One line without signs that cannot be seen; its length is for the validators to say."""
    return words.plain_line(text or "", words.LONGEST_BYTES)


class _WithLine(Form):
    line = StringField(
        _l("A few words"),
        filters=[tidy],
        validators=[
            Length(
                max=LINE_CHARACTERS, message=_l("That is a lot of words. Say it in a shorter way.")
            )
        ],
    )


class ConcernForm(_WithLine):
    """A kind, which is the button that was pressed, and a line that may stay empty."""

    kind = RadioField(
        _l("What is not right?"),
        choices=[SelectChoice(kind.value, kind.value) for kind in PRESSED],
        validators=[InputRequired(_l("Choose one."))],
    )


class WordlessTellForm(_WithLine):
    """Who is to read it, which is the button that was pressed, and words.

    Without words for those who cannot write yet: that they want to tell something is enough.
    """

    reads = RadioField(
        _l("Who is to read it?"),
        choices=[SelectChoice(one.value, one.value) for one in ConcernFor],
        validators=[InputRequired(_l("Choose one."))],
    )


class TellForm(WordlessTellForm):
    """The same with words."""

    line = StringField(
        _l("Your words"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write a few words first.")),
            Length(
                max=LINE_CHARACTERS, message=_l("That is a lot of words. Say it in a shorter way.")
            ),
        ],
    )


class NoteForm(Form):
    """What came of it, or a kind note to whoever wrote the words."""

    note = TextAreaField(
        _l("A note"),
        filters=[lambda text: words.plain_text(text or "", words.LONGEST_BYTES)],
        validators=[Length(max=NOTE_CHARACTERS, message=_l("That note is too long."))],
    )


class KindNoteForm(NoteForm):
    """A note that must be there: whoever reads it is told why."""

    note = TextAreaField(
        _l("A kind note"),
        filters=[lambda text: words.plain_text(text or "", words.LONGEST_BYTES)],
        validators=[
            DataRequired(_l("Write why, in a kind way.")),
            Length(max=NOTE_CHARACTERS, message=_l("That note is too long.")),
        ],
    )
