"""What a provider signed about whoever signed on there: taken only if all of it holds.

OpenID Connect Core 1.0, section 3.1.3.7. The provider's public keys alone count, and algorithms
by which nobody but the provider can sign: never none, nor one with the client's secret as its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet
from joserfc.jwt import JWTClaimsRegistry

from portfolio.core.mail import NotAnAddress, normal_address

if TYPE_CHECKING:
    from datetime import datetime

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
KINDS = ("RSA", "EC")
"""The kinds of keys for those."""

LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""

FRESH = timedelta(minutes=10)
"""A token that was made longer ago is none of this sign-on."""

LONGEST_SUBJECT = 255
"""OpenID Connect Core, section 2."""


class NotProvenError(Exception):
    """It does not hold; for whatever reason, nobody comes in by it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must stand in the token."""

    issuer: str
    client_id: str
    nonce: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """Who signed on, as the provider says."""

    issuer: str
    subject: str
    email: str | None
    """Only an address that the provider says is theirs, in the form in which we keep addresses."""
    proved_at: float | None
    """When they showed a second factor there, in seconds since 1970; None where it is not said."""


def keys_of(document: dict[str, Any]) -> KeySet:
    """The keys by which that provider signs; what we do not understand is left out."""
    listed = document.get("keys")
    found = [_key(one) for one in listed] if isinstance(listed, list) else []
    return KeySet([key for key in found if key is not None])


def _key(one: Any) -> Any:  # noqa: ANN401 -- what stood in JSON; joserfc's key
    is_ours = isinstance(one, dict) and one.get("kty") in KINDS and one.get("use") != "enc"
    try:
        return JWKRegistry.import_key(one) if is_ours else None
    except (JoseError, ValueError, TypeError):
        return None


def known(token: str, keys: KeySet, expected: Expected) -> Known:
    """Who that token is about; `NotProvenError` unless everything in it holds."""
    try:
        claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        _registry(expected).validate(claims)
        _check_age_and_party(claims, expected)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotProvenError from error
    return Known(expected.issuer, _subject(claims), _email(claims), _proved_at(claims))


def _registry(expected: Expected) -> JWTClaimsRegistry:
    return JWTClaimsRegistry(
        now=int(expected.now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _check_age_and_party(claims: dict[str, Any], expected: Expected) -> None:
    """Made for this sign-on, and for us alone: a token for several says to which it was given."""
    oldest = expected.now - FRESH
    if claims["iat"] < oldest.timestamp() or not isinstance(claims["nonce"], str):
        raise NotProvenError
    audience = claims["aud"]
    is_shared = isinstance(audience, list) and audience != [expected.client_id]
    if claims.get("azp", None if is_shared else expected.client_id) != expected.client_id:
        raise NotProvenError


def _subject(claims: dict[str, Any]) -> str:
    subject = str(claims["sub"])
    if len(subject) > LONGEST_SUBJECT or not subject.isascii() or not subject.isprintable():
        raise NotProvenError
    return subject


def _email(claims: dict[str, Any]) -> str | None:
    """Their address, where the provider says in so many words that it is theirs."""
    if claims.get("email_verified") is not True:
        return None
    try:
        return normal_address(str(claims.get("email") or ""))
    except NotAnAddress:
        return None


def _proved_at(claims: dict[str, Any]) -> float | None:
    """`amr` names a second factor (RFC 8176), and `auth_time` says when that was."""
    methods, when = claims.get("amr"), claims.get("auth_time")
    has_two = isinstance(methods, list) and "mfa" in methods
    is_time = isinstance(when, int) and not isinstance(when, bool)
    return float(when) if has_two and is_time and when is not None else None
