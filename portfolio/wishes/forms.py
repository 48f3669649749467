"""Who is asked for. A child reads these sentences, and so does a parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import DataRequired, Length

from portfolio.core import words
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 60
"""As many characters as the column holds (models/people.py)."""


def tidy(text: str | None) -> str:
    """One line without signs that cannot be seen; its length is for the validators to say."""
    return words.plain_line(text or "", words.LONGEST_BYTES)


class WishForm(Form):
    """One adult, in the child's word; for a parent also for which child."""

    called = StringField(
        _l("Who?"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Type who it is.")),
            Length(max=LONGEST_NAME, message=_l("That is too long. Use a shorter name.")),
        ],
    )
    child = RadioField(_l("For which child?"), validate_choice=False)

    def offer(self, children: Iterable[tuple[str, str]]) -> None:
        """Offer the children, given as (public id, name); one alone is chosen."""
        offered = list(children)
        self.child.choices = [SelectChoice(value, name) for value, name in offered]
        if len(offered) == 1:
            self.child.data = offered[0][0]
