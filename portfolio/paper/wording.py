"""What a letter says, in each language that the letters' own catalogue has.

Its own catalogue, because a letter can be in a language in which no page is yet. A message file
is read as it stands (languages/fr.po): there is no step that compiles it. French and Polish were
written here and want the eye of a native reader before a school sends them (decision 15).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.dates import format_date
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

CATALOGUES: Final = Path(__file__).with_name("languages")
FIRST: Final = "en"
LANGUAGES: Final = {"en": "English", "fr": "Français", "pl": "Polski"}
"""By their own names, as whoever reads them looks for them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter's sentences in one language."""

    dear: str
    why: tuple[str, ...]
    how: str
    steps: tuple[str, ...]
    number: str
    no_camera: str
    ends: tuple[str, ...]


def letter(language: str, *, name: str, called: str, site: str, until: date) -> Wording:
    """The letter to `called` from the child `name`, which opens up to the day `until`."""
    _ = _said(language)
    day = format_date(until, "d MMMM", locale=language)
    return Wording(
        dear=_("Dear %(called)s,") % {"called": called},
        why=(
            _("%(name)s invites you to see what they learn, at home and at school.")
            % {"name": name},
            _("%(name)s chooses what you see. You can answer with a few words.") % {"name": name},
            _("You need no account and no password."),
        ),
        how=_("How to come in"),
        steps=(
            _("Point the camera of your phone at the squares."),
            _("Type the number that stands beside them."),
            _("Press the button."),
        ),
        number=_("Your number"),
        no_camera=_("No camera? Open %(site)s/family and type:") % {"site": site},
        ends=(
            _("This letter opens once, up to %(day)s.") % {"day": day},
            _("It is for you alone. Please give it to nobody."),
            _("Does it not open? Ask the school for a new one."),
        ),
    )


def _said(language: str) -> Callable[[str], str]:
    """Looks a sentence up; what a catalogue lacks is said in English."""
    known = {} if language == FIRST else _catalogue(language)
    return lambda sentence: known.get(sentence) or sentence


@cache
def _catalogue(language: str) -> dict[str, str]:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale=language) if one.id}
