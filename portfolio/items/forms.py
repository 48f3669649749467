"""The one form of an item: to make it and to change it. Its sentences are a child's.

Photos that were taken in before are hidden fields `photo` in their order, each with `alt-ID`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import ValidationError

from portfolio.core import tokens
from portfolio.core import words as core_words
from portfolio.core.errors import NotThereError
from portfolio.items.content import Content, Placed
from portfolio.models.enums import Paper, Place
from portfolio.models.items import ALT_CHARACTERS, PHOTOS_AT_MOST, TITLE_CHARACTERS
from portfolio.web.forms import Form
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Sequence

EARLIEST = date(1900, 1, 1)
"""A great-grandmother's photo may be that old; before it, it is a slip of the finger."""

PLACES = [
    SelectChoice(Place.HOME.value, _l("home")),
    SelectChoice(Place.SCHOOL.value, _l("school")),
    SelectChoice(Place.ELSEWHERE.value, _l("somewhere else")),
]
PAPERS = [
    SelectChoice(Paper.SKY.value, _l("sky")),
    SelectChoice(Paper.BUTTER.value, _l("butter")),
    SelectChoice(Paper.MOSS.value, _l("moss")),
    SelectChoice(Paper.CORAL.value, _l("coral")),
    SelectChoice(Paper.LILAC.value, _l("lilac")),
    SelectChoice(Paper.MINT.value, _l("mint")),
    SelectChoice(Paper.STONE.value, _l("stone")),
    SelectChoice(Paper.NIGHT.value, _l("night")),
]


class Day(DateField):
    """A day, with a child's sentence where it is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; an empty field leaves the default."""
        if not valuelist or not valuelist[0].strip():
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("We do not know this day. Pick another.")) from error


class ItemForm(Form):
    """What a thing says: title, words, place, day, paper and photos.

    `began` is the stamp (content.py) of what it said when the page was made, if it was there.
    """

    title = StringField(_l("Its name"))
    words = TextAreaField(_l("Tell about it"))
    words_form = HiddenField(default="plain")
    began = HiddenField()
    place = RadioField(
        _l("Where is it from?"),
        choices=PLACES,
        default=lambda: _where_we_are().value,
        validate_choice=False,
    )
    happened_on = Day(_l("What day was it?"), default=lambda: here.at.today)
    paper = RadioField(
        _l("Pick a paper"), choices=PAPERS, default=Paper.SKY.value, validate_choice=False
    )
    photos = MultipleFileField(_l("Add a photo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- WTForms' own signature
        super().__init__(*args, **kwargs)
        self.clean_title = ""
        self.clean_words = ""
        self.is_busy = False
        self.placed = _placed() if request.method == "POST" else []

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 -- WTForms' own signature
        """Whether it can be kept as it is; the sentences stand at the fields."""
        fits = bool(super().validate(extra_validators))
        if fits and self.is_empty():
            self.refuse("words", _("Put in a photo or some words."))
        return not self.errors

    def refuse(self, field: str, sentence: str) -> None:
        """Put a sentence at a field."""
        self[field].errors = [*self[field].errors, sentence]

    def content(self, new_photos: Sequence[str] = (), kept_words: str = "") -> Content:
        """What a valid form says; `kept_words` are the words that stand, with their bold."""
        placed = [*self.placed, *(Placed(public_id) for public_id in new_photos)]
        return Content(
            self.clean_title,
            self._words_or(kept_words),
            Place(self.place.data),
            self.happened_on.data or here.at.today,
            Paper(self.paper.data),
            tuple(placed),
        )

    def _words_or(self, kept_words: str) -> str:
        """Plain text that says the same leaves bold and lists as they were."""
        if self.words_form.data == "rich" or not kept_words:
            return self.clean_words
        plain = core_words.to_plain(kept_words)
        same = core_words.from_plain(plain) == self.clean_words
        return kept_words if same else self.clean_words

    def is_empty(self) -> bool:
        """Whether it holds neither photo nor word."""
        chosen = any(file.filename for file in request.files.getlist("photos"))
        named = not core_words.is_empty(self.clean_title)
        return not (self.placed or chosen or named or not core_words.is_empty(self.clean_words))

    def validate_title(self, field: StringField) -> None:
        """One line, not too long."""
        try:
            self.clean_title = core_words.plain_line(field.data or "", TITLE_CHARACTERS)
        except core_words.WordsTooLong as error:
            raise ValidationError(_("This name is too long. Use fewer words.")) from error

    def validate_words(self, field: TextAreaField) -> None:
        """Rich or plain text into clean rich text of at most 32 kB."""
        read = core_words.clean if self.words_form.data == "rich" else core_words.from_plain
        try:
            self.clean_words = read(field.data or "")
        except core_words.WordsTooLong as error:
            raise ValidationError(_("This is too long. Make two things of it.")) from error
        except core_words.WordsRefused as error:
            raise ValidationError(_("We can not keep this text. Type it anew.")) from error
        if core_words.is_empty(self.clean_words):
            self.clean_words = ""

    def validate_place(self, field: RadioField) -> None:
        """Home, school or elsewhere."""
        if field.data not in set(Place):
            raise ValidationError(_("Pick where it is from."))

    def validate_paper(self, field: RadioField) -> None:
        """One of the sugar papers."""
        if field.data not in set(Paper):
            raise ValidationError(_("Pick a paper."))

    def validate_happened_on(self, field: DateField) -> None:
        """A day that has come, and not long before anybody's time."""
        if field.data is None:
            raise ValidationError(_("Pick the day."))
        if field.data > here.at.today:
            raise ValidationError(_("This day has not come yet. Pick another."))
        if field.data < EARLIEST:
            raise ValidationError(_("This day is too long ago. Pick another."))

    def validate_photos(self, _field: MultipleFileField) -> None:
        """Not too many, and no description too long; the files themselves are read later."""
        if len(self.placed) > PHOTOS_AT_MOST:
            raise ValidationError(_("Ten photos fit in one thing. Make a new one for more."))
        if any(len(photo.alt) > ALT_CHARACTERS for photo in self.placed):
            raise ValidationError(_("The words for a photo are too long."))


def _where_we_are() -> Place:
    """A tablet that a class shares is at school; whoever brings a thing from home says so."""
    return Place.SCHOOL if here.someone.tablet_id is not None else Place.HOME


def _placed() -> list[Placed]:
    """The photos that the form names, in their order, each once; `NotThereError` for no id."""
    ids = dict.fromkeys(request.form.getlist("photo"))
    if not all(tokens.is_public_id(public_id) for public_id in ids):
        raise NotThereError
    return [Placed(public_id, _alt(public_id)) for public_id in ids]


def _alt(public_id: str) -> str:
    """The description; longer than allowed it comes back as it is, to be refused."""
    text = request.form.get(f"alt-{public_id}", "")
    try:
        return core_words.plain_line(text, ALT_CHARACTERS)
    except core_words.WordsTooLong:
        return text
