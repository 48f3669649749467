"""Every route, its methods and its guard, as a list that somebody has looked at (T04).

`tests/routes.txt` is that list. Where it differs from the application this says how; after looking
at the difference, `python -m tests.test_routes` writes it anew.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response

from portfolio import create_app
from portfolio.core import schema
from portfolio.core.database import Database
from portfolio.models.enums import PersonKind
from portfolio.web import guards
from portfolio.web.guards import Guard, GuardedFlask
from portfolio.web.here import Me
from tests.conftest import settings_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

LISTED = Path(__file__).with_name("routes.txt")


def lines_of(app: Flask) -> list[str]:
    """One line a route and method: guard, method, address."""
    guard = {name: getattr(view, "guard", "none") for name, view in app.view_functions.items()}
    return sorted(
        f"{guard[rule.endpoint]:<18}{method:<5}{rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def every_route(folder: Path) -> list[str]:
    """The routes of an application with all its rooms, those of the demonstration too."""
    database = Database(f"sqlite:///{folder / 'routes.db'}", pool_size=1)
    schema.upgrade(database)
    settings = settings_for(database, folder, demo=True)
    found = lines_of(create_app(settings))
    database.close()
    return found


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_t04_the_routes_are_the_reviewed_ones(tmp_path: Path) -> None:
    listed = LISTED.read_text(encoding="utf-8").splitlines()
    found = every_route(tmp_path)
    assert sorted(set(found) - set(listed)) == [], "new: look, then python -m tests.test_routes"
    assert sorted(set(listed) - set(found)) == [], "gone: look, then python -m tests.test_routes"


def test_t04_a_route_without_a_guard_is_refused() -> None:
    app = GuardedFlask(__name__, static_folder=None)

    def bare() -> Response:
        return Response("open")

    with pytest.raises(TypeError, match="declares no guard"):
        app.add_url_rule("/bare", view_func=bare)
    with pytest.raises(TypeError, match="declares no guard"):
        app.get("/decorated")(bare)
    bare.guard = "anyone"  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="declares no guard"):
        app.add_url_rule("/a-word-is-no-guard", view_func=bare)
    app.add_url_rule("/guarded", view_func=guards.anyone(bare))
    assert [rule.rule for rule in app.url_map.iter_rules()] == ["/guarded"]


def test_t04_no_route_takes_a_method_that_it_did_not_ask_for(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}), f"{rule.rule} takes {methods}"


ADMITTED: dict[Guard, set[str]] = {
    Guard.PERSON: {"owner", "gran", "teacher", "club_leader", "office", "lead"},
    Guard.PUPIL: {"owner"},
    Guard.FAMILY: {"gran"},
    Guard.ADULT: {"gran", "teacher", "club_leader", "office", "lead"},
    Guard.STAFF: {"teacher", "club_leader", "office", "lead"},
    Guard.TEACHER: {"teacher", "club_leader"},
    Guard.OFFICE: {"office"},
    Guard.OFFICE_OR_TEACHER: {"teacher", "club_leader", "office"},
    Guard.OFFICE_OR_LEAD: {"office", "lead"},
    Guard.LEAD: {"lead"},
}


def test_each_guard_admits_its_own_and_nobody_else() -> None:
    assert set(guards.ALLOWS) == set(ADMITTED) == set(Guard) - {Guard.ANYONE}
    people = {
        "owner": _me(PersonKind.PUPIL),
        "gran": _me(PersonKind.FAMILY),
        "teacher": _me(PersonKind.STAFF, teaches=True),
        "club_leader": _me(PersonKind.STAFF, teaches=True),
        "office": _me(PersonKind.STAFF, is_office=True),
        "lead": _me(PersonKind.STAFF, is_safety_lead=True),
    }
    for guard, admitted in ADMITTED.items():
        found = {role for role, me in people.items() if guards.ALLOWS[guard](me)}
        assert found == admitted, guard


def test_a_duty_without_being_staff_opens_nothing() -> None:
    for kind in (PersonKind.PUPIL, PersonKind.FAMILY):
        odd = _me(kind, teaches=True, is_office=True, is_safety_lead=True)
        for guard in (
            Guard.STAFF,
            Guard.TEACHER,
            Guard.OFFICE,
            Guard.OFFICE_OR_TEACHER,
            Guard.OFFICE_OR_LEAD,
            Guard.LEAD,
        ):
            assert not guards.ALLOWS[guard](odd)


def test_whoever_may_not_come_gets_the_page_of_what_is_not_there(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    for role, address in (
        ("gran", "/space"),
        ("owner", "/to-check"),
        ("teacher", "/office"),
        ("office", "/for-me"),
    ):
        client = client_of(getattr(cast.oak, role))
        refused, nowhere = client.get(address), client.get("/no-such-page")
        assert refused.status_code == nowhere.status_code == 404
        assert refused.data == nowhere.data


def _me(
    kind: PersonKind,
    *,
    teaches: bool = False,
    is_office: bool = False,
    is_safety_lead: bool = False,
) -> Me:
    me = Me(1, "a" * 16, kind, "Ada", "", "", "sky", 1)
    return replace(me, teaches=teaches, is_office=is_office, is_safety_lead=is_safety_lead)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        LISTED.write_text("\n".join(every_route(Path(home))) + "\n", encoding="utf-8")
