"""The first view of the feed in a browser with an empty cache: bytes, requests, hosts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from bench.pages import wait
from bench.server import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VIEW = {"width": 1024, "height": 768}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def show(folder: Path, port: int) -> None:
    """Serve the demonstration school and open Amina's mother's feed once."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("\nCold view: not measured, no Chromium here (make browser)")
        return
    env = {**os.environ, "VAR": str(folder / "demo"), "DEMO": "1", "SECRET_KEY": SECRET}
    (folder / "demo").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as server:
        try:
            wait(port, tries=600)
            _measure(browser, f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def _measure(browser: str, site: str) -> None:
    for name in ("Mum", "Mr"):
        seen = list(_first_view(browser, site, name))
        total = sum(size for _, size in seen)
        hosts = {urlsplit(url).netloc for url, _ in seen} - {urlsplit(site).netloc, ""}
        print(
            f"\nCold first view of the feed as “{name}…” at 1024×768: {total / 1000:.0f} kB "
            f"(limit 300), {len(seen)} requests (limit 20), {len(hosts)} other hosts (limit 0)"
        )


def _first_view(browser: str, site: str, name: str) -> Iterator[tuple[str, int]]:
    """Sign in as the first person of that name; the feed in a fresh browser with that cookie."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-background-networking"]
        )
        first = chromium.new_context(viewport=VIEW)  # type: ignore[arg-type]  # a TypedDict by another name
        page = first.new_page()
        page.goto(f"{site}/demo")
        page.get_by_role("button", name=name).first.click()
        cookies: Any = first.cookies()
        second = chromium.new_context(viewport=VIEW)  # type: ignore[arg-type]  # the same
        second.add_cookies(cookies)
        page = second.new_page()
        answers: list[Any] = []
        page.on("requestfinished", lambda one: answers.append(one))  # noqa: PLW0108 -- it takes no builtin
        page.goto(f"{site}/shared", wait_until="networkidle")
        for one in answers:
            sizes = one.sizes()
            yield one.url, sizes["responseBodySize"] + sizes["responseHeadersSize"]
        chromium.close()
