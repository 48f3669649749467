"""What people type and tap to come in. Sentences here are read by children and grandparents."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from portfolio.core import passwords, tokens, words
from portfolio.core.mail import NotAnAddress, normal_address
from portfolio.models.enums import SecretKind
from portfolio.web.forms import Form

LONGEST_NAME = 60
"""As many characters as the column holds (models/people.py)."""

LONGEST_ADDRESS = 254
"""RFC 5321 allows no longer one."""

PICTURES = {
    "cat": _l("cat"),
    "sun": _l("sun"),
    "boat": _l("boat"),
    "tree": _l("tree"),
    "star": _l("star"),
    "shoe": _l("shoe"),
    "cake": _l("cake"),
    "drum": _l("drum"),
    "fish": _l("fish"),
}


def tidy(text: str | None) -> str:
    """One line without signs that cannot be seen; its length is for the validators to say."""
    return words.plain_line(text or "", words.LONGEST_BYTES)


def tidy_address(text: str | None) -> str:
    """An address in its one stored form; as it was typed where it is none."""
    try:
        return normal_address((text or "").strip())
    except NotAnAddress:
        return text or ""


def an_address(_form: object, field: StringField) -> None:
    """Exactly one plain e-mail address."""
    try:
        normal_address(field.data or "")
    except NotAnAddress as error:
        raise ValidationError(
            _l("That does not look like an e-mail address. Look at it again.")
        ) from error


def a_good_password(_form: object, field: PasswordField) -> None:
    """Long enough, and none that is tried first."""
    try:
        passwords.check_staff_password(field.data or "")
    except passwords.PasswordTooShort as error:
        raise ValidationError(_l("Use at least 12 characters.")) from error
    except passwords.PasswordTooLong as error:
        raise ValidationError(_l("That is too long. Use at most 200 characters.")) from error
    except passwords.PasswordTooCommon as error:
        raise ValidationError(
            _l("Too many people use that one. Take three words of your own.")
        ) from error


def a_whole_code(_form: object, field: StringField) -> None:
    """All the signs of a code; as `Length` the browser would count its hyphens too (maxlength)."""
    if len(field.data or "") != tokens.CODE_SIGNS:
        raise ValidationError(_l("That code is not whole. It has 26 letters and numbers."))


def _picture(label: str) -> StringField:
    """One of three; the page draws the nine radio buttons."""
    return StringField(label, validators=[Length(max=passwords.LONGEST)])


class CardForm(Form):
    """A pupil's secret: three pictures, or the same typed; or one word."""

    secret_1 = _picture(_l("First"))
    secret_2 = _picture(_l("Next"))
    secret_3 = _picture(_l("Last"))
    secret = StringField(_l("My word"), validators=[Length(max=passwords.LONGEST)])

    def said(self, kind: SecretKind) -> str:
        """The secret as it is hashed; empty where nothing that could be one was given."""
        typed = self.secret.data or ""
        if kind is SecretKind.WORD:
            return passwords.typed_word(typed)
        return passwords.typed_pictures(typed or " ".join(self.tapped()))

    def missing(self, kind: SecretKind) -> int:
        """How many of the three pictures are not tapped yet, where none is typed: no guess yet."""
        if kind is SecretKind.WORD or self.secret.data:
            return 0
        return sum(not name for name in self.tapped())

    def tapped(self) -> tuple[str, str, str]:
        """The names of the three pictures, each empty while none is tapped."""
        return self.secret_1.data or "", self.secret_2.data or "", self.secret_3.data or ""


class CodeForm(Form):
    """The code on a card or letter, typed."""

    code = StringField(
        _l("The code"),
        filters=[lambda text: tokens.typed_code(text or "")],
        validators=[a_whole_code],
    )


class NumberForm(Form):
    """The number that stands on a letter beside its squares, and in no address."""

    number = StringField(_l("The number on your letter"), validators=[Length(max=40)])

    def fits(self, secret_key: str, token: str) -> bool:
        """Whether it is that letter's; says so in words where not."""
        typed = tokens.typed_number(self.number.data or "")
        if self.validate() and typed and tokens.is_number_beside(secret_key, token, typed):
            return True
        self.number.errors = [_l("That is not the number on this letter. Look at it again.")]
        return False


class AddressForm(Form):
    """Where fresh links are sent."""

    email = StringField(
        _l("Your e-mail address"),
        filters=[tidy_address],
        validators=[DataRequired(_l("Please type your e-mail address.")), an_address],
    )


class StaffForm(Form):
    """A member of staff comes in."""

    email = StringField(
        _l("E-mail address"),
        filters=[tidy_address],
        validators=[DataRequired(_l("Please type your e-mail address.")), an_address],
    )
    password = PasswordField(
        _l("Password"), validators=[DataRequired(_l("Please type your password."))]
    )


class NewStaffForm(Form):
    """A member of staff makes their place."""

    first_name = StringField(
        _l("First name"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please type your first name.")),
            Length(max=LONGEST_NAME, message=_l("That name is too long. Use a shorter one.")),
        ],
    )
    called = StringField(
        _l("What children call you"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please type what children call you.")),
            Length(max=LONGEST_NAME, message=_l("That name is too long. Use a shorter one.")),
        ],
    )
    email = StringField(
        _l("E-mail address"),
        filters=[tidy_address],
        validators=[DataRequired(_l("Please type your e-mail address.")), an_address],
    )
    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Please choose a password.")), a_good_password],
    )
