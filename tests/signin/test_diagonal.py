"""Each kind of token opens its own door and no other: every kind there is, at every door (T46).

A table of tokens that is not named here fails the first test, so that none can be left out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from portfolio.core import passwords, tokens
from portfolio.models import (
    AddressLink,
    Base,
    Card,
    FamilyCard,
    FamilyDevice,
    FamilyTie,
    FreshLink,
    Invitation,
    PasswordReset,
    Person,
    Secret,
    SignIn,
    Tablet,
    TabletCode,
    Threshold,
)
from portfolio.models.enums import InvitationKind, SecretKind
from tests.client import client_for, nobody_for
from tests.conftest import SECRET
from tests.letters import number_on
from tests.rows import how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.client import SiteClient

TOKEN = "7K3F9QMT2WXYZ8ABCDEFGH1234"
"""Of a shape that every door takes."""

WORD = "puddle"
FIGURES = "471902"
PASSWORD = "seven quiet herons"
STAFF = {
    "first_name": "Grace",
    "called": "Miss G",
    "email": "grace@school.example",
    "password": PASSWORD,
}

TABLES = {
    "card": {"card"},
    "invitation": {"letter", "staff invitation"},
    "fresh_link": {"fresh link"},
    "address_link": {"address link"},
    "password_reset": {"reset"},
    "sign_in": {"session"},
    "threshold": {"threshold"},
    "tablet": {"tablet"},
    "tablet_code": {"tablet code", "typed tablet code"},
    "family_card": {"family card"},
    "family_device": set[str](),  # opens nothing by itself: it is asked for beside the card
    "screen": set[str](),  # the frame has no door yet
    "passkey": set[str](),  # not a token: the name of a public key
}
"""Every table with a fingerprint, and the kinds of token in it."""

KINDS = sorted(set[str]().union(*TABLES.values()))
DOORS = (
    "card",
    "letter",
    "staff invitation",
    "fresh link",
    "address link",
    "reset",
    "session",
    "threshold",
    "family card",
    "tablet",
    "tablet code",
    "typed tablet code",
)


def _live(kind: str, db: Session, cast: Cast) -> None:
    """A row by which that token would open its own door."""
    now = cast.at.now
    named: dict[str, Any] = {"token_hash": tokens.fingerprint(TOKEN), "made_at": now}
    lasts = {**named, "expires_at": now + timedelta(hours=1)}
    letter = {**lasts, "public_id": tokens.public_id(), "made_by_id": cast.office.id}
    match kind:
        case "card":
            db.add(Card(person_id=cast.owner.id, **named))
        case "letter":
            home = db.query(FamilyTie).filter_by(adult_id=cast.dad.id).first()
            assert home is not None
            row = Invitation(kind=InvitationKind.FAMILY, pupil_id=cast.owner.id, **letter)
            row.called, row.household_id = "Nana", home.household_id
            db.add(row)
        case "staff invitation":
            db.add(Invitation(kind=InvitationKind.STAFF, group_id=cast.group.id, **letter))
        case "fresh link":
            browser = tokens.fingerprint("this browser")
            db.add(FreshLink(person_id=cast.gran.id, browser_hash=browser, **lasts))
        case "address link":
            db.add(AddressLink(person_id=cast.mum.id, email="new@example.org", **lasts))
        case "session":
            named_so = {**lasts, "public_id": tokens.public_id(), "seen_on": cast.at.today}
            db.add(SignIn(person_id=cast.gran.id, way="test", **named_so))
        case "reset" | "threshold":
            of_staff = {**lasts, "person_id": cast.teacher.id}
            is_reset = kind == "reset"
            db.add(PasswordReset(**of_staff) if is_reset else Threshold(way="password", **of_staff))
        case _:
            _live_beside(kind, db, cast, lasts)


def _live_beside(kind: str, db: Session, cast: Cast, lasts: dict[str, Any]) -> None:
    """The same for what needs a second row, or is a device's."""
    if kind == "family card":
        _live_with_figures(db, cast, {name: lasts[name] for name in ("token_hash", "made_at")})
    else:
        _live_on_a_tablet(kind, db, cast, lasts)


def _live_with_figures(db: Session, cast: Cast, named: dict[str, Any]) -> None:
    card = FamilyCard(person_id=cast.gran.id, figures_hash=passwords.hash_secret(FIGURES), **named)
    db.add(card)
    db.flush()
    device = tokens.fingerprint("this device")
    db.add(FamilyDevice(card_id=card.id, token_hash=device, made_at=cast.at.now))


