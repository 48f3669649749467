"""The provider of the school's own sign-on, found by its discovery document.

The authorization code flow with PKCE, state and nonce, by Authlib. Who signed on is read from the
signed token alone (id_tokens.py), never from an answer that merely came from there. No person of
ours is known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests import RequestException

from portfolio.core import tokens
from portfolio.sign_on import id_tokens
from portfolio.sign_on.id_tokens import Expected, NotProvenError
from portfolio.sign_on.outgoing import NotAnsweredError, fetched, narrow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from joserfc.jwk import KeySet

    from portfolio.settings import Settings
    from portfolio.sign_on.id_tokens import Known

DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid email"

KEPT = timedelta(hours=1)
"""As long what the provider says of itself is not asked again."""

ASKED_AGAIN = timedelta(minutes=1)
"""Keys change: a token by an unknown one has them fetched anew, at most so often."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser that begins keeps, and no other has."""

    state: str
    nonce: str
    verifier: str


def new() -> Begun:
    """Three secrets of 130 bits or more; the verifier has the 43 signs that RFC 7636 asks for."""
    verifier = f"{tokens.new_token()}{tokens.new_token()}"
    return Begun(tokens.new_token(), tokens.new_token(), verifier)


class Provider:
    """One installation's provider; what it says of itself is kept for a while."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self._id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._kept: dict[str, tuple[datetime, Any]] = {}

    def door(self, begun: Begun, back: str, now: datetime) -> str:
        """The provider's page to which the browser is sent, and from there to `back`.

        `NotAnsweredError` where the provider does not say who it is.
        """
        says = self._says(now)
        with self._session(says, back) as session:
            address, _state = session.create_authorization_url(
                says["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
            )
        return str(address)

    def who(self, code: str, begun: Begun, back: str, now: datetime) -> Known:
        """Who signed on there, for the code that came back; asks the provider, so hold no lock.

        `NotProvenError` where it does not hold, `NotAnsweredError` where nobody answers.
        """
        says = self._says(now)
        token = self._exchanged(says, code, begun, back)
        expected = Expected(self.issuer, self._id, begun.nonce, now)
        try:
            return id_tokens.known(token, self._keys(says, now, KEPT), expected)
        except NotProvenError:
            anew = self._keys(says, now, ASKED_AGAIN)
            return id_tokens.known(token, anew, expected)

    def _exchanged(self, says: dict[str, Any], code: str, begun: Begun, back: str) -> str:
        with self._session(says, back) as session:
            try:
                narrow(session, says["token_endpoint"])
                answer = session.fetch_token(
                    says["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=begun.verifier,
                )
            except RequestException as error:
                raise NotAnsweredError("no token") from error
            except (OAuthError, ValueError, TypeError, KeyError) as error:
                raise NotProvenError from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotProvenError
        return token

    def _session(self, says: dict[str, Any], back: str) -> Any:  # noqa: ANN401 -- Authlib has no types
        takes = says.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = "client_secret_basic" in takes
        return OAuth2Session(
            self._id,
            self._secret,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
        )

    def _says(self, now: datetime) -> dict[str, Any]:
        """Its discovery document, which must be of exactly our issuer."""
        address = f"{self.issuer.rstrip('/')}{DISCOVERY}"
        return dict(self._not_older(address, lambda: self._looked_at(fetched(address)), now, KEPT))

    def _looked_at(self, says: dict[str, Any]) -> dict[str, Any]:
        if says.get("issuer") != self.issuer:
            raise NotAnsweredError("another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not self._is_safe(says.get(name)):
                raise NotAnsweredError(f"no {name}")
        return says

    def _is_safe(self, address: object) -> bool:
        """By https; by http only where the issuer itself is, on this machine."""
        try:
            parts, ours = urlsplit(str(address)), urlsplit(self.issuer)
        except ValueError:
            return False
        is_here = (parts.scheme, parts.hostname) == (ours.scheme, ours.hostname)
        return bool(parts.hostname) and (parts.scheme == "https" or is_here)

    def _keys(self, says: dict[str, Any], now: datetime, at_most: timedelta) -> KeySet:
        address = says["jwks_uri"]
        found: KeySet = self._not_older(
            address, lambda: id_tokens.keys_of(fetched(address)), now, at_most
        )
        return found

    def _not_older(
        self, address: str, fetch: Callable[[], Any], now: datetime, at_most: timedelta
    ) -> Any:  # noqa: ANN401 -- what `fetch` gives
        when, found = self._kept.get(address, (None, None))
        if when is None or now - when > at_most:
            found = fetch()
            self._kept[address] = (now, found)
        return found


def provider_from(settings: Settings) -> Provider | None:
    """The provider that the settings name; None where they name none."""
    return Provider(settings) if settings.oidc_issuer else None
