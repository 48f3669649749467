"""One mail to one person: by SMTP, or in demonstrations and tests into a folder.

What a mail says, and whether its reader may still have it, is decided by whoever sends it; this
module only refuses what could reach a second address. It never logs, and never puts an address,
a link or a server's answer into an error.
"""

from __future__ import annotations

import email.policy
import os
import re
import secrets
import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

TIMEOUT: Final = 10.0
"""Seconds that one answer of the mail server may take; a job waits, never a page."""

LONGEST_SUBJECT: Final = 200
"""Characters. Ours have under 80; mail programs show about 60."""

_FOR_GOOD: Final = 500
"""Answers from here on are final (RFC 5321, 4.2.1); below, trying again may help."""

_WRONG_SETTING: Final = "MAIL is smtp://, smtp+starttls:// or smtps:// and a host, or folder:PATH"
_SENDER: Final = re.compile(
    r"(?:(?P<name>[^<>\"]*)<)?(?P<address>[^\s<>,;@\"]+@[^\s<>,;@\"]+)(?(name)>)"
)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINK: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


class MessageRefused(ValueError):  # noqa: N818 - "raise MessageRefused" is the sentence
    """This is not one mail to one person."""


class NotAnAddress(MessageRefused):
    """Not exactly one plain e-mail address."""


class MailNotSent(Exception):  # noqa: N818 - what happened, in the words of the notice
    """The mail did not go out. `for_good`: trying the same again will not help either."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Security(StrEnum):
    """How the connection to the mail server is kept private."""

    NONE = "none"
    """Not at all: for a server on the same machine only."""
    STARTTLS = "starttls"
    """Begins in the open and must then be encrypted, or nothing is sent."""
    TLS = "tls"
    """Encrypted from the first byte."""


_SCHEMES: Final = {
    "smtp": (Security.NONE, 25),
    "smtp+starttls": (Security.STARTTLS, 587),
    "smtps": (Security.TLS, 465),
}


def normal_address(text: str) -> str:
    """Bring an e-mail address into the one form in which it is stored, looked up and mailed to.

    ASCII letters become small, the domain its ASCII form (IDNA). Letters that only look alike stay
    different, so nobody is found by somebody else's address (T43). Raises `NotAnAddress` for none,
    for two, for names, quotes, comments and line ends. The network is not asked.
    """
    try:
        checked = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        raise NotAnAddress("not exactly one plain e-mail address") from error
    # bytes.lower() knows ASCII only: which other letters are one is for their server to say.
    return f"{checked.local_part}@{checked.ascii_domain}".encode().lower().decode()


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to be sent. `to` is one address; `html` says the same as `text`, or is None.

    Words are left out of its repr: they hold links that open things. Raises `MessageRefused` and
    `NotAnAddress` when made.
    """

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse a second recipient, a header within a header, and signs that are none."""
        object.__setattr__(self, "to", normal_address(self.to))
        if _CONTROL.search(self.subject) or len(self.subject) > LONGEST_SUBJECT:
            raise MessageRefused("a subject is one line of at most 200 characters")
        if re.search("[\x00\ud800-\udfff]", self.text + (self.html or "")):
            raise MessageRefused("the words hold something that is no sign")


class Mailer(Protocol):
    """Something that sends mails."""

    def send(self, message: Message) -> None:
        """Send one mail, or raise `MailNotSent`. Returning means that it was accepted."""


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Sends by SMTP, one connection a mail. `sender`: "Oak School <space@oak.example>"."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    sender: str
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    """Whom to trust; None: the authorities this machine trusts."""

    def send(self, message: Message) -> None:
        """Hand one mail to the server. Raises `MailNotSent`, also where it cannot encrypt."""
        try:
            server = self._connected()
            try:
                server.send_message(_composed(message, self.sender), to_addrs=[message.to])
            except smtplib.SMTPNotSupportedError:
                reason = "the mail server takes no address like this"
                raise MailNotSent(reason, for_good=True) from None
            finally:
                # It is sent, or the reason is on its way: a bad goodbye must not change that.
                with suppress(OSError):
                    server.quit()
        except (OSError, UnicodeError) as error:
            # Not chained: a server's answer may repeat the address, and logs hold chains.
            raise _not_sent(error) from None

    def _connected(self) -> smtplib.SMTP:
        tls = self.tls or ssl.create_default_context()
        # Our own name, because looking up this machine's can take seconds and tells where it is.
        name = _sender(self.sender).domain
        if self.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, name, timeout=TIMEOUT, context=tls
            )
        else:
            server = smtplib.SMTP(self.host, self.port, name, timeout=TIMEOUT)
        try:
            self._introduce(server, tls)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, tls: ssl.SSLContext) -> None:
        if self.security is Security.STARTTLS:
            server.starttls(context=tls)
        if self.user:
            server.login(self.user, self.password)


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """Puts each mail into a folder as a file, for a demonstration: nothing leaves the machine."""

    path: Path
    sender: str = "space@localhost"

    def send(self, message: Message) -> None:
        """Write one .eml file, named by the time. Raises `MailNotSent` where it cannot."""
        name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
        unfinished = self.path / f"{name}.part"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(unfinished, "xb", opener=_for_us_alone) as file:
                file.write(_composed(message, self.sender).as_bytes())
            # Whole or not there: somebody may be looking at the folder right now.
            unfinished.rename(self.path / f"{name}.eml")
        except OSError as error:
            raise MailNotSent("the folder for mails cannot be written") from error


@dataclass(frozen=True, slots=True)
class NoMailer:
    """Stands where no mail server is set: says so to whoever waits for a mail."""

    def send(self, message: Message) -> None:  # noqa: ARG002 - whatever it says
        """Raise `MailNotSent`."""
        raise MailNotSent("no mail server is set")


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail as it lies in the folder. `at` is when it was written, `links` those in its text."""

    to: str
    subject: str
    text: str
    links: tuple[str, ...]
    at: datetime


