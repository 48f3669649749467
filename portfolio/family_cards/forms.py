"""Six figures: chosen once, typed each time."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import ValidationError

from portfolio.family_cards.queries import FIGURES
from portfolio.web.forms import Form

UP_AND_DOWN = "01234567890", "09876543210"


def figures(text: str | None) -> str:
    """What was typed, without spaces and hyphens."""
    return re.sub(r"[\s-]+", "", text or "")


class FiguresForm(Form):
    """The six figures beside the card."""

    secret = PasswordField(_l("Your six figures"), filters=[figures])


class NewFiguresForm(Form):
    """The six figures, chosen: none that is tried first."""

    secret = PasswordField(_l("Choose six figures"), filters=[figures])
    word = PasswordField(_l("The same once more"), filters=[figures])

    def validate_secret(self, field: Any) -> None:  # noqa: ANN401 -- WTForms' own field
        """Six of them, neither all alike nor a run."""
        typed = field.data or ""
        if not re.fullmatch(f"[0-9]{{{FIGURES}}}", typed):
            raise ValidationError(_l("Use six figures."))
        if len(set(typed)) == 1 or any(typed in run for run in UP_AND_DOWN):
            raise ValidationError(_l("That is tried first by everybody. Take others."))

    def validate_word(self, field: Any) -> None:  # noqa: ANN401 -- WTForms' own field
        """The same twice: nobody can tell them later."""
        if field.data != self.secret.data:
            raise ValidationError(_l("The two are not the same. Type them again."))
