"""From rows to paper: gathers what stands on cards and letters, in the reader's words, and draws.

Beside the views, because it speaks their language and knows the site's address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.models.enums import SecretKind
from portfolio.office import queries as office
from portfolio.paper import cards, letters, queries, secrets_told, wording
from portfolio.signin.forms import PICTURES
from portfolio.tablets.naming import shown
from portfolio.web import addresses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.paper.queries import AnyRow
    from portfolio.web.here import Here, Me


def one_card(here: Here, found: AnyRow, name: str, code: str, group: str, site: str) -> bytes:
    """A sheet with the one card of that code."""
    return cards.sheet([_card(found, name, code)], _words(here, group, site))


def family_card(here: Here, me: Me, code: str) -> bytes:
    """A sheet with an adult's own card."""
    address = addresses.for_paper(f"/family-cards/{code}")
    site = urlsplit(address).netloc
    school = office.school_name(here.db) or _("Third Space")
    own = cards.PaperCard(me.name, me.face, "butter", code, address)
    words = cards.Words(_("Card"), school, f"{site}/family", "", "")
    return cards.sheet([own], words)


def cards_of(here: Here, run: AnyRow, site: str) -> bytes:
    """The sheet of a run: the cards that open now, of children its maker may print for today."""
    key, allowed = here.settings.secret_key, queries.may_print_for(here.db, run, here.at)
    lines = [one for one in queries.made_lines(here.db, run.id) if one.pupil_id in allowed]
    names = shown((one.pupil_id, one.name, one.surname) for one in lines)
    codes = [queries.code_of(key, run, one.id) for one in lines]
    live = queries.live_cards(here.db, codes)
    found = [
        _card(one, names[one.pupil_id], code, _secret(key, run, one))
        for one, code in zip(lines, codes, strict=True)
        if code in live
    ]
    return cards.sheet(found, _words(here, run.group, site))


def _card(found: AnyRow, name: str, code: str, secret: str = "") -> cards.PaperCard:
    return cards.PaperCard(
        name=name,
        face=found.face,
        paper=str(found.paper),
        code=code,
        address=addresses.for_paper(f"/card/{code}"),
        secret=secret,
    )


def _secret(key: str, run: AnyRow, line: AnyRow) -> str:
    if line.secret_kind is None:
        return ""
    words = secrets_told.words_of(key, run, line.id, line.secret_kind)
    if line.secret_kind is SecretKind.PICTURES:
        return ", ".join(str(PICTURES[word]) for word in words)
    return words[0]


def _words(here: Here, group: str, site: str) -> cards.Words:
    school = office.school_name(here.db)
    return cards.Words(
        title=_("Cards"),
        of_whom=f"{group} · {school}" if school else group,
        site=f"{site}/card",
        secrets=_("New secrets"),
        keep_apart=_("Keep this page apart from the cards. Tell each child their own."),
    )


def one_letter(here: Here, found: AnyRow, code: str, language: str, site: str) -> bytes:
    """The letter of that code, on one page."""
    return _pages(here, [(code, found, language)], site)


def letters_of(here: Here, run: AnyRow, site: str) -> bytes:
    """The letters of a run that open now, for children its maker may print for today."""
    key, allowed = here.settings.secret_key, queries.may_print_for(here.db, run, here.at)
    lines = [one for one in queries.made_lines(here.db, run.id) if one.pupil_id in allowed]
    codes = [queries.code_of(key, run, one.id) for one in lines]
    found = queries.open_letters(here.db, codes, here.at)
    in_order = [
        (code, found[code], one.language or run.language)
        for one, code in zip(lines, codes, strict=True)
        if code in found
    ]
    return _pages(here, in_order, site)


def _pages(here: Here, found: Sequence[tuple[str, AnyRow, str]], site: str) -> bytes:
    """A page for each code with its letter and second language."""
    drawn = [_letter(here, one, code, language, site) for code, one, language in found]
    return letters.pages(drawn, _("Letters"), office.school_name(here.db) or "")


def _letter(here: Here, found: AnyRow, code: str, language: str, site: str) -> letters.PaperLetter:
    languages = dict.fromkeys([wording.FIRST, language or wording.FIRST])
    until = found.expires_at.date()
    return letters.PaperLetter(
        face=found.face,
        code=code,
        address=addresses.for_paper(f"/letters/{code}"),
        number=tokens.spaced(tokens.number_beside(here.settings.secret_key, code)),
        wordings=tuple(
            wording.letter(one, name=found.name, called=found.called, site=site, until=until)
            for one in languages
        ),
    )
