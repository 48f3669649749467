"""Mails: to one person, through a real mail server on this machine, or into a folder."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from portfolio.core import mail
from portfolio.core.mail import Message, Security, SmtpMailer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

GRAN = "gran@home.example"
SENDER = "Oak Tree School <space@oak.example>"


class Inbox:
    """Keeps what a server was handed; `answers` are given first, one a mail."""

    def __init__(self, *answers: str) -> None:
        self.envelopes: list[Envelope] = []
        self.secured: list[bool] = []
        self.answers = list(answers)

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answers:
            return self.answers.pop(0)
        self.envelopes.append(envelope)
        self.secured.append(session.ssl is not None)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
            for envelope in self.envelopes
        ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server(inbox: object, **how: Any) -> Iterator[int]:  # noqa: ANN401 - aiosmtpd's own options
    controller = Controller(inbox, hostname="127.0.0.1", port=_free_port(), **how)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _mailer(port: int, security: Security = Security.NONE, **others: Any) -> SmtpMailer:  # noqa: ANN401
    given = {"user": "", "password": "", "sender": SENDER} | others
    return SmtpMailer(host="127.0.0.1", port=port, security=security, **given)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_a_mail_arrives_with_both_its_forms() -> None:
    inbox = Inbox()
    text = (
        "Dear Gran,\n\nZoë put something up for you – \U0001f438\nhttps://x.example/l/" + "a" * 90
    )
    with _server(inbox) as port:
        _mailer(port).send(Message(GRAN, "Zoë has news", text, "<p>Zoë put something up</p>"))
    (sent,) = inbox.mails
    plain, rich = sent.get_body(("plain",)), sent.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == text
    assert rich.get_content().strip() == "<p>Zoë put something up</p>"
    assert (sent["To"], sent["From"], sent["Subject"]) == (GRAN, SENDER, "Zoë has news")
    assert inbox.envelopes[0].rcpt_tos == [GRAN]
    assert inbox.envelopes[0].mail_from == "space@oak.example"


def test_a_mail_says_when_and_by_what_it_was_made_and_not_on_which_machine() -> None:
    inbox = Inbox()
    with _server(inbox) as port:
        _mailer(port).send(Message(GRAN, "News", "Hello"))
    (sent,) = inbox.mails
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Date"].datetime.tzinfo is not None
    assert sent["Message-ID"].endswith("@oak.example>")
    assert socket.gethostname() not in sent.as_string()
    assert not sent.is_multipart()


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("GRAN@Home.Example", GRAN),
        ("o'neil+school@home.example", "o'neil+school@home.example"),
        ("gran@b\u00fccher.example", "gran@xn--bcher-kva.example"),
        ("gran@\u24d7ome.example", GRAN),
        ("\u212aim@home.example", "kim@home.example"),  # the Kelvin sign is a K to Unicode
        ("gr\u00fcn@home.example",) * 2,
    ],
)
def test_an_address_has_one_form(typed: str, normal: str) -> None:
    assert mail.normal_address(typed) == normal
    assert mail.normal_address(normal) == normal


@pytest.mark.parametrize(
    "look_alike",
    [
        "gr\u0430n@home.example",  # Cyrillic a
        "\uff47ran@home.example",  # full-width g
        "gran@h\u043eme.example",  # Cyrillic o in the domain
        "gr\u00e0n@home.example",
    ],
)
def test_a_look_alike_is_somebody_else(look_alike: str) -> None:
    assert mail.normal_address(look_alike) != GRAN


NOT_ONE_ADDRESS = (
    "",
    " ",
    "gran",
    "gran@",
    "@home.example",
    "gran@home",
    "gran@home.example,thief@evil.example",
    "gran@home.example;thief@evil.example",
    "gran@home.example thief@evil.example",
    "gran,thief@evil.example",
    "gran@home.example@evil.example",
    "thief@evil.example%0agran@home.example",
    "gran@home.example\nBcc: thief@evil.example",
    "gran@home.example\r\n\r\nwords",
    "gran@home.example\r",
    "gran@home.example\x00",
    "gran@home.example\u2028x",
    "gran\r\n@home.example",
    "Gran <gran@home.example>",
    "<gran@home.example>",
    '"gran,thief"@home.example',
    "gran(comment)@home.example",
    "gran@[127.0.0.1]",
    "gran@home..example",
    "\ud800gran@home.example",
    "g" * 300 + "@home.example",
)


@pytest.mark.parametrize("text", NOT_ONE_ADDRESS)
def test_anything_but_one_plain_address_is_refused(text: str) -> None:
    with pytest.raises(mail.NotAnAddress) as refused:
        Message(text, "News", "Hello")
    assert "example" not in str(refused.value)


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\r\nBcc: thief@evil.example", "\x00", "\u2028", "\x85", "\ud800"]
)
def test_a_subject_holds_no_second_header(sign: str) -> None:
    with pytest.raises(mail.MessageRefused):
        Message(GRAN, f"News{sign}", "Hello")


def test_a_subject_has_a_limit() -> None:
    assert Message(GRAN, "x" * 200, "Hello").subject == "x" * 200
    with pytest.raises(mail.MessageRefused):
        Message(GRAN, "x" * 201, "Hello")


@pytest.mark.parametrize("words", ["\ud800", "a\x00b"])
def test_words_that_are_no_signs_are_refused(words: str) -> None:
    with pytest.raises(mail.MessageRefused):
        Message(GRAN, "News", words)
    with pytest.raises(mail.MessageRefused):
        Message(GRAN, "News", "Hello", words)


def test_words_that_look_like_headers_or_an_end_stay_words() -> None:
    inbox = Inbox()
    text = "Bcc: thief@evil.example\n\n.\nMAIL FROM:<x@evil.example>\n..\nend " + "x" * 2_000
    with _server(inbox) as port:
        _mailer(port).send(Message(GRAN, "Bcc: thief@evil.example", text, text))
    (sent,) = inbox.mails
    body = sent.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == text
    assert sent["Bcc"] is None
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [[GRAN]]


def test_a_message_and_its_mailer_do_not_tell_secrets_when_printed() -> None:
    shown = repr(Message(GRAN, "News", "https://x.example/l/secret", "<p>secret</p>"))
    assert "secret" not in shown
    assert GRAN not in shown
    assert "hunter2" not in repr(_mailer(25, user="space", password="hunter2"))


def test_an_address_beyond_ascii_arrives_where_the_server_takes_it() -> None:
    inbox, message = Inbox(), Message("gr\u00fcn@home.example", "News", "Hello")
    with _server(inbox, enable_SMTPUTF8=True) as port:
        _mailer(port).send(message)
    assert inbox.envelopes[0].rcpt_tos == ["gr\u00fcn@home.example"]
    with _server(inbox, enable_SMTPUTF8=False) as port, pytest.raises(mail.MailNotSent) as failed:
        _mailer(port).send(message)
    assert failed.value.for_good


def test_a_server_that_is_down_is_told_and_may_be_tried_again() -> None:
    with pytest.raises(mail.MailNotSent) as failed:
        _mailer(_free_port()).send(Message(GRAN, "News", "Hello"))
    assert not failed.value.for_good


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(mail.MailNotSent):
        _mailer(silent.getsockname()[1]).send(Message(GRAN, "News", "Hello"))


@pytest.mark.parametrize(("answer", "for_good"), [("451 later", False), ("554 never", True)])
def test_what_the_server_refuses_is_told_without_its_words(answer: str, for_good: bool) -> None:
    inbox = Inbox(f"{answer} {GRAN}")
    with _server(inbox) as port:
        with pytest.raises(mail.MailNotSent) as failed:
            _mailer(port).send(Message(GRAN, "News", "Hello"))
        _mailer(port).send(Message(GRAN, "News", "again"))
    assert failed.value.for_good is for_good
    assert answer[:3] in str(failed.value)
    assert GRAN not in str(failed.value)
    assert failed.value.__cause__ is None
    assert len(inbox.mails) == 1


class FullBox(Inbox):
    """Refuses every recipient with one answer."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer

    async def handle_RCPT(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
        return f"{self.answer} {GRAN}"


@pytest.mark.parametrize(("answer", "for_good"), [("452 full", False), ("550 unknown", True)])
def test_a_refused_recipient_is_told_without_the_address(answer: str, for_good: bool) -> None:
    with _server(FullBox(answer)) as port, pytest.raises(mail.MailNotSent) as failed:
        _mailer(port).send(Message(GRAN, "News", "Hello"))
    assert failed.value.for_good is for_good
    assert GRAN not in str(failed.value)


class Rude(Inbox):
    """Takes the mail and hangs up with an error."""

    async def handle_QUIT(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
        return "421 closing"


def test_a_bad_goodbye_does_not_make_a_sent_mail_unsent() -> None:
    inbox = Rude()
    with _server(inbox) as port:
        _mailer(port).send(Message(GRAN, "News", "Hello"))
    assert len(inbox.mails) == 1


def test_starttls_encrypts_and_knows_the_server(
    server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    inbox = Inbox()
    with _server(inbox, tls_context=server_tls, require_starttls=True) as port:
        _mailer(port, Security.STARTTLS, tls=trusting).send(Message(GRAN, "News", "Hello"))
        with pytest.raises(mail.MailNotSent):
            _mailer(port, Security.STARTTLS).send(Message(GRAN, "News", "to a stranger"))
        with pytest.raises(mail.MailNotSent):
            _mailer(port, Security.NONE).send(Message(GRAN, "News", "in the open"))
    assert inbox.secured == [True]


def test_starttls_never_falls_back_to_the_open() -> None:
    inbox = Inbox()
    with _server(inbox) as port, pytest.raises(mail.MailNotSent) as failed:
        _mailer(port, Security.STARTTLS).send(Message(GRAN, "News", "Hello"))
    assert not failed.value.for_good
    assert not inbox.mails


def test_tls_from_the_first_byte(server_tls: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    inbox = Inbox()
    with _server(inbox, ssl_context=server_tls) as port:
        _mailer(port, Security.TLS, tls=trusting).send(Message(GRAN, "News", "Hello"))
        with pytest.raises(mail.MailNotSent):
            _mailer(port, Security.TLS).send(Message(GRAN, "News", "to a stranger"))
    assert len(inbox.mails) == 1


def _knows_space(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
    return AuthResult(success=given == LoginPassword(b"space", b"hunter2"), handled=False)


@pytest.mark.parametrize("wrong", ["hunter3", "h\u00fcnter"])
def test_a_server_that_wants_a_password_gets_it(
    wrong: str, server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    inbox, message = Inbox(), Message(GRAN, "News", "Hello")
    right = {"user": "space", "password": "hunter2", "tls": trusting}
    how = {"authenticator": _knows_space, "auth_required": True, "tls_context": server_tls}
    with _server(inbox, **how) as port:
        _mailer(port, Security.STARTTLS, **right).send(message)
        with pytest.raises(mail.MailNotSent) as failed:
            _mailer(port, Security.STARTTLS, **(right | {"password": wrong})).send(message)
    assert len(inbox.mails) == 1
    assert not failed.value.for_good
    assert wrong not in str(failed.value)


def test_a_folder_keeps_mails_newest_first(tmp_path: Path) -> None:
    mailer = mail.FolderMailer(tmp_path / "new" / "mail", SENDER)
    assert mail.read_all(mailer.path) == []
    for number in range(5):
        mailer.send(Message(GRAN, f"Zoë {number}", f"Hello\n{number}", "<p>Hello</p>"))
    found = mail.read_all(mailer.path)
    assert [stored.subject for stored in found] == [f"Zoë {number}" for number in (4, 3, 2, 1, 0)]
    assert (found[0].to, found[0].text) == (GRAN, "Hello\n4")
    assert found[0].at >= found[4].at
    assert [stored.subject for stored in mail.read_all(mailer.path, limit=2)] == ["Zoë 4", "Zoë 3"]


def test_a_folder_shows_the_links_of_a_mail(tmp_path: Path) -> None:
    mailer = mail.FolderMailer(tmp_path)
    long = "https://x.example/l/" + "aZ-_" * 40
    mailer.send(
        Message(GRAN, "News", f"Open {long}.\n(http://127.0.0.1:8000/a?b=c), or ask. ftp://x")
    )
    (stored,) = mail.read_all(tmp_path)
    assert stored.links == (long, "http://127.0.0.1:8000/a?b=c")


def test_mails_in_a_folder_are_for_us_alone_and_never_half_written(tmp_path: Path) -> None:
    mailer = mail.FolderMailer(tmp_path / "mail")
    senders = [
        threading.Thread(target=mailer.send, args=(Message(GRAN, f"{number}", "x" * 500),))
        for number in range(20)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    files = list((tmp_path / "mail").iterdir())
    assert len(files) == 20
    assert {file.suffix for file in files} == {".eml"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert len({stored.subject for stored in mail.read_all(tmp_path / "mail")}) == 20


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands here", "utf-8")
    with pytest.raises(mail.MailNotSent):
        mail.FolderMailer(tmp_path / "mail").send(Message(GRAN, "News", "Hello"))


@pytest.mark.parametrize(
    ("setting", "host", "port", "security", "user", "password"),
    [
        ("smtp://127.0.0.1", "127.0.0.1", 25, "none", "", ""),
        ("smtp://[::1]:2525/", "::1", 2525, "none", "", ""),
        (
            "smtp+starttls://space:p%40ss%2F@mail.example",
            "mail.example",
            587,
            "starttls",
            "space",
            "p@ss/",
        ),
        (
            "smtps://a%40b.example:x@mail.example:466",
            "mail.example",
            466,
            "tls",
            "a@b.example",
            "x",
        ),
    ],
)
def test_a_setting_names_a_server(
    setting: str, host: str, port: int, security: str, user: str, password: str
) -> None:
    made = mail.mailer_from(setting, SENDER)
    assert made == SmtpMailer(host, port, Security(security), user, password, SENDER)


def test_a_setting_names_a_folder_or_nothing(tmp_path: Path) -> None:
    assert mail.mailer_from(f"folder:{tmp_path}", SENDER) == mail.FolderMailer(tmp_path, SENDER)
    with pytest.raises(mail.MailNotSent):
        mail.mailer_from("", "space@localhost").send(Message(GRAN, "News", "Hello"))


@pytest.mark.parametrize(
    "setting",
    [
        "folder:",
        "mail.example",
        "http://u:hunter2@mail.example",
        "smtp://",
        "smtp://u:hunter2@",
        "smtp://u:hunter2/mail.example",
        "smtp://u:hunter2@mail.example:x",
        "smtp://u:hunter2@mail.example:0",
        "smtp://u:hunter2@mail.example:99999",
        "smtp://u:hunter2@mail.example/inbox",
        "smtp://u:hunter2@mail.example?x",
        "smtp://u:hunter2@[mail",
        "smtp://u:hunter2\u2100@mail.example",
    ],
)
def test_a_wrong_setting_is_refused_without_repeating_it(setting: str) -> None:
    with pytest.raises(ValueError, match="MAIL is") as refused:
        mail.mailer_from(setting, SENDER)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "sender", ["", "school", "a@x.example, b@x.example", "a@x.example\nBcc: b@x.example", "A <>"]
)
def test_a_sender_is_one_address(sender: str) -> None:
    with pytest.raises(ValueError, match="MAIL_SENDER"):
        mail.mailer_from("", sender)
