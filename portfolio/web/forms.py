"""What every form carries: a token against forgery, whose form it is, and a key.

`acting` is the person for whom the page was made: sent by somebody else's session it is stale.
`key` makes a form that is sent twice one deed (see portfolio/once).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import request
from flask_wtf import FlaskForm
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import HiddenField
from wtforms.validators import Length

from portfolio.core import tokens
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Iterator

NEVER_SHOWN_AGAIN = (
    "csrf_token",
    "acting",
    "key",
    "password",
    "secret",
    "secret_1",
    "secret_2",
    "secret_3",
    "word",
    "code",
    "state",
)
"""Fields that a form given back after a lost token must not repeat."""


FORM_BYTES = 1024 * 1024
"""The largest form without photos: 32 kB of words many times over."""

WITH_PHOTOS = ("items", "photos")
"""The rooms whose forms carry photos."""

PHOTOS_IN_ONE_FORM = 10

WITH_A_LIST = ("roll",)
"""The rooms whose forms carry a list of the school's own system."""

LIST_BYTES = 5 * 1024 * 1024
"""As much as roll/reading/tables.py takes, which says why."""

FIELDS_IN_ONE_FORM = 200
"""However it is sent: many times what our largest form has, that of a thing with ten photos."""


def make_room() -> None:
    """Take large forms only where photos or lists come in, and only after the guard let one in."""
    if request.blueprint in WITH_PHOTOS:
        room = PHOTOS_IN_ONE_FORM * here.settings.photo_bytes + FORM_BYTES
        request.max_content_length = room
    if request.blueprint in WITH_A_LIST:
        request.max_content_length = LIST_BYTES + FORM_BYTES


def check_fields() -> None:
    """Refuse a form of more fields than any of ours has, before anybody walks through them.

    The parser counts the parts of a multipart form alone; 45,000 short fields fit in the other.
    """
    if request.method == "POST" and sum(map(len, request.form.listvalues())) > FIELDS_IN_ONE_FORM:
        raise RequestEntityTooLarge


class StaleFormError(Exception):
    """The form was made for somebody else, who sat here before."""


class Form(FlaskForm):
    """The base of every form: extra fields that were sent are ignored (promise T71)."""

    class Meta(FlaskForm.Meta):
        """How forms are read."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # noqa: ANN401 -- WTForms' own signature
            """What was sent; no JSON, in which neither `check_fields` nor `check_acting` looks."""
            return None if request.is_json else super().wrap_formdata(form, formdata)

    acting = HiddenField()
    key = HiddenField(validators=[Length(max=64)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- WTForms' own signature
        super().__init__(*args, **kwargs)
        me = here.me
        self.acting.data = me.public_id if me else ""
        if not self.key.data or "\0" in self.key.data:  # which PostgreSQL cannot even look for
            self.key.data = tokens.public_id()

    def sentences(self) -> list[tuple[str, str]]:
        """What is wrong, as (field name, sentence), in the order of the page."""
        return [(field.name, str(field.errors[0])) for field in self if field.errors]


def check_acting() -> None:
    """Refuse a form that somebody else's page sent: `StaleFormError`."""
    sent = request.form.get("acting") if request.method == "POST" else None
    me = here.me
    if sent is not None and sent != (me.public_id if me else ""):
        raise StaleFormError


def typed_words() -> Iterator[tuple[str, str]]:
    """What was typed into a form whose token was lost, to be sent again: (field, words)."""
    for name, words in request.form.items(multi=True):
        if name not in NEVER_SHOWN_AGAIN and words:
            yield name, words


def is_from_here() -> bool:
    """Whether the browser says that one of our own pages sent this.

    Browsers that say from which site it comes are believed in that alone: of pages that send no
    referrer, as ours, they call the origin "null". Of others the origin's host must be ours:
    behind a proxy that we are not told to believe, the scheme is another.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
