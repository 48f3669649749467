"""A new password, with the rule that every password of staff is held against."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import DataRequired

from portfolio.signin.forms import a_good_password
from portfolio.web.forms import Form


class NewPasswordForm(Form):
    """A new password."""

    password = PasswordField(
        _l("New password"),
        validators=[DataRequired(_l("Please choose a password.")), a_good_password],
    )
