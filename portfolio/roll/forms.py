"""What the office chooses when it sends a list, and what it says to the list that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portfolio.core import words
from portfolio.models.enums import PersonKind, Stage
from portfolio.roll.planning.compare import NEW
from portfolio.roll.planning.year import (
    Step,
    YearPlan,
    suggested_name,
    suggested_stage,
    suggested_teachers,
)
from portfolio.roll.reading.lists import NAME_CHARACTERS
from portfolio.roll.reading.rows import Kind
from portfolio.roll.reading.tables import FILE_BYTES
from portfolio.web.forms import FIELDS_IN_ONE_FORM, Form

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.datastructures import FileStorage

    from portfolio.roll.planning.plan import Plan, Question
    from portfolio.roll.planning.year import Teacher, YearClass
    from portfolio.roll.queries import Somebody

SOME, WHOLE = "some", "whole"

QUESTIONS_AT_MOST = FIELDS_IN_ONE_FORM - 50
"""More than one form can ask: then the list needs numbers."""


class UploadForm(Form):
    """A list, what it is of, and whether whoever is not in it has left."""

    file = FileField(_l("The file"))
    kind = RadioField(
        _l("What is in it?"),
        choices=[
            SelectChoice(Kind.PUPILS.value, _l("Children, each with the class")),
            SelectChoice(Kind.STAFF.value, _l("Staff")),
            SelectChoice(Kind.CLASSES.value, _l("Classes alone")),
            SelectChoice(Kind.TIES.value, _l("Families: who gets a letter")),
            SelectChoice(Kind.ONEROSTER.value, _l("Children, staff and classes: a OneRoster zip")),
        ],
        validators=[DataRequired(_l("Please choose what is in the file."))],
        validate_choice=False,
    )
    extent = RadioField(
        _l("Is everybody in it?"),
        choices=[
            SelectChoice(SOME, _l("No. Whoever is not in it stays.")),
            SelectChoice(WHOLE, _l("Yes. Whoever is not in it has left.")),
        ],
        default=SOME,
        validate_choice=False,
    )

    def validate_kind(self, field: RadioField) -> None:
        """One of those that are offered."""
        if field.data not in set(Kind):
            raise ValidationError(_l("Please choose what is in the file."))

    def validate_extent(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in {SOME, WHOLE}:
            raise ValidationError(_l("Please choose one of the two."))

    def validate_file(self, _field: FileField) -> None:
        """There has to be one."""
        if not self._sent():
            raise ValidationError(_l("Please choose a file."))

    def read(self) -> bytes:
        """The file's bytes: one more than are taken tells that it is too big."""
        sent = self._sent()
        return sent.stream.read(FILE_BYTES + 1) if sent else b""

    def _sent(self) -> FileStorage | None:
        sent = request.files.get("file")
        return sent if sent is not None and sent.filename else None


def _number(label: str) -> StringField:
    return StringField(label, filters=[lambda text: (text or "").strip()])


class ConfirmForm(Form):
    """Yes to exactly the plan that was shown; a large one is looked at twice."""

    plan = HiddenField()
    number = _number(_l("How many leave?"))
    asked = _l("Type the number of those who leave.")

    def shows(self, plan: str) -> bool:
        """Carry what stands for the plan that is shown; whether it is another than before."""
        before, self.plan.data = self.plan.data, plan
        return bool(before) and before != plan

    def fits(self, to_type: int | None) -> bool:
        """Whether the number was typed that the plan asks for, if it asks for one."""
        if to_type is None or self.number.data == str(to_type):
            return True
        self.number.errors = [self.asked]
        return False


class LettersYesForm(ConfirmForm):
    """The same for letters."""

    number = _number(_l("How many letters?"))
    asked = _l("Type the number of letters.")


def answers_to(plan: Plan) -> dict[str, str]:
    """What was chosen for the questions of the plan; only what each question offers."""
    chosen = {question: request.form.get(question.mark, "") for question in plan.questions}
    return {
        question.mark: answer for question, answer in chosen.items() if answer in _offered(question)
    }


def _offered(question: Question) -> set[str]:
    return {NEW, *(one.public_id for one in question.candidates)}


REASON_CHARACTERS = 1000
"""As many as the column holds (models/families.py)."""


