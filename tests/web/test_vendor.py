"""The third-party files are those that were published: hashed again against the record."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
RECORD: list[dict[str, Any]] = json.loads(
    (STATIC / "vendor/vendor.json").read_text(encoding="utf-8")
)
FILES = {name: sha256 for package in RECORD for name, sha256 in package["files"].items()}
OPEN = {"OFL-1.1", "ISC", "MIT", "Apache-2.0", "(MPL-2.0 OR Apache-2.0)", "MIT AND OFL-1.1"}


@pytest.mark.parametrize("name", FILES)
def test_file_is_the_one_recorded(name: str) -> None:
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == FILES[name]


def test_nothing_lies_beside_the_record() -> None:
    found = {
        path.relative_to(STATIC).as_posix()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file()
    }
    assert found - {"vendor/vendor.json"} == {name for name in FILES if name.startswith("vendor/")}


@pytest.mark.parametrize("package", RECORD, ids=lambda package: package["name"])
def test_package_has_version_licence_and_integrity(package: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["licence"] in OPEN
    assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package["integrity"])
    assert any(name.endswith("LICENSE") for name in package["files"])


def test_record_names_no_host() -> None:
    assert "://" not in (STATIC / "vendor/vendor.json").read_text(encoding="utf-8")


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (STATIC / "icons/sprite.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set()
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"\b(?:icon|draw_icon)\('([a-z0-9-]+)'\)", text))
        named |= set(re.findall(r"\bicon='([a-z0-9-]+)'", text))
    assert "check" in named
    assert named <= there
