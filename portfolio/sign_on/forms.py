"""What the provider sends back with the browser, to be sent on by a press."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from portfolio.core import tokens
from portfolio.web.forms import Form

LONGEST_CODE = 4000
"""Entra's have about 1,500 signs; RFC 6749 sets no limit."""


class BackForm(Form):
    """The code and the state."""

    code = HiddenField(validators=[DataRequired(), Length(max=LONGEST_CODE)])
    state = HiddenField(validators=[DataRequired(), Length(max=100)])

    def is_of(self, state: str) -> bool:
        """Whether that is the state with which this browser began; in time that tells nothing."""
        return tokens.is_same(self.state.data or "", tokens.fingerprint(state))