class ApartForm(Form):
    """Whom to keep from a child, why, and when."""

    person = SelectField(
        _l("Who is kept away?"), validators=[DataRequired(_l("Please choose somebody."))]
    )
    reason = TextAreaField(
        _l("Why?"),
        filters=[lambda text: words.plain_text(text or "", words.LONGEST_BYTES)],
        validators=[
            DataRequired(_l("Please write a few words.")),
            Length(max=REASON_CHARACTERS, message=_l("That is too long. Say it in fewer words.")),
        ],
    )
    from_on = DateField(_l("From"), validators=[DataRequired(_l("Please choose the first day."))])
    until_on = DateField(_l("Until, if it ends"), validators=[Optional()])

    def offer(self, people: list[Somebody]) -> None:
        """Offer these, the child's own family first; nobody is chosen."""
        family = [one for one in people if one.is_theirs]
        rest = {
            kind: [one for one in people if one.kind is kind and not one.is_theirs]
            for kind in (PersonKind.FAMILY, PersonKind.STAFF, PersonKind.PUPIL)
        }
        groups = {
            _("Their family"): family,
            _("Other families"): rest[PersonKind.FAMILY],
            _("Staff"): rest[PersonKind.STAFF],
            _("Children"): rest[PersonKind.PUPIL],
        }
        self.person.choices = {
            "": [SelectChoice("", _("Choose somebody"))],
            **{
                name: [SelectChoice(one.public_id, _told(one)) for one in found]
                for name, found in groups.items()
                if found
            },
        }

    def today_or_later(self, today: date) -> bool:
        """Whether the days follow each other; a restriction of yesterday would claim too much."""
        begins, ends = self.from_on.data, self.until_on.data
        if begins is None or begins < today:
            self.from_on.errors = [_("Choose today or a later day.")]
        elif ends is not None and ends <= begins:
            self.until_on.errors = [_("Choose a day after the first.")]
        return not (self.from_on.errors or self.until_on.errors)


FIELDS_OF_A_CLASS = 4

CLASSES_AT_MOST = (FIELDS_IN_ONE_FORM - 10) // FIELDS_OF_A_CLASS
"""More than one form can turn: then lists of the new year do it."""

MOVES, LEAVES = "moves", "leaves"


class YearForm(Form):
    """The first day of the new year; the fields of each class are read by `steps_of`."""

    on = DateField(
        _l("First day of the new year"), validators=[DataRequired(_l("Please choose a day."))]
    )
    plan = HiddenField()

    def today_or_later(self, today: date) -> bool:
        """Whether it is a day on which the year can still begin, within about a year."""
        chosen = self.on.data
        if chosen is None or not today <= chosen <= today + FURTHEST:
            self.on.errors = [_("Choose today or a later day, within a year.")]
            return False
        return True


FURTHEST = timedelta(days=400)


@dataclass(slots=True)
class YearRow:
    """What stands in the fields of one class, and what is wrong with it."""

    group: YearClass
    how: str
    name: str
    stage: str
    teachers: str
    error: str = ""


def suggested_rows(classes: list[YearClass]) -> list[YearRow]:
    """The form as it begins: everybody moves up, and whoever has the room keeps it."""
    rows = []
    for group in classes:
        name = suggested_name(group.name)
        stage = suggested_stage(name, group.stage).value
        rows.append(YearRow(group, MOVES, name, stage, suggested_teachers(name, classes)))
    return rows


def typed_rows(classes: list[YearClass]) -> list[YearRow]:
    """What was typed, each row with a sentence where it does not fit."""
    rows = []
    for group in classes:
        said = {
            part: request.form.get(f"{part}-{group.public_id}", "")
            for part in ("how", "name", "stage", "teachers")
        }
        row = YearRow(group, **{**said, "name": words.plain_line(said["name"], 4096)})
        row.error = _fault_of(row)
        rows.append(row)
    return rows


def _fault_of(row: YearRow) -> str:
    if row.how not in {MOVES, LEAVES}:
        return _("Please choose one of the two.")
    if row.how == LEAVES:
        return ""
    if not row.name:
        return _("Please type the name of the class.")
    if len(row.name) > NAME_CHARACTERS:
        return _("That is too long. Use a shorter name.")
    return "" if row.stage in set(Stage) else _("Please choose how old the children are.")


def year_plan(on: date, rows: list[YearRow], staff: list[Teacher]) -> YearPlan:
    """The plan of the rows. A teacher who was not offered is nobody."""
    offered: dict[str, tuple[Teacher, ...]] = {one.public_id: (one,) for one in staff}
    offered |= {row.group.public_id: row.group.teachers for row in rows}
    steps = [
        Step(row.group, "", row.group.stage, ())
        if row.how == LEAVES
        else Step(row.group, row.name, Stage(row.stage), offered.get(row.teachers, ()))
        for row in rows
    ]
    return YearPlan(on, tuple(steps))


def _told(one: Somebody) -> str:
    return f"{one.name} ({one.about})" if one.about else one.name
