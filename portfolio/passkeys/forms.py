"""What a browser sends of a passkey; a script fills it in."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length

from portfolio.passkeys.ceremony import Answer
from portfolio.web.forms import Form

LONGEST = 20_000
"""Characters: a new passkey's answer has about 1,000, with a maker's certificates 10,000."""


class PasskeyForm(Form):
    """An answer to a page's challenge. Its two hidden fields stand beside the passkey's button."""

    challenge = StringField(validators=[Length(max=200)])
    credential = StringField(validators=[Length(max=LONGEST)])

    def answer(self) -> Answer | None:
        """The answer, if there is one."""
        if not self.validate() or not self.credential.data:
            return None
        return Answer(self.challenge.data or "", self.credential.data)
