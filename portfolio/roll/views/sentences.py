"""What is wrong with a file or a row, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.paper.wording import FIRST, LANGUAGES
from portfolio.roll.reading.rows import Fault, Unreadable, UnreadableError, Wrong

if TYPE_CHECKING:
    from collections.abc import Sequence


def of_file(error: UnreadableError) -> str:
    """Why the file cannot be taken."""
    about = error.about
    if error.reason is Unreadable.COLUMNS:
        return _("These columns are missing: %(about)s. Compare it with our template.", about=about)
    if error.reason is Unreadable.NOT_ONEROSTER:
        return _("This is no OneRoster zip. It needs users, classes and enrollments.")
    sentences = {
        Unreadable.EMPTY: _("There is nothing in this file."),
        Unreadable.NOT_A_LIST: _("This is not a CSV list. Save it as “CSV UTF-8”."),
        Unreadable.WORKBOOK: _("This is an Excel workbook. In Excel, save it as “CSV UTF-8”."),
        Unreadable.TOO_BIG: _("This file is too big. Send one school's lists only."),
        Unreadable.TOO_MANY_ROWS: _("This file has too many rows. Send one school's lists only."),
        Unreadable.UNSAFE: _("This zip holds odd paths. Ask for a new export."),
        Unreadable.LOCKED: _("This zip has a password. Export it without one."),
        Unreadable.MANY_SCHOOLS: _("This zip holds several schools. Export this one alone."),
        Unreadable.LIST_OF_STAFF: _("This looks like a list of staff. Choose “Staff”."),
        Unreadable.LIST_OF_TIES: _("This looks like a list of families. Choose “Families”."),
    }
    return sentences[error.reason]


def of_rows(wrong: Sequence[Wrong]) -> list[tuple[str, int, str]]:
    """The rows that do not fit, as the page lists them: file, line, what to do."""
    return [(one.file, one.line, of_row(one.fault)) for one in wrong]


def of_row(fault: Fault) -> str:
    """What to do about a row."""
    return {
        **_of_tie(),
        Fault.NO_FIRST_NAME: _("The first name is missing. Type it in."),
        Fault.NO_CLASS: _("The class is missing. Type it in."),
        Fault.NO_NAME: _("The name of the class is missing. Type it in."),
        Fault.LONG: _("A name or number is too long. Make it shorter."),
        Fault.FORMULA: _("A cell begins with =, +, - or @. Take that sign away."),
        Fault.LETTERS: _("A letter cannot be read. Save the file as “CSV UTF-8”."),
        Fault.EMAIL: _("The e-mail address is not right. Mend it or leave it empty."),
        Fault.TAKEN: _("Somebody else has this e-mail address. Leave it empty."),
        Fault.TWICE: _("This is in the file twice. Take one of the rows out."),
        Fault.ALIKE: _("Another row says the same. Give both a number."),
        Fault.UNKNOWN_CLASS: _("Nobody knows this class. Put it into the file."),
        Fault.UNKNOWN_PERSON: _("Nobody here has this number. Send everything, not only changes."),
        Fault.STAGE: _("The age must be 4-7, 7-11 or 11-16, or empty."),
    }[fault]


def _of_tie() -> dict[Fault, str]:
    """The same for a row that asks for a letter."""
    names = ", ".join(name for code, name in LANGUAGES.items() if code != FIRST)
    return {
        Fault.NO_CHILD: _("The child is missing. Type the number, or first name and class."),
        Fault.NO_RELATION: _("What the child calls them is missing. Type it, such as Gran."),
        Fault.NO_HOME: _("The home is missing. Type it, such as Mum’s home."),
        Fault.LANGUAGE: _("Letters have no such language. Use %(names)s or none.", names=names),
        Fault.WHICH_CLASS: _("Nobody knows this class. Write it as on the roll."),
        Fault.WHICH_CHILD: _("No child here fits. Write number or name as on the roll."),
        Fault.SEVERAL_CHILDREN: _("Several children fit. Type the number, or the surname too."),
        Fault.TWO_CHILDREN: _("This number is another child’s. Mend the number or the name."),
        Fault.IN_NO_CLASS: _("This child is in no class. Put them into one first."),
        Fault.WHICH_HOME: _("Two homes have this name. Make this letter by hand."),
        Fault.SAME_ADULT: _("This adult is in the file twice for one child. Keep one row."),
        Fault.SAME_WORD: _("Two adults of this home have one name. Give each their own."),
    }
