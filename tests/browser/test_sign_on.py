"""The pages of the school's own sign-on, read by machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import looking
from tests.schools import School
from tests.sign_on_provider import CLIENT, Provider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.visitors import Visitor


def test_each_page_of_the_sign_on(tmp_path: Path, visit: Callable[..., Visitor]) -> None:
    with Provider.served() as provider:
        settings = {
            "ADDRESS": "http://127.0.0.1",
            "OIDC_ISSUER": provider.issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": "a secret of the two",
            "OIDC_NAME": "Rowan Accounts",
        }
        school = School(tmp_path, demo=False, settings=settings)
        school.start()
        nobody = visit(school)
        faults = []
        provider.says = {"issuer": "another"}
        pages = {"/staff": 200, "/staff/sign-on": 503, "/staff/sign-on/back": 422}
        for path, status in pages.items():
            assert nobody.go(path) == status
            faults += [f"{path} {one}" for one in looking.faults(nobody.page)]
        nobody.faults.clear()  # 503 is what was asked for
        provider.says = {}
        begin = f"{school.address}/staff/sign-on"
        there = nobody.context.request.get(begin, max_redirects=0, max_retries=2).headers[
            "location"
        ]
        state = there.split("state=")[1].split("&")[0]
        assert nobody.go(f"/staff/sign-on/back?code=c&state={state}") == 200
        nobody.heading("Nearly there")
        faults += [f"back {one}" for one in looking.faults(nobody.page)]
        school.stop()
    assert not faults, "\n".join(faults)
