"""The question before a second letter of one word: another Gran, or the same one once more?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

if TYPE_CHECKING:
    from portfolio.letters.queries import Known


def question(name: str, called: str, known: Known) -> str:
    """What to ask before a letter for `called` of the child `name`; empty where nothing is."""
    if known.is_here(called):
        return _("%(name)s has %(called)s already: another %(called)s?", name=name, called=called)
    if known.is_asked(called):
        return _("%(called)s was asked already: another letter?", called=called)
    return ""
