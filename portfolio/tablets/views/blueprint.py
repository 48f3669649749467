"""The blueprint of shared tablets, the door that a tablet and a home share, and no route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint
from flask_babel import gettext as _

from portfolio.core import passwords
from portfolio.signin.forms import PICTURES, CardForm
from portfolio.tablets import queries
from portfolio.tablets.forms import CardCodeForm
from portfolio.web.here import here
from portfolio.web.pages import page

if TYPE_CHECKING:
    from flask import Response

    from portfolio.models.enums import Stage
    from portfolio.tablets.queries import FaceOfClass, KnownSecret, ThisTablet

bp = Blueprint("tablets", __name__)

NOT_RIGHT = 422
NOT_THERE = 404
TOO_OFTEN = 429
PAPER = "mint"
"""The sugar paper of a tablet on which nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Door:
    """One child before their secret: who, what they know, and where each way on leads."""

    child: FaceOfClass
    secret: KnownSecret | None
    stage: Stage
    secret_href: str
    card_href: str
    back_href: str
    again_href: str
    """The same page once more, after the teacher helped."""
    is_guessed_out: bool = False

    def page(
        self, status: int = 200, *, form: CardForm | None = None, card: CardCodeForm | None = None
    ) -> Response:
        """The page that asks for the secret, or for the card; a form that was wrong says so.

        What was tapped stays while pictures are missing; a wrong guess begins anew.
        """
        missing = self.lacks(form) if form else 0
        return page(
            "tablets/secret.html",
            status,
            door=self,
            kind=self.secret.kind.value if self.secret and not self.is_guessed_out else "card",
            is_wrong=form is not None,
            missing=missing,
            tapped=form.tapped() if form and missing else (),
            form=form or CardForm(formdata=None),
            card=card or CardCodeForm(formdata=None),
            pictures=PICTURES,
            stage=self.stage.value,
            paper=PAPER,
        )

    def knows(self, form: CardForm) -> bool:
        """Whether that is the child's secret. Slow by design: ask it before taking a lock."""
        if self.secret is None or self.is_guessed_out or not form.validate():
            return False
        said = form.said(self.secret.kind)
        return bool(said) and passwords.matches(self.secret.hash, said)

    def lacks(self, form: CardForm) -> int:
        """How many pictures are not tapped yet: then it is no guess."""
        return form.missing(self.secret.kind) if self.secret else 0

    def takes(self, form: CardCodeForm) -> bool:
        """Whether that is this very child's card; the form says so where it is not."""
        if not form.validate():
            return False
        is_theirs = queries.is_card_of(here.db, form.code.data or "", self.child.id)
        if not is_theirs:
            form.code.data = ""  # a code that opens another door is left for nobody to read
            form.code.errors = [_("That is not your card. Try it again.")]
        return is_theirs


def ask_teacher(tablet: ThisTablet, status: int = 200) -> Response:
    """What a tablet says while its class is off."""
    return page("tablets/off.html", status, tablet=tablet, stage=tablet.stage.value, paper=PAPER)


def is_it_you(child: FaceOfClass, stage: Stage, yes_href: str, no_href: str) -> Response:
    """The face and the first name, yes or no."""
    return page(
        "tablets/is_it_you.html",
        child=child,
        yes_href=yes_href,
        no_href=no_href,
        stage=stage.value,
        paper=PAPER,
    )
