"""The two ceremonies of WebAuthn: what a browser is asked, and whether its answer holds.

A challenge is signed by us and bound to one browser and one purpose, so that asking writes no row;
that it is answered once is for the action to claim. Origin and name of the site come in as `Site`,
never from a request's Host.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portfolio.core import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

LASTS = timedelta(minutes=10)
"""How long a page may lie open before its passkey button is pressed."""

NO_ANSWER = (
    WebAuthnException,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    struct.error,
)
"""What reading a made-up answer may raise; each means that nothing was proved."""


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys of this installation are bound to: such as space.school.example."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sent: the challenge of its page, and the credential as JSON."""

    challenge: str
    credential: str

    @property
    def credential_hash(self) -> str:
        """The fingerprint of the credential's id; of nothing where there is none."""
        try:
            return tokens.fingerprint(str(json.loads(self.credential)["id"]))
        except NO_ANSWER:
            return ""


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey, as it is kept."""

    credential: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A passkey as it stands in its row."""

    public_key: str
    sign_count: int


def challenge(secret_key: str, bound_to: str, now: datetime) -> str:
    """A text to be signed by a device; `bound_to` says for which browser and purpose."""
    begins = f"{tokens.new_token()}.{int(now.timestamp())}"
    return f"{begins}.{_mark(secret_key, begins, bound_to)}"


def is_open(secret_key: str, sent: str, bound_to: str, now: datetime) -> bool:
    """Whether that challenge is ours, for that browser and purpose, and of late."""
    begins, _, mark = sent.rpartition(".")
    chance, _, made = begins.partition(".")
    if not chance or not made.isdecimal() or not made.isascii() or len(made) > len("9999999999"):
        return False
    is_ours = hmac.compare_digest(
        _mark(secret_key, begins, bound_to).encode(), mark.encode("utf-8", "surrogatepass")
    )
    return is_ours and now - datetime.fromtimestamp(int(made), UTC) < LASTS


def _mark(secret_key: str, begins: str, bound_to: str) -> str:
    said = f"passkey {bound_to} {begins}".encode()
    return hmac.new(secret_key.encode(), said, hashlib.sha256).hexdigest()


def to_get(site: Site, sent: str, known: Sequence[str] = ()) -> str:
    """What `navigator.credentials.get` is asked, as JSON: one of the passkeys `known`, or any.

    The device must have looked who holds it (fingerprint, face or its own code): then a passkey
    is two factors at once.
    """
    options = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=sent.encode(),
        allow_credentials=_named(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def to_create(
    site: Site, sent: str, school: str, who: tuple[str, str], known: Sequence[str]
) -> str:
    """What `navigator.credentials.create` is asked, as JSON.

    `who` is the person's public id and the name that the device shows; a device that holds one of
    the passkeys `known` makes no second one.
    """
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=school,
        user_id=who[0].encode(),
        user_name=who[1],
        user_display_name=who[1],
        challenge=sent.encode(),
        exclude_credentials=_named(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def _named(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def made(site: Site, answer: Answer) -> Made | None:
    """The passkey that was made, or None where the answer does not hold."""
    try:
        found = verify_registration_response(
            credential=answer.credential,
            expected_challenge=answer.challenge.encode(),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except NO_ANSWER:
        return None
    return Made(
        credential=bytes_to_base64url(found.credential_id),
        public_key=bytes_to_base64url(found.credential_public_key),
        sign_count=found.sign_count,
    )


def counted(site: Site, answer: Answer, kept: Kept) -> int | None:
    """How often the passkey has signed by now, or None where the answer does not hold.

    A count that is not above the kept one is a copy's and does not hold; devices that do not
    count say 0 for ever.
    """
    try:
        found = verify_authentication_response(
            credential=answer.credential,
            expected_challenge=answer.challenge.encode(),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(kept.public_key),
            credential_current_sign_count=kept.sign_count,
            require_user_verification=True,
        )
    except NO_ANSWER:
        return None
    return found.new_sign_count
