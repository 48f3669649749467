"""Every component with examples, for whoever builds pages. Never where children are.

Registered only with DEV_PAGES=1, which demonstration mode brings along. Nothing is read from the
database: what the components show is made up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, make_response, request, url_for
from wtforms import BooleanField, StringField, TextAreaField

from portfolio.core.errors import NotThereError
from portfolio.demo import people
from portfolio.web import guards
from portfolio.web.forms import Form
from portfolio.web.pages import page
from portfolio.web.pictures import Picture, Rendition

bp = Blueprint("dev", __name__)

PHOTOGRAPHS = Path(people.__file__).with_name("photographs")

#: name: width and height in pixels, and what it shows
PHOTOS: Final = {
    "cat": (451, 300, "A tabby cat with green-gold eyes."),
    "dahlia": (640, 427, "A dahlia."),
    "moon": (512, 512, "The grey Moon close up."),
    "rocket": (640, 427, "A rocket leaving the ground at night."),
}

FACES = ("amina-mum", "amina-gran", "amina", "ben", "zofia", "tobi", "mei", "leila", "okafor")


@dataclass(frozen=True, slots=True)
class Example:
    """A thing as `card_item` and `weave` take it."""

    title: str
    words: str
    place: str
    state: str | None = None
    picture: Picture | None = None
    when: str = "today"
    month: str = "November"
    is_new: bool = False
    href: str = "#main"


class ExampleForm(Form):
    """The kinds of field that pages use."""

    title = StringField("What is it called?")
    story = TextAreaField("Tell about it")
    agree = BooleanField("It may be read aloud")


@bp.get("/dev/components")
@guards.anyone
def components() -> Response:
    """All of them on one page."""
    pictures = [_picture(name) for name in PHOTOS]
    form = ExampleForm(formdata=None)
    form.title.errors = ["Give it a name first."]
    return page(
        "dev/components.html",
        items=_things(pictures),
        pictures=pictures,
        people=[people.PEOPLE[key] for key in FACES],
        form=form,
        stage=_one_of(request.args.get("stage"), ("middle", "early", "older", "adult")),
        paper=_one_of(request.args.get("paper"), ("sky", "butter", "moss", "coral", "night")),
    )


@bp.get("/dev/photographs/<name>.jpg")
@guards.anyone
def photograph(name: str) -> Response:
    """One of the example photographs."""
    if name not in PHOTOS:
        raise NotThereError
    answer = make_response((PHOTOGRAPHS / f"{name}.jpg").read_bytes())
    answer.content_type = "image/jpeg"
    return answer


def _one_of(asked: str | None, known: tuple[str, ...]) -> str:
    return asked if asked in known else known[0]


def _picture(name: str) -> Picture:
    width, height, alt = PHOTOS[name]
    href = url_for("dev.photograph", name=name)
    return Picture(name, [Rendition(href, width)], href, width, height, alt, "")


def _things(pictures: list[Picture]) -> list[Example]:
    cat, dahlia, moon, rocket = pictures
    return [
        Example("My cat", "She can see in the dark.", "home", "up", cat, is_new=True),
        Example("", "Eyes and stars both need light.", "school", "waiting", None, "yesterday"),
        Example("The dahlia", "I counted the spirals.", "elsewhere", "kept", dahlia),
        Example("Lift-off", "", "school", "sent_back", rocket, "3 October", "October"),
        Example("Moon with Dad", "Nineteen circles.", "home", None, moon, "1 October", "October"),
    ]
