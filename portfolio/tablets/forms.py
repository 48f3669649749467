"""What is typed and tapped around a shared tablet, by teachers and by children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TimeField
from wtforms.validators import DataRequired, Length, ValidationError

from portfolio.core import tokens, words
from portfolio.models.tablets import TABLET_CHARACTERS
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from wtforms import Field


def _tidy(text: str | None) -> str:
    return words.plain_line(text or "", words.LONGEST_BYTES)


def _typed(text: str | None) -> str:
    return tokens.typed_code(text or "")


def _whole(signs: int, sentence: str) -> object:
    def check(_form: object, field: Field) -> None:
        if len(field.data or "") != signs:
            raise ValidationError(sentence)

    return check


class OpenForm(Form):
    """The short code that a teacher reads out, typed on the tablet."""

    code = StringField(
        _l("The code"),
        filters=[_typed],
        validators=[
            _whole(
                tokens.SHORTEST_CODE, _l("That code is not whole. It has 8 letters and numbers.")
            )
        ],
    )


class CardCodeForm(Form):
    """A child's card, typed or read by the camera: its address, or the code alone."""

    code = StringField(
        _l("The code on my card"),
        filters=[lambda text: _typed((text or "").rpartition("/")[2])],
        validators=[_whole(tokens.CODE_SIGNS, _l("That is not a whole card. Try it again."))],
    )


class NameForm(Form):
    """What a teacher calls a tablet."""

    name = StringField(
        _l("Its name"),
        filters=[_tidy],
        validators=[
            DataRequired(_l("Please type a name.")),
            Length(max=TABLET_CHARACTERS, message=_l("That name is too long. Use a shorter one.")),
        ],
    )


class LessonForm(Form):
    """Until when the class is on, today."""

    until = TimeField(
        _l("Until"),
        validators=[DataRequired(_l("Please give a time, such as 15:30."))],
    )
