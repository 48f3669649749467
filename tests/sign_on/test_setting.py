"""The settings of the school's own sign-on: all or none, and a wrong one stops the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.settings import SIGN_ON, SettingError, Settings

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "SECRET_KEY": "q7Zp2mX9-random-enough-for-a-test-4Kd",
    "ADDRESS": "https://space.school.example",
    "OIDC_ISSUER": "https://accounts.google.com",
    "OIDC_CLIENT_ID": "third-space",
    "OIDC_CLIENT_SECRET": "a secret of the two",
    "OIDC_NAME": "Google",
}


def read(tmp_path: Path, **env: str) -> Settings:
    """The settings of a school with a sign-on, some of them otherwise."""
    return Settings.from_env({"VAR": str(tmp_path), **GOOD, **env})


def test_all_of_them_are_read_and_the_secret_is_not_shown(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.oidc_issuer == "https://accounts.google.com"
    assert (found.oidc_client_id, found.oidc_name) == ("third-space", "Google")
    assert found.oidc_client_secret == GOOD["OIDC_CLIENT_SECRET"]
    assert GOOD["OIDC_CLIENT_SECRET"] not in repr(found)
    assert read(tmp_path, **dict.fromkeys(SIGN_ON, "")).oidc_issuer == ""


def test_the_secret_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("of a file\n", encoding="utf-8")
    found = read(tmp_path, OIDC_CLIENT_SECRET="", OIDC_CLIENT_SECRET_FILE=str(file))
    assert found.oidc_client_secret == "of a file"


@pytest.mark.parametrize("name", SIGN_ON)
def test_one_that_is_missing_stops_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingError, match=f"{name} is missing"):
        read(tmp_path, **{name: " "})


def test_without_an_address_there_is_no_way_back(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="ADDRESS is missing"):
        read(tmp_path, ADDRESS="")


@pytest.mark.parametrize(
    "issuer",
    [
        "accounts.google.com",
        "http://accounts.google.com",
        "https://",
        "https:///path",
        "https://accounts.google.com/?x=1",
        "https://accounts.google.com/#x",
        "https://user@accounts.google.com",
        "https://[accounts",
        "https://accounts.google.com:port",
        "https://accounts google.com",
        "file:///etc/passwd",
    ],
)
def test_an_issuer_that_is_none_stops_the_start(tmp_path: Path, issuer: str) -> None:
    with pytest.raises(SettingError, match="OIDC_ISSUER must be an https:// address"):
        read(tmp_path, OIDC_ISSUER=issuer)


def test_on_this_machine_it_may_be_tried_in_the_open(tmp_path: Path) -> None:
    assert read(tmp_path, OIDC_ISSUER="http://127.0.0.1:9400").oidc_issuer
    assert read(tmp_path, OIDC_ISSUER="http://localhost:9400").oidc_issuer
