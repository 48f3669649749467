"""The real server over one school, with floors beside it; run as `python -m bench.server`.

A floor is the same page's template filled from memory: the values that the real page was given,
kept once at the start, no database and no rule. A photo's floor is its file, sent to anybody. It
prints a line of JSON when it is ready.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, send_file, template_rendered
from sqlalchemy import event

from portfolio import create_app
from portfolio.core import clock
from portfolio.serving import serve
from portfolio.settings import Settings
from portfolio.signin import actions as signin
from portfolio.web import guards

if TYPE_CHECKING:
    from flask import Flask

SECRET = "a bench keeps no secrets, but 32 signs it needs: 8f2k1"  # noqa: S105 -- no children here


def main() -> None:
    """Serve the school: DATABASE MEDIA PORT PAGES (JSON: name → [person id, path])."""
    database, media, port, wanted = sys.argv[1:]
    app = create_app(
        Settings(
            secret_key=SECRET,
            database=database,
            storage=f"file:{media}",
            worker_inside=False,
        )
    )
    pages: dict[str, tuple[int, str]] = json.loads(wanted)
    kept = _floors(app)
    told = {name: _page(app, kept, name, *page) for name, page in pages.items()}
    print(json.dumps(told), flush=True)
    serve(app, f"127.0.0.1:{port}")


def _floors(app: Flask) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Routes that answer from memory what `_page` keeps."""
    kept: dict[str, tuple[Any, dict[str, Any]]] = {}

    @app.get("/bench/floor/<name>")
    @guards.anyone
    def floor(name: str) -> Response:
        template, named = kept[name]
        return make_response(template.render(named))

    @app.get("/bench/file/<path:name>")
    @guards.anyone
    def file(name: str) -> Response:
        return send_file(Path(sys.argv[2], name), "image/webp")

    return kept


def _page(
    app: Flask,
    kept: dict[str, tuple[Any, dict[str, Any]]],
    name: str,
    person_id: int,
    path: str,
) -> dict[str, Any]:
    """Sign the person in, keep what their page is made of, count its questions."""
    cookie = cookie_of(app, person_id)
    asked: list[str] = []

    def keep(_app: object, template: Any, context: dict[str, Any], **_: object) -> None:  # noqa: ANN401 -- Jinja's template
        kept[name] = (template, dict(context))

    def count(*args: Any) -> None:  # noqa: ANN401 -- the event's arguments
        if not args[2].startswith(("PRAGMA", "BEGIN")):
            asked.append(args[2])

    with template_rendered.connected_to(keep, app):
        client = app.test_client(use_cookies=False)
        client.get(path, headers={"Cookie": cookie})
        for engine in app.extensions["database"].engines:
            event.listen(engine, "before_cursor_execute", count)
        answer = client.get(path, headers={"Cookie": cookie})
        for engine in app.extensions["database"].engines:
            event.remove(engine, "before_cursor_execute", count)
    return {
        "cookie": cookie,
        "path": path,
        "queries": len(asked),
        "status": answer.status_code,
        "bytes": len(answer.data),
    }


def cookie_of(app: Flask, person_id: int) -> str:
    """A cookie of a real session of that person."""
    at = clock.moment("Europe/London")
    with app.extensions["database"].unit() as db:
        token = signin.begin(db, person_id, at, way="bench", device="bench")
    signer: Any = app.session_interface
    value = signer.get_signing_serializer(app).dumps(
        {"_user_id": token, "_fresh": True, "seen": at.now.isoformat(), "_permanent": True}
    )
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


if __name__ == "__main__":
    main()
