"""The office's form of how far pictures of a child may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older

from portfolio.models.enums import ShareKind
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWERS = [SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))]
FIELDS = {
    "of_class": ShareKind.CLASS,
    "of_families": ShareKind.CLASS_FAMILIES,
    "on_screen": ShareKind.SCREEN,
}


class PermissionForm(Form):
    """Yes or no for each: the children of a class, all families of a class, the screen."""

    of_class = RadioField(_l("The children of a class"), choices=ANSWERS, validate_choice=False)
    of_families = RadioField(_l("All families of a class"), choices=ANSWERS, validate_choice=False)
    on_screen = RadioField(_l("The screen in reception"), choices=ANSWERS, validate_choice=False)

    def show(self, holds: Mapping[ShareKind, bool]) -> None:
        """Begin with what holds today."""
        for name, kind in FIELDS.items():
            self[name].data = "yes" if holds[kind] else "no"

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 -- WTForms' own signature
        """Whether each was answered."""
        fits = bool(super().validate(extra_validators))
        for name in FIELDS:
            if self[name].data not in {"yes", "no"}:
                self[name].errors = [_("Please say yes or no.")]
                fits = False
        return fits

    def said(self) -> dict[ShareKind, bool]:
        """What a valid form says."""
        return {kind: self[name].data == "yes" for name, kind in FIELDS.items()}
