"""What somebody says who wants something opened again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portfolio.openings.forms import case, reason
from portfolio.web.forms import Form


class AskForm(Form):
    """Why it is to be opened again, and for which case."""

    why = reason(_l("Why is it to be opened again?"))
    case_reference = case()