def mailer_from(address: str, sender: str) -> Mailer:
    """Make the mailer that a setting names.

    "smtp://user:password@host:port", "smtp+starttls://…", "smtps://…", "folder:PATH", or "" for
    none. Ports default to 25, 587 and 465; signs like "@" within a password are written "%40".
    Raises ValueError with a sentence that does not repeat the setting, which holds a password.
    """
    _sender(sender)
    if not address:
        return NoMailer()
    if address.startswith("folder:") and len(address) > len("folder:"):
        return FolderMailer(Path(address.removeprefix("folder:")), sender)
    return _smtp_mailer(_split(address), sender)


def read_all(path: Path, limit: int = 200) -> list[StoredMail]:
    """Read the newest `limit` mails of a folder, newest first; none where there is no folder."""
    return [_read(file) for file in sorted(path.glob("*.eml"), reverse=True)[:limit]]


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        fits = parts.scheme in _SCHEMES and parts.hostname and parts.port != 0
    except ValueError:  # its own sentence repeats the setting
        raise ValueError(_WRONG_SETTING) from None
    if not fits or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(_WRONG_SETTING)
    return parts


def _smtp_mailer(parts: SplitResult, sender: str) -> SmtpMailer:
    security, usual_port = _SCHEMES[parts.scheme]
    return SmtpMailer(
        host=parts.hostname or "",
        port=parts.port or usual_port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def _sender(text: str) -> Address:
    # Looser than `normal_address`: "space@localhost" is a fair sender on a school's own server.
    fits = None if _CONTROL.search(text) else _SENDER.fullmatch(text.strip())
    if not fits or not fits["address"].isascii():
        raise ValueError("MAIL_SENDER is one address, such as Oak School <space@oak.example>")
    try:
        return Address((fits["name"] or "").strip(), addr_spec=fits["address"])
    except (MessageError, ValueError, IndexError) as error:
        raise ValueError("MAIL_SENDER holds an address that is none") from error


def _composed(message: Message, sender: str) -> EmailMessage:
    local_part, _, domain = message.to.rpartition("@")
    mail = EmailMessage(email.policy.SMTP if message.to.isascii() else email.policy.SMTPUTF8)
    mail["From"] = _sender(sender)
    mail["To"] = Address(username=local_part, domain=domain)
    mail["Subject"] = message.subject
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = make_msgid(domain=_sender(sender).domain)
    # Holiday answers stay away from it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    if message.html is not None:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _not_sent(error: OSError | UnicodeError) -> MailNotSent:
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = next((code for code, _ in error.recipients.values()), 0)
            return MailNotSent(f"the recipient was refused ({code})", for_good=code >= _FOR_GOOD)
        case smtplib.SMTPDataError():
            code = error.smtp_code
            return MailNotSent(f"the mail was refused ({code})", for_good=code >= _FOR_GOOD)
        case smtplib.SMTPResponseException():
            return MailNotSent(f"the mail server answered {error.smtp_code}")
        case _:
            return MailNotSent(f"the mail server could not be used ({type(error).__name__})")


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(file: Path) -> StoredMail:
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = mail.get_body(("plain",))
    text = "\n".join(body.get_content().splitlines()) if body else ""
    return StoredMail(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=text.strip(),
        links=tuple(_LINK.findall(text)),
        at=datetime.fromtimestamp(int(file.name.partition("-")[0]) / 1e9, UTC),
    )