def _live_on_a_tablet(kind: str, db: Session, cast: Cast, lasts: dict[str, Any]) -> None:
    """The same for a tablet's own token, and for the two codes that make a tablet."""
    of_class = {**lasts, "group_id": cast.group.id}
    if kind == "tablet":
        del of_class["expires_at"]
        now, later = cast.at.now, cast.at.now + timedelta(hours=1)
        tablet = Tablet(public_id=tokens.public_id(), name="Blue", **of_class)
        tablet.on_from, tablet.on_until = now, later
        db.add(tablet)
        return
    code = TabletCode(made_by_id=cast.teacher.id, **of_class)
    code.code_hash = tokens.keyed_fingerprint("another", SECRET)
    if kind == "typed tablet code":
        code.token_hash = tokens.fingerprint("another")
        code.code_hash = tokens.keyed_fingerprint(TOKEN[: tokens.SHORTEST_CODE], SECRET)
    db.add(code)


def _knock(door: str, app: Flask, cast: Cast) -> bool:
    """Whether the token opens that door, all else being right."""
    browser = nobody_for(app)
    with browser.session_transaction() as session:
        session["browser"] = "this browser"
    browser.set_cookie("device", "this device")
    doors: dict[str, Callable[[], bool]] = {
        "card": lambda: _opens(browser, f"/card/{TOKEN}", secret=WORD),
        "letter": lambda: _opens(browser, f"/letters/{TOKEN}", number=number_on(TOKEN)),
        "staff invitation": lambda: _opens(browser, f"/staff/invitations/{TOKEN}", **STAFF),
        "fresh link": lambda: _opens(browser, f"/links/{TOKEN}"),
        "address link": lambda: _opens(client_for(app, cast.mum), f"/letters/email/{TOKEN}"),
        "reset": lambda: _opens(browser, f"/staff/reset/{TOKEN}", password=PASSWORD),
        "session": lambda: _as_session(browser, cast),
        "threshold": lambda: _as_threshold(browser),
        "family card": lambda: _opens(browser, f"/family-cards/{TOKEN}", secret=FIGURES),
        "tablet": lambda: _as_tablet(browser),
        "tablet code": lambda: _opens(browser, f"/tablet/codes/{TOKEN}"),
        "typed tablet code": lambda: _opens(browser, "/tablet", code=TOKEN[:8]),
    }
    return doors[door]()


def _opens(browser: SiteClient, path: str, **fields: str) -> bool:
    return bool(browser.post(path, data=fields).status_code == 303)


def _as_session(browser: SiteClient, cast: Cast) -> bool:
    with browser.session_transaction() as session:
        session["_user_id"] = TOKEN
        session["seen"] = cast.at.now.isoformat()
    return any(browser.get(path).status_code == 200 for path in ("/shared", "/space", "/office"))


def _as_tablet(browser: SiteClient) -> bool:
    browser.set_cookie("tablet", TOKEN)
    return "Amina" in browser.get("/tablet").text


def _as_threshold(browser: SiteClient) -> bool:
    """Whether a browser with it in its cookie is asked for a second factor, or to set one up."""
    with browser.session_transaction() as session:
        session["threshold"] = TOKEN
    return str(browser.get("/staff/second").location).endswith("/staff") is False


def test_t46_every_kind_of_token_is_here() -> None:
    found = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.c
        if column.name in {"token_hash", "key_hash", "code_hash", "credential_hash"}
    }
    assert found == set(TABLES), "a table of tokens: name its kinds and its door here"
    assert set(KINDS) == set(DOORS)


@pytest.fixture
def _amina_has_a_word(database: Database, cast: Cast) -> None:
    with database.unit() as db:
        hashed = passwords.hash_secret(WORD)
        db.execute(update(Card).values(ended_at=cast.at.now))
        db.merge(
            Secret(person_id=cast.owner.id, kind=SecretKind.WORD, hash=hashed, set_at=cast.at.now)
        )


@pytest.mark.usefixtures("_amina_has_a_word")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", DOORS)
def test_t46_only_its_own_door_opens(
    kind: str, door: str, *, app: Flask, cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        _live(kind, db, cast)
    before = [how_many(database, table) for table in (Person, FamilyTie, SignIn)]
    assert _knock(door, app, cast) is (kind == door)
    if door not in (kind, "address link"):  # whose own visitor has signed in
        assert [how_many(database, table) for table in (Person, FamilyTie, SignIn)] == before
