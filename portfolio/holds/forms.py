"""Why something is held."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portfolio.openings.forms import reason
from portfolio.web.forms import Form


class HoldForm(Form):
    """Why nothing of it may be purged."""

    reason = reason(_l("Why is it held?"))
