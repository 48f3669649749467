"""What a browser sends of a photo: drawn anew, in parts, and again until it has come."""

from __future__ import annotations

import io
import sqlite3
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import expect

from tests.core import crafted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Route

    from tests.browser.visitors import Visitor
    from tests.schools import School

SAFE = "Your photo is safe here. It will be sent later."


@pytest.fixture
def amina(school: School, visit: Callable[..., Visitor]) -> Visitor:
    child = visit(school).become("amina")
    child.go("/make")
    expect(child.page.locator(".is-taking-photos-in")).to_have_count(1)
    return child


def chosen(child: Visitor, folder: Path, *files: tuple[str, bytes]) -> None:
    """The child picks these files."""
    for name, data in files:
        (folder / name).write_bytes(data)
    names = [str(folder / name) for name, _ in files]
    child.page.locator("input[type=file]").set_input_files(names)


def rows(child: Visitor) -> Locator:
    return child.page.locator(".photo-row")


def come(school: School) -> list[bytes]:
    """The parts of the youngest file."""
    with sqlite3.connect(f"file:{school.folder / 'space.db'}?mode=ro", uri=True) as db:
        found = db.execute(
            "SELECT data FROM upload_part WHERE upload_id = (SELECT max(id) FROM upload)"
            " ORDER BY begins"
        ).fetchall()
    db.close()
    return [row[0] for row in found]


def telling(width: int, height: int) -> bytes:
    image = crafted.scene(width, height)
    return crafted.encoded(image, exif=crafted.telling_exif(), xmp=crafted.telling_xmp())


def test_what_arrives_is_small_and_tells_of_no_place(
    school: School, amina: Visitor, tmp_path: Path
) -> None:
    held: list[Route] = []
    amina.page.route("**/photos/uploads/*/photo", lambda route: held.append(route))  # noqa: PLW0108 -- it is given a mark
    sent = telling(3000, 2000)
    assert any(secret in sent for secret in crafted.SECRETS)
    chosen(amina, tmp_path, ("a.jpg", sent))
    expect(amina.page.locator(".photo-coming p")).to_have_text("Nearly there")
    amina.page.wait_for_timeout(300)
    (arrived,) = come(school)
    assert not any(secret in arrived for secret in crafted.SECRETS)
    with Image.open(io.BytesIO(arrived)) as image:
        assert image.size == (2048, 1365)
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "comment"} & set(image.info), "a profile is the browser's own"
    held[0].continue_()
    expect(rows(amina)).to_have_count(1)


def test_all_eight_ways_to_hold_a_tablet_come_out_upright(amina: Visitor, tmp_path: Path) -> None:
    files = [(f"{one}.jpg", crafted.laid_down(one, "JPEG")) for one in crafted.LAID_DOWN]
    chosen(amina, tmp_path, *files)
    expect(rows(amina)).to_have_count(8)
    for row in rows(amina).all():
        src = row.locator("img").get_attribute("src")
        assert src is not None
        shown = amina.context.request.get(f"{amina.school.address}{src}")
        with Image.open(io.BytesIO(shown.body())) as image:
            seen = image.convert("RGB")
        assert seen.size == (300, 200)
        assert max(ImageStat.Stat(ImageChops.difference(seen, crafted.scene())).mean) < 8


def test_what_it_cannot_draw_goes_as_it_is_in_parts(
    school: School, amina: Visitor, tmp_path: Path
) -> None:
    noise = Image.effect_noise((1400, 1400), 90).convert("RGB")
    heic = crafted.encoded(noise, "HEIF", quality=90)
    assert len(heic) > 1_000_000
    held: list[Route] = []
    amina.page.route("**/photos/uploads/*/photo", lambda route: held.append(route))  # noqa: PLW0108 -- it is given a mark
    chosen(amina, tmp_path, ("a.heic", heic))
    expect(amina.page.locator(".photo-coming p")).to_have_text("Nearly there")
    amina.page.wait_for_timeout(300)
    parts = come(school)
    assert len(parts) == -(-len(heic) // 1_000_000)
    assert b"".join(parts) == heic
    held[0].continue_()
    expect(rows(amina)).to_have_count(1)


def test_a_lost_network_keeps_it_and_goes_on_by_itself(amina: Visitor, tmp_path: Path) -> None:
    amina.page.route("**/photos/uploads/*/parts", lambda route: route.abort())
    chosen(amina, tmp_path, ("a.jpg", telling(300, 200)))
    expect(amina.page.locator(".photo-coming p")).to_have_text(SAFE)
    expect(rows(amina)).to_have_count(0)
    amina.page.unroute("**/photos/uploads/*/parts")
    expect(rows(amina)).to_have_count(1)
    expect(amina.page.locator(".photo-coming")).to_have_count(0)
    amina.faults.clear()  # the browser's own lines about the network that was taken away


def test_an_answer_that_was_lost_makes_no_second_photo(
    school: School, amina: Visitor, tmp_path: Path
) -> None:
    """The server has made the photo; its answer does not come back."""
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route)
            assert route.fetch().status == 201
            route.abort()
        else:
            route.continue_()

    before = photos(school)
    amina.page.route("**/photos/uploads/*/photo", lose)
    chosen(amina, tmp_path, ("a.jpg", telling(300, 200)))
    expect(rows(amina)).to_have_count(1)
    assert len(lost) == 1
    assert photos(school) == before + 1
    amina.faults.clear()


def photos(school: School) -> int:
    with sqlite3.connect(f"file:{school.folder / 'space.db'}?mode=ro", uri=True) as db:
        found: int = db.execute("SELECT count(*) FROM photo").fetchone()[0]
    db.close()
    return found


def test_two_go_side_by_side_and_stand_in_the_order_of_choosing(
    amina: Visitor, tmp_path: Path
) -> None:
    held: list[Route] = []
    amina.page.route(
        "**/photos/uploads/*/photo",
        lambda route: held.append(route) if len(held) < 2 else route.continue_(),
    )
    sides = (100, 110, 120)
    files = [(f"{side}.jpg", crafted.encoded(crafted.scene(side, 80))) for side in sides]
    chosen(amina, tmp_path, *files)
    expect(amina.page.locator(".photo-coming progress")).to_have_count(3)
    expect(amina.page.locator(".photo-coming p", has_text="Nearly there")).to_have_count(2)
    expect(amina.page.locator(".photo-coming p").last).to_have_text("Photo 3 of 3 is on its way")
    amina.page.wait_for_timeout(300)
    assert len(held) == 2
    for route in reversed(held):
        route.continue_()
        amina.page.wait_for_timeout(500)
    expect(rows(amina)).to_have_count(3)
    widths = "(all) => all.map((one) => one.naturalWidth)"
    amina.page.wait_for_function(
        "() => [...document.querySelectorAll('.photo-row img')].every((one) => one.naturalWidth)"
    )
    assert amina.page.locator(".photo-row img").evaluate_all(widths) == list(sides)
