"""`make bench`: prints a table of figures with their floors and limits, from one run.

Speeds are measured, never asserted: machines are shared and noisy, so read the ratios.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import cold, offered, pages, photos, uploads
from tests import postgres

PARTS = ("pages", "uploads", "photos", "offered", "postgres", "cold")


def main() -> None:
    """Measure what is asked for; everything by default."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--only", choices=PARTS)
    asked = parser.parse_args()
    print(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.machine()}, {platform.python_version()}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.only in {None, "pages"}:
            _pages(folder, asked.port)
        if asked.only in {None, "uploads"}:
            uploads.show(folder, asked.port + 2)
        if asked.only in {None, "photos"}:
            photos.show(folder, asked.port + 4)
        if asked.only in {None, "offered"}:
            offered.show(folder, asked.port + 5)
        if asked.only in {None, "postgres"}:
            _postgres(folder, asked.port + 6)
        if asked.only in {None, "cold"}:
            cold.show(folder, asked.port + 3)


def _pages(folder: Path, port: int) -> None:
    small = pages.measure(folder, 10_000, port)
    large = pages.measure(folder, 100_000, port + 1)
    print("\nPages (two workers; p50 at one client, answers a second at eight)")
    print(
        f"{'':24}{'items':>8}{'queries':>9}{'p50 ms':>8}{'floor':>7}"
        f"{'a second':>10}{'floor':>7}{'share':>7}"
    )
    for figure in (*small, *large):
        share = figure.a_second / figure.floor_a_second
        print(
            f"{figure.name:24}{figure.items:>8}{figure.queries:>9}{figure.ms:>8.1f}"
            f"{figure.floor_ms:>7.1f}{figure.a_second:>10.0f}{figure.floor_a_second:>7.0f}{share:>7.2f}"
        )
    print("limits: at most 8 queries, 8.0 ms, a share of at least 0.25")
    for before, after in zip(small, large, strict=True):
        print(f"{before.name:24} 100,000 / 10,000 items: {after.ms / before.ms:.2f} (limit 1.3)")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _postgres(folder: Path, port: int) -> None:
    """The pages of 10,000 items on both engines, one after the other."""
    lite = pages.measure(_made(folder / "lite"), 10_000, port)
    with postgres.server() as admin:
        large = pages.measure(folder, 10_000, port + 1, postgres.create_database(admin, "bench"))
    print("\nPostgreSQL beside SQLite (p50 at one client, 10,000 items; limit 1.5)")
    for one, other in zip(lite, large, strict=True):
        print(f"{one.name:24} {other.ms:.1f} ms / {one.ms:.1f} ms = {other.ms / one.ms:.2f}")


if __name__ == "__main__":
    main()
