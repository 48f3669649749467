"""The codes that staff type: six figures from an app, or one of ten from paper."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Regexp, ValidationError

from portfolio.core import tokens
from portfolio.passkeys.forms import PasskeyForm
from portfolio.web.forms import Form


def tidy_code(text: str | None) -> str:
    """Six figures without spaces, or a recovery code as it is kept."""
    figures = re.sub(r"[\s-]+", "", text or "")
    return figures if re.fullmatch(r"[0-9]{1,8}", figures) else tokens.typed_code(text or "")


class ProofForm(PasskeyForm):
    """A code from the app or from paper; or a passkey, and then no code."""

    code = StringField(_l("The code"), filters=[tidy_code])

    def validate_code(self, field: StringField) -> None:
        """There is one, unless a passkey came instead."""
        if not field.data and not self.credential.data:
            raise ValidationError(_l("Please type the code."))


class AppForm(Form):
    """A new app shows its first code."""

    chance = HiddenField(validators=[Regexp(r"^[A-Za-z0-9_-]{32}$")])
    code = StringField(
        _l("The six figures it shows"),
        filters=[tidy_code],
        validators=[DataRequired(_l("Please type the six figures."))],
    )
