"""A browser without JavaScript that reads each page it fetches and fails on a careless one.

`SiteClient` behaves as Flask's own client, and looks at every HTML answer (`inspecting`). POSTs
carry a true CSRF token and `acting`, as a page's own form does; pass `bare=True` to leave both out.
It signs in by a real session and sees nothing that a browser would not.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import encode_multipart

from portfolio.core import clock
from portfolio.signin import actions as signin
from tests.inspecting import Page, inspected

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.circles import Somebody

RAW_TOKEN = hashlib.sha1(b"any browser's", usedforsecurity=False).hexdigest()


class SiteClient(FlaskClient):
    """One browser: its cookies, who is signed in, and the last page that it read."""

    acting: str = ""
    last_page: Page | None = None

    def open(self, *args: Any, bare: bool = False, **kwargs: Any) -> TestResponse:  # noqa: ANN401 -- Flask's own signature
        """Send a request; read the answer where it is a page."""
        if kwargs.get("method") == "POST" and not bare:
            kwargs["data"] = self._with_tokens(kwargs.get("data"))
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.status_code // 100 != 3:
            self._read(answer)
        return answer

    def fill_in(self, path: str, form: str | None = None, /, **fields: Any) -> TestResponse:  # noqa: ANN401 -- form fields are of any type
        """Fetch a page, fill in its form and send it as a browser would.

        `form` is the end of the form's address where the page has more than one POST form; hidden
        fields and preset values are sent along. A field that the form lacks is an error.
        """
        answer = self.get(path)
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        return self.fill_in_last(path, form, **fields)

    def fill_in_last(self, path: str, form: str | None = None, /, **fields: Any) -> TestResponse:  # noqa: ANN401 -- form fields are of any type
        """The same with the page that was read last, for what is shown once."""
        assert self.last_page is not None
        found = self.last_page.form(form)
        unknown = set(fields) - set(found.fields)
        assert not unknown, f"the form at {path} has no {unknown}, only {sorted(found.fields)}"
        filled = {name: value for name, value in found.filled().items() if name not in fields}
        sent = {name: value for name, value in {**filled, **fields}.items() if value is not None}
        return self.post(found.action or path, data=sent, bare=True)

    def send(self, path: str, **fields: object) -> TestResponse:
        """Post fields and files (`FileStorage`) for a script's answer, with this browser's tokens.

        As bytes: Werkzeug's own client would leave a file of more than 500 kB open.
        """
        mark, body = encode_multipart({**self._with_tokens({}), **fields})
        kind = f"multipart/form-data; boundary={mark}"
        headers = {"Accept": "application/json"}
        return self.post(path, data=body, content_type=kind, headers=headers, bare=True)

    def _with_tokens(self, data: Any) -> Any:  # noqa: ANN401 -- what Werkzeug takes
        if not isinstance(data, dict | None):
            return data
        return {"csrf_token": self.csrf_token(), "acting": self.acting, **(data or {})}

    def csrf_token(self) -> str:
        """A token such as this browser's pages hold."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", RAW_TOKEN)
        secret = self.application.secret_key
        assert secret is not None
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw))

    def _read(self, answer: TestResponse) -> None:
        if answer.request.method not in {"HEAD", "OPTIONS"}:
            self.last_page = inspected(answer.get_data(as_text=True), answer.request.path)


def nobody_for(app: Flask) -> SiteClient:
    """A browser in which nobody is signed in."""
    client = app.test_client()
    assert isinstance(client, SiteClient)
    return client


def client_for(app: Flask, somebody: Somebody, *, is_proved: bool = True) -> SiteClient:
    """A browser in which somebody has just signed in, with a second factor or without."""
    settings, database = app.extensions["settings"], app.extensions["database"]
    at = clock.moment(settings.time_zone)
    with database.unit() as db:
        token = signin.begin(db, somebody.id, at, way="test", device="a test", is_proved=is_proved)
    return client_with(app, somebody, token)


def client_with(app: Flask, somebody: Somebody, token: str) -> SiteClient:
    """A browser with somebody's session, of which this is the token."""
    client = nobody_for(app)
    client.acting = somebody.public_id
    sit_down(client, token)
    return client


def sit_down(client: SiteClient, token: str) -> None:
    """The session of that token is in this browser, which was used just now."""
    at = clock.moment(client.application.extensions["settings"].time_zone)
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
        session["_permanent"] = True
        session["seen"] = at.now.isoformat()
