"""What the office and teachers type: names, classes, letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import DataRequired, Length, ValidationError

from portfolio.core import words
from portfolio.letters.forms import question
from portfolio.models.enums import Checks, DutyKind, Stage
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.letters.queries import Known

LONGEST_NAME = 60
"""As many characters as the column holds (models/people.py)."""

LONGEST_SCHOOL_NAME = 120
"""The same."""

NEW_HOME = "new"
"""The choice of a home that is not there yet."""


def tidy(text: str | None) -> str:
    """One line without signs that cannot be seen; its length is for the validators to say."""
    return words.plain_line(text or "", words.LONGEST_BYTES)


def _name(label: str, missing: str, longest: int = LONGEST_NAME) -> StringField:
    return StringField(
        label,
        filters=[tidy],
        validators=[
            DataRequired(missing),
            Length(max=longest, message=_l("That is too long. Use a shorter name.")),
        ],
    )


class SchoolForm(Form):
    """The school's name."""

    name = _name(
        _l("Name of the school"), _l("Please type the school's name."), LONGEST_SCHOOL_NAME
    )


class ChecksForm(Form):
    """What the teacher of a class reads first; the page says what each means."""

    checks = RadioField(
        _l("What the teacher reads first"),
        choices=[SelectChoice(one.value, one.value) for one in Checks],
        validate_choice=False,
    )

    def validate_checks(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in set(Checks):
            raise ValidationError(_l("Please choose one of the two."))


class ClassForm(ChecksForm):
    """A new class."""

    name = _name(_l("Name of the class"), _l("Please type the name of the class."))
    stage = SelectField(
        _l("Age of the children"),
        choices=[
            SelectChoice(Stage.EARLY.value, _l("4 to 7 years")),
            SelectChoice(Stage.MIDDLE.value, _l("7 to 11 years")),
            SelectChoice(Stage.OLDER.value, _l("11 to 16 years")),
        ],
    )


class StaffInvitationForm(Form):
    """An invitation for one of the staff: `place` is a duty's word or a class's public id."""

    called = StringField(
        _l("Who is it for?"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please type a name.")),
            Length(max=LONGEST_NAME, message=_l("That is too long. Use a shorter name.")),
        ],
    )
    place = SelectField(
        _l("What will they do?"), validators=[DataRequired(_l("Please choose what they will do."))]
    )

    def offer(self, classes: Iterable[tuple[str, str]]) -> None:
        """Offer to teach each of the classes, given as (public id, name), and the duties."""
        self.places = {
            "": _l("Choose"),
            # not lazy: a lazy text stands in a page as HTML, and a class has any name
            **{number: _("Teacher of %(name)s", name=name) for number, name in classes},
            DutyKind.OFFICE.value: _l("Office"),
            DutyKind.SAFEGUARDING.value: _l("Safety lead"),
        }
        self.place.choices = [SelectChoice(value, label) for value, label in self.places.items()]

    @property
    def place_words(self) -> str:
        """What was chosen, as the form says it."""
        return str(self.places[self.place.data])


class ChildForm(Form):
    """A child for the class."""

    first_name = _name(_l("First name"), _l("Please type the first name."))
    surname = StringField(
        _l("Surname, if you need it"),
        filters=[tidy],
        validators=[Length(max=LONGEST_NAME, message=_l("That is too long. Use a shorter name."))],
    )


class FamilyForm(Form):
    """A letter for one family member of one child."""

    called = _name(
        _l("What does the child call them?"), _l("Please type what the child calls them.")
    )
    home = RadioField(
        _l("Which home do they live in?"),
        validators=[DataRequired(_l("Please choose a home."))],
        validate_choice=False,  # another child's home is not there at all: the view says so
    )
    again = BooleanField(_l("Yes"))
    asks = ""
    """What is asked before a second letter of that word is made."""
    new_home = StringField(
        _l("Name of the other home"),
        filters=[tidy],
        validators=[Length(max=LONGEST_NAME, message=_l("That is too long. Use a shorter name."))],
    )

    def offer(self, homes: Iterable[tuple[str, str]]) -> None:
        """Offer the child's homes, given as (public id, name), and a new one; none is chosen.

        Only where the child has no home yet there is nothing to choose.
        """
        offered = [*homes, (NEW_HOME, _l("Another home"))]
        self.home.choices = [SelectChoice(value, label) for value, label in offered]
        if len(offered) == 1:
            self.home.data = NEW_HOME
            self.new_home.label.text = _l("Name of their home")

    def may_be_made(self, name: str, known: Known) -> bool:
        """Whether the word is new for the child `name`, or the second one is meant; else asks."""
        self.asks = question(name, self.called.data or "", known)
        if self.asks and not self.again.data:
            self.called.errors = [_l("Say yes below where you mean it, or change the name.")]
        return not self.called.errors

    def home_name(self) -> str:
        """What the new home is called; by whoever lives there where nobody typed a name."""
        own = _("Home of %(called)s", called=self.called.data or "")
        return self.new_home.data or own[:LONGEST_NAME].strip()
