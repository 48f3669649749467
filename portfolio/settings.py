"""Every setting, read once from the environment; a bad or missing one stops the start.

`NAME_FILE` may name a file that holds the value of `NAME`: for secrets.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portfolio.core.storage.where import SECONDS, AddressError, Where, checked_address

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
SECRET_CHARACTERS = 32
"""The shortest secret key: 32 characters of random text hold at least 128 bits."""

DEFAULTS = ("secret", "changeme", "change-me", "dev", "development", "default", "password")
"""What people leave in examples; repeated to any length it is still no secret (promise T08)."""


SIGN_ON = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
"""The school's own sign-on: all of these, or none."""

SSE = ("AES256", "aws:kms")
"""How a store may be asked to encrypt what it keeps."""

APP, ACCEL, PRESIGNED = "app", "accel", "presigned"
"""Who sends the bytes of a photo once the rule has said yes (decision 39)."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SettingError(RuntimeError):
    """A setting is missing or wrong; the text is a sentence for whoever starts the server."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs.

    Sizes are bytes and pixels, times are seconds. Numbers come from the first issue and
    product.md section 6 unless said otherwise.
    """

    secret_key: str = field(repr=False)
    database: str
    storage: str
    """Where pictures lie: file:PATH or s3://BUCKET/PREFIX."""
    demo: bool = False
    debug_pages: bool = False
    """Serve /dev/components: never where children are."""
    secure: bool = False
    """The site is reached over TLS: cookies are Secure and carry the __Host- prefix."""
    time_zone: str = "Europe/London"
    address: str = ""
    """The public address for links in mails and on paper, such as https://space.school.example.
    Empty: on this machine itself the address that the request came to, elsewhere none."""
    mail: str = ""
    """smtp://, smtp+starttls:// or smtps:// with user, password, host and port; or folder:PATH."""
    mail_sender: str = "space@localhost"
    photo_bytes: int = 25 * 1024 * 1024
    photo_pixels: int = 60_000_000
    photo_memory: int = 400 * 1024 * 1024
    """Bytes that reading one photo may take: what 60 million pixels with transparency need."""
    photo_seconds: int = 20
    """How long reading one may take; 48 megapixels take two seconds."""
    space_per_child_mb: int = 2000
    """What the photos of one child may take in the store: some 3,000 of them; 0: no limit."""
    space_mb: int = 0
    """The same for the whole school."""
    photo_line: int = 32
    """How many photos wait in each of the two server processes; more are asked to come again."""
    proxies: int = 0
    """How many proxies of one's own stand before the server: only their word on scheme and
    address is believed (promise T40)."""
    pupil_idle_minutes: int = 15
    pupil_minutes: int = 600
    family_idle_days: int = 30
    family_days: int = 180
    staff_idle_minutes: int = 20
    staff_minutes: int = 600
    step_up_minutes: int = 15
    """How long duties stay open after a second factor was shown."""
    not_there_ms: int = 25
    """The beat at which *not there* is answered, in milliseconds (web/pace.py); 0: at once."""
    pool_size: int = 64
    oidc_issuer: str = ""
    """The issuer of the school's own sign-on, as it calls itself; empty where there is none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    """What its button says after "Come in with"."""
    helpline_name: str = "Childline"
    helpline_number: str = "0800 1111"
    """Whom a child can ring at any hour (the United Kingdom's, where nothing else is set)."""
    log: str = "plain"
    """What is written while it runs: "plain" for eyes; "json", a line a request, for programs."""
    metrics_token: str = field(default="", repr=False)
    """Who sends it as a bearer may read /metrics; empty: that is not there."""
    s3_endpoint: str = ""
    """The store's address; empty: Amazon's own, by region."""
    s3_region: str = ""
    s3_key_id: str = ""
    """Empty, as the secret: the machine's own role."""
    s3_secret_key: str = field(default="", repr=False)
    s3_sse: str = ""
    s3_seconds: float = SECONDS
    """How long one deed there may take with all its tries (core/storage/where.py)."""
    send_photos: str = APP
    worker_inside: bool = True
    """Jobs are done by a thread of the server too, so that one command is a whole system."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; `SettingError` names the first that is missing or wrong."""
        read = _Reader(os.environ if env is None else env)
        var = Path(read.text("VAR", str(ROOT / "var")))
        demo = read.yes_no("DEMO", default=False)
        address = read.text("ADDRESS", "").rstrip("/")
        issuer, client_id, client_secret, name = read.sign_on(address)
        storage = read.storage(f"file:{var / 'media'}")
        key_id, secret_key = read.pair("S3_KEY_ID", "S3_SECRET_KEY")
        return cls(
            secret_key=read.secret("SECRET_KEY", var / "secret-key"),
            database=read.text("DATABASE_URL", f"sqlite:///{var / 'space.db'}"),
            storage=storage,
            demo=demo,
            debug_pages=read.yes_no("DEV_PAGES", default=demo),
            secure=read.yes_no("SECURE", default=False),
            time_zone=read.zone("TIME_ZONE", "Europe/London"),
            address=address,
            mail=read.text("MAIL", f"folder:{var / 'mail'}" if demo else ""),
            mail_sender=read.text("MAIL_SENDER", "space@localhost"),
            **read.photos(),
            proxies=read.number("PROXIES", 0, least=0),
            pupil_idle_minutes=read.number("PUPIL_IDLE_MINUTES", 15),
            pupil_minutes=read.number("PUPIL_MINUTES", 600),
            family_idle_days=read.number("FAMILY_IDLE_DAYS", 30),
            family_days=read.number("FAMILY_DAYS", 180),
            staff_idle_minutes=read.number("STAFF_IDLE_MINUTES", 20),
            staff_minutes=read.number("STAFF_MINUTES", 600),
            step_up_minutes=read.number("STEP_UP_MINUTES", 15),
            not_there_ms=read.number("NOT_THERE_MS", 25, least=0),
            oidc_issuer=issuer,
            oidc_client_id=client_id,
            oidc_client_secret=client_secret,
            oidc_name=name,
            pool_size=read.number("POOL_SIZE", 64),
            helpline_name=read.text("HELPLINE_NAME", "Childline"),
            helpline_number=read.text("HELPLINE_NUMBER", "0800 1111"),
            log=read.one_of("LOG", ("plain", "json")),
            metrics_token=read.token("METRICS_TOKEN"),
            s3_endpoint=read.endpoint("S3_ENDPOINT"),
            s3_region=read.text("S3_REGION", ""),
            s3_key_id=key_id,
            s3_secret_key=secret_key,
            s3_sse=read.one_of("S3_SSE", ("", *SSE)),
            s3_seconds=read.number("S3_SECONDS", int(SECONDS)),
            send_photos=read.sender(storage),
            worker_inside=read.yes_no("WORKER_INSIDE", default=True),
        )

    @property
    def where(self) -> Where:
        """The store of pictures, and the way to it."""
        return self.where_at(self.storage)

    def where_at(self, address: str) -> Where:
        """A store at another address, by the same way: for a move to it."""
        return Where(
            address,
            self.s3_endpoint,
            self.s3_region,
            self.s3_key_id,
            self.s3_secret_key,
            self.s3_sse,
            self.s3_seconds,
        )


def said_by_environment(name: str) -> str:
    """The value of NAME, or what the file has that NAME_FILE names; empty where neither is set.

    For what one command alone asks for. `SettingError` where the file cannot be read.
    """
    return _Reader(os.environ).text(name, "")


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env

    def text(self, name: str, default: str) -> str:
        path = self.env.get(f"{name}_FILE")
        if path:
            return _read_file(name, path)
        return self.env.get(name) or default

    def secret(self, name: str, made_here: Path) -> str:
        """The secret; where none is set, the one that `make run` made on this machine."""
        value = self.text(name, "")
        if not value and name not in self.env and made_here.exists():
            value = _read_file(name, str(made_here))
        if not value:
            raise SettingError(f"{name} is missing. Set it to at least 32 random characters.")
        if len(value) < SECRET_CHARACTERS or len(set(value)) < 10:  # noqa: PLR2004 -- fewer is no random text
            raise SettingError(f"{name} is too short. It needs at least 32 random characters.")
        if value.lower().startswith(DEFAULTS):
            raise SettingError(f"{name} is an example's. Make one of your own.")
        return value

    def token(self, name: str) -> str:
        """A secret that may be missing; where it is set, no guess finds it."""
        value = self.text(name, "")
        if value and len(value) < SECRET_CHARACTERS:
            raise SettingError(f"{name} is too short. It needs at least 32 random characters.")
        return value

    def photos(self) -> dict[str, Any]:
        """What photos may cost."""
        return {
            "photo_bytes": self.number("PHOTO_BYTES", 25 * 1024 * 1024),
            "photo_pixels": self.number("PHOTO_PIXELS", 60_000_000),
            "photo_memory": self.number("PHOTO_MEMORY", 400 * 1024 * 1024),
            "photo_seconds": self.number("PHOTO_SECONDS", 20),
            "photo_line": self.number("PHOTO_LINE", 32),
            "space_per_child_mb": self.number("SPACE_PER_CHILD_MB", 2000, least=0),
            "space_mb": self.number("SPACE_MB", 0, least=0),
        }

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of those words; the first where none is set."""
        value = self.text(name, allowed[0])
        if value not in allowed:
            known = " or ".join(word for word in allowed if word)
            raise SettingError(f"{name} must be {known}, not “{value}”.")
        return value

    def yes_no(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in {"0", "1", "true", "false", "yes", "no"}:
            raise SettingError(f"{name} must be 1 or 0, not “{value}”.")
        return value in {"1", "true", "yes"}

    def number(self, name: str, default: int, *, least: int = 1) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < least:
            raise SettingError(f"{name} must be a whole number from {least}, not “{value}”.")
        return int(value)

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingError(f"{name} is no time zone: “{value}”.") from error

    def storage(self, default: str) -> str:
        """STORAGE; or the folder that MEDIA names, as installations from before it have it."""
        old, address = self.text("MEDIA", ""), self.text("STORAGE", "")
        if old and address:
            raise SettingError("MEDIA and STORAGE name the same thing. Set STORAGE alone.")
        try:
            return checked_address(address or (f"file:{old}" if old else default))
        except AddressError as error:
            raise SettingError(f"STORAGE {error}.") from error

    def pair(self, name: str, other: str) -> tuple[str, str]:
        """Two that are set together or not at all."""
        found = self.text(name, ""), self.text(other, "")
        if bool(found[0]) != bool(found[1]):
            raise SettingError(f"{name} and {other} go together: set both, or neither.")
        return found

    def endpoint(self, name: str) -> str:
        """An address of the web with nothing after the host, or none."""
        value = self.text(name, "").rstrip("/")
        if value and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", value):
            raise SettingError(f"{name} must be http(s)://HOST or http(s)://HOST:PORT.")
        return value

    def sender(self, storage: str) -> str:
        """Who sends photos; nginx cannot reach a bucket, and a folder has no addresses to lend."""
        value = self.one_of("SEND_PHOTOS", (APP, ACCEL, PRESIGNED))
        is_folder = storage.startswith("file:")
        if value == ACCEL and not is_folder:
            raise SettingError("SEND_PHOTOS=accel needs the photos in a folder (STORAGE=file:…).")
        if value == PRESIGNED and is_folder:
            raise SettingError("SEND_PHOTOS=presigned needs a bucket (STORAGE=s3://…).")
        return value

    def sign_on(self, address: str) -> tuple[str, str, str, str]:
        """Issuer, client id, secret and name of the school's own sign-on; or four times ""."""
        found = {name: self.text(name, "").strip() for name in SIGN_ON}
        if any(found.values()):
            _check_sign_on(found, address)
        issuer, client_id, client_secret, name = found.values()
        return issuer, client_id, client_secret, name


def _check_sign_on(found: Mapping[str, str], address: str) -> None:
    missing = next((name for name, value in found.items() if not value), None)
    if missing:
        raise SettingError(f"{missing} is missing. Set {', '.join(SIGN_ON)}, or none of them.")
    if not _is_issuer(found["OIDC_ISSUER"]):
        raise SettingError(
            "OIDC_ISSUER must be an https:// address without “?” and “#”, "
            f"not “{found['OIDC_ISSUER']}”."
        )
    if not address:
        raise SettingError("ADDRESS is missing. The school's own sign-on leads back to it.")


def _is_issuer(value: str) -> bool:
    """By https; by http on this machine alone, for trying it."""
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    is_plain = not (set("?#@") & set(value)) and value.isascii() and " " not in value
    return is_safe and bool(host) and is_plain


def _read_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(f"{name}_FILE cannot be read: {path}") from error
