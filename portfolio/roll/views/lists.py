"""The roll's first page: send a list, fetch a template, or fetch the roll as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, url_for

from portfolio.core.errors import NotThereError
from portfolio.once import actions as once
from portfolio.roll import queries, reading, writing
from portfolio.roll.actions import uploads
from portfolio.roll.forms import WHOLE, UploadForm
from portfolio.roll.reading.rows import Kind, UnreadableError
from portfolio.roll.views import sentences
from portfolio.roll.views.blueprint import NOT_RIGHT, bp, weighty
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, see_other

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask import Response

TEMPLATES = (Kind.PUPILS, Kind.STAFF, Kind.CLASSES, Kind.TIES)
"""Those of which there is a template."""

EXPORTS = (Kind.PUPILS, Kind.STAFF, Kind.CLASSES)
"""What can be fetched: who belongs to whom at home leaves in no file."""


@bp.get("/office/roll")
@weighty
def roll() -> Response:
    """Where lists come in and go out."""
    return _page(UploadForm(formdata=None))


def _page(form: UploadForm, status: int = 200) -> Response:
    waiting = queries.upload_of(here.db, here.someone.id, here.at)
    return page(
        "roll/roll.html",
        status,
        form=form,
        waiting=waiting,
        templates=[kind.value for kind in TEMPLATES],
        exports=[kind.value for kind in EXPORTS],
    )


@bp.get("/office/roll/templates/<kind>.csv")
@weighty
def template(kind: str) -> Response:
    """An empty list with its header."""
    chosen = _list_or_404(kind, TEMPLATES)
    return _file(writing.template(chosen), f"{chosen.value}-template.csv")


@bp.post("/office/roll/exports/<kind>.csv")
@weighty
def as_it_stands(kind: str) -> Response:
    """The roll of today as a list. A POST, because whoever takes it away is noted (T72)."""
    chosen = _list_or_404(kind, EXPORTS)
    known = queries.known(here.db, here.at)
    uploads.note_export(here.db, chosen, here.at, by=here.someone.id)
    return _file(writing.as_it_stands(chosen, known), f"{chosen.value}-{here.at.today}.csv")


def _list_or_404(kind: str, offered: Collection[Kind]) -> Kind:
    if kind not in offered:
        raise NotThereError
    return Kind(kind)


def _file(data: bytes, name: str) -> Response:
    answer = make_response(data)
    answer.content_type = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/office/roll/uploads")
@weighty
def send() -> Response:
    """Read a list and keep what it says until its sender decides; the file itself is not kept."""
    form = UploadForm()
    if not form.validate():
        return _page(form, NOT_RIGHT)
    data = form.read()
    is_whole = form.extent.data == WHOLE
    try:
        sheet = reading.read(data, Kind(form.kind.data), here.at.today, is_whole=is_whole)
    except UnreadableError as error:
        form.file.errors = [sentences.of_file(error)]
        return _page(form, NOT_RIGHT)
    key = form.key.data or ""
    led_to = once.take(here.db, here.someone.id, key, here.at)
    if led_to is not None:
        return go_to(led_to)
    upload_id = uploads.keep(here.db, sheet, data, here.at, by=here.someone.id)
    once.lead_to(here.db, here.someone.id, key, url_for("roll.show", upload_id=upload_id))
    return see_other("roll.show", upload_id=upload_id)
