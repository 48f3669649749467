"""A photo is read by its content, comes out upright and clean, or is refused in a known word.

Promises T53 (what is no picture), T54 (bombs and broken files), T56 (no metadata anywhere).
The real camera files lie beside the project and are skipped by name where they are not.
"""

from __future__ import annotations

import base64
import functools
import io
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat

from portfolio.core.pictures import (
    DamagedError,
    Limits,
    NotAPictureError,
    Picture,
    PictureError,
    RenditionName,
    TooBigError,
    TooManyPixelsError,
    read_picture,
)
from tests.core import crafted

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "photos"
REFUSED_OF_SHARED = {"odd/scan.tiff"}
SHARED_NAMES = sorted(
    str(path.relative_to(SHARED)) for path in SHARED.glob("*/*") if path.is_file()
) or ["(folder ../shared/photos)"]
CAMERA_WORDS = (
    b"Apple", b"iPhone", b"NIKON", b"Nikon", b"COOLPIX", b"Nokia", b"Canon", b"SONY", b"FUJIFILM",
    b"Adobe", b"Photoshop", b"Exif\x00", b"xmpmeta", b"ICC_PROFILE", b"MAKERNOTE", b"Lavc",
)  # fmt: skip

# As pictures.py itself asks for; pytest sets the filters anew for each test.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


def read(data: bytes, limits: Limits | None = None) -> Picture:
    return read_picture(io.BytesIO(data), limits or Limits())


@functools.cache
def read_shared(name: str) -> Picture:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not here")
    with path.open("rb") as file:
        return read_picture(file, Limits())


def shown(picture: Picture, name: RenditionName = RenditionName.MEDIUM) -> Image.Image:
    data = next(rendition.data for rendition in picture.renditions if rendition.name is name)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures of the same size, 0 to 255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


# ---------------------------------------------------------------- what comes out


def test_each_photo_becomes_three_webp_and_a_jpeg() -> None:
    picture = read(crafted.encoded(crafted.scene(2400, 1600)))
    assert (picture.width, picture.height) == (2048, 1365)
    assert [(r.name, r.width, r.height, r.name.media_type) for r in picture.renditions] == [
        ("320", 320, 213, "image/webp"),
        ("960", 960, 640, "image/webp"),
        ("2048", 2048, 1365, "image/webp"),
        ("960-jpeg", 960, 640, "image/jpeg"),
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_all_four_formats_look_like_what_was_photographed(kind: str) -> None:
    picture = read(crafted.encoded(crafted.scene(), kind))
    for rendition in picture.renditions:
        with Image.open(io.BytesIO(rendition.data)) as image:
            assert image.size == (rendition.width, rendition.height)
            assert image.get_format_mimetype() == rendition.name.media_type
        assert difference(shown(picture, rendition.name), crafted.scene()) < 4


def test_a_small_photo_is_not_enlarged() -> None:
    picture = read(crafted.encoded(crafted.scene(100, 50)))
    assert {(r.width, r.height) for r in picture.renditions} == {(100, 50)}
    assert [r.name for r in picture.renditions] == list(RenditionName)


@pytest.mark.parametrize("size", [(1, 1), (5000, 1), (1, 5000), (4097, 31), (4096, 31)])
def test_odd_shapes_keep_at_least_a_pixel_and_at_most_2048(size: tuple[int, int]) -> None:
    for kind in ("JPEG", "PNG"):
        picture = read(crafted.encoded(Image.new("RGB", size), kind))
        assert max(picture.width, picture.height) == min(2048, max(size))
        assert min(picture.width, picture.height) >= 1
        assert picture.thumbhash


def test_renditions_are_named_for_the_storage() -> None:
    names = [name.file_name for name in RenditionName]
    assert names == ["320.webp", "960.webp", "2048.webp", "960.jpg"]


def test_the_thumbhash_holds_the_average_colour() -> None:
    code = base64.b64decode(read(crafted.encoded(Image.new("RGB", (90, 60), "white"))).thumbhash)
    assert 5 <= len(code) <= 25
    assert code[0] & 63 == 63  # the first six bits are the lightness
    dark = base64.b64decode(read(crafted.encoded(Image.new("RGB", (90, 60), "black"))).thumbhash)
    assert dark[0] & 63 == 0


def test_the_file_is_left_open_and_read_from_its_start() -> None:
    file = io.BytesIO(crafted.encoded(crafted.scene()))
    file.seek(77)
    assert read_picture(file, Limits()) == read_picture(file, Limits())
    assert not file.closed


# ---------------------------------------------------------------- upright


@pytest.mark.parametrize("orientation", list(crafted.LAID_DOWN))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_orientation_comes_out_upright(kind: str, orientation: int) -> None:
    picture = read(crafted.laid_down(orientation, kind))
    assert difference(shown(picture), crafted.scene()) < 6


@pytest.mark.parametrize("number", range(1, 9))
def test_the_same_landscape_held_eight_ways_looks_alike(number: int) -> None:
    picture = read_shared(f"orientation/landscape-{number}.jpg")
    assert (picture.width, picture.height) == (600, 450)
    assert difference(shown(picture), shown(read_shared("orientation/landscape-1.jpg"))) < 10


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert difference(shown(read(crafted.encoded(crafted.scene(), exif=exif))), crafted.scene()) < 4


def test_broken_exif_does_not_cost_the_photo() -> None:
    for exif in (b"Exif\x00\x00MM\x00*\xff\xff\xff\xff", b"Exif\x00\x00nonsense", b"Exif\x00\x00"):
        picture = read(crafted.encoded(crafted.scene(), exif=exif))
        assert difference(shown(picture), crafted.scene()) < 4


# ---------------------------------------------------------------- colours


def test_display_p3_is_moved_to_srgb() -> None:
    flat = Image.new("RGB", (64, 64), (200, 100, 100))
    picture = read(crafted.encoded(flat, "PNG", icc_profile=crafted.display_p3()))
    # By the book: P3's linear light times its matrix to sRGB. Unmoved it would stay 200, 100, 100.
    for found, expected in zip(ImageStat.Stat(shown(picture)).mean, (215, 93, 97), strict=True):
        assert abs(found - expected) < 4


def test_a_profile_that_does_not_fit_is_passed_over() -> None:
    grey = crafted.scene().convert("L")
    for profile in (b"nonsense", crafted.display_p3()[:200], crafted.display_p3()):
        picture = read(crafted.encoded(grey, "PNG", icc_profile=profile))
        assert difference(shown(picture), grey.convert("RGB")) < 4


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("L", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")],
)
def test_each_way_to_write_colours_is_understood(mode: str, kind: str) -> None:
    image = crafted.scene().convert(mode)
    picture = read(crafted.encoded(image, kind))
    assert difference(shown(picture), image.convert("RGB")) < 6


def test_a_palette_is_understood() -> None:
    image = crafted.scene().quantize(8)
    assert image.mode == "P"
    assert difference(shown(read(crafted.encoded(image, "PNG"))), crafted.scene()) < 4


def test_black_and_white_is_understood() -> None:
    image = Image.new("1", (60, 40), 1)
    image.paste(0, (0, 0, 30, 40))
    small = shown(read(crafted.encoded(image, "PNG")))
    assert small.getpixel((5, 20)) == (0, 0, 0)
    assert small.getpixel((55, 20)) == (255, 255, 255)


def test_sixteen_bits_of_grey_keep_their_middle() -> None:
    row = bytes(number for x in range(256) for number in (0, x))
    ramp = Image.frombytes("I;16", (256, 8), row * 8)
    small = shown(read(crafted.encoded(ramp, "PNG")))
    for x in (20, 128, 230):
        pixel = small.getpixel((x, 4))
        assert isinstance(pixel, tuple)
        assert abs(pixel[0] - x) < 8


@pytest.mark.parametrize("side", [60, 3500])
def test_what_is_clear_becomes_white(side: int) -> None:
    clear = Image.new("RGBA", (side, 40), (0, 0, 0, 0))
    clear.paste((*crafted.RED, 255), (0, 0, side // 2, 40))
    palette = Image.new("P", (side, 40), 1)
    palette.putpalette([*crafted.RED, 0, 0, 0])
    palette.paste(0, (0, 0, side // 2, 40))
    for data in (
        crafted.encoded(clear, "PNG"),
        crafted.encoded(clear, "WEBP", lossless=True),
        crafted.encoded(palette, "PNG", transparency=1),
    ):
        large = shown(read(data), RenditionName.LARGE)
        left, right = large.getpixel((5, 9)), large.getpixel((large.width - 5, 9))
        assert right == (255, 255, 255)
        assert isinstance(left, tuple)
        assert max(abs(a - b) for a, b in zip(left, crafted.RED, strict=True)) < 8


def test_one_colour_that_stands_for_clear_becomes_white() -> None:
    image = Image.new("RGB", (60, 40), (1, 2, 3))
    picture = read(crafted.encoded(image, "PNG", transparency=(1, 2, 3)))
    assert shown(picture).getpixel((30, 20)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_is_shown(kind: str) -> None:
    later = [Image.new("RGB", (300, 200), colour) for colour in ("black", "white")]
    picture = read(crafted.encoded(crafted.scene(), kind, save_all=True, append_images=later))
    assert difference(shown(picture), crafted.scene()) < 6


# ---------------------------------------------------------------- T53: by content, never by name


NO_PICTURES = {
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "with-xml-head.jpg": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "page.jpg": b"<!doctype html><script>alert(1)</script>",
    "paper.jpeg": b"%PDF-1.7\n" + crafted.encoded(crafted.scene()),
    "gif-and-archive.jpg": crafted.encoded(crafted.scene(), "GIF") + crafted.archive(),
    "moving.gif": crafted.encoded(crafted.scene(), "GIF"),
    "scan.tiff": crafted.encoded(crafted.scene(), "TIFF"),
    "old.bmp": crafted.encoded(crafted.scene(), "BMP"),
    "icon.ico": crafted.encoded(crafted.scene(), "ICO"),
    "print.eps": crafted.encoded(crafted.scene(), "EPS"),
    "new.avif": crafted.encoded(crafted.scene(), "AVIF"),
    "cinema.jp2": crafted.encoded(crafted.scene(), "JPEG2000"),
    "film.heic": b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42",
    "sound.webp": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "archive.png": crafted.archive(),
    "program.png": b"MZ" + bytes(500),
    "indented.png": b"\n" + crafted.encoded(crafted.scene(), "PNG"),
    "empty.jpg": b"",
    "two-bytes.jpg": b"\xff\xd8",
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_refused_whatever_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(NO_PICTURES[name])
    with (tmp_path / name).open("rb") as file, pytest.raises(NotAPictureError):
        read_picture(file, Limits())


@pytest.mark.parametrize("name", ["photo.html", "photo.svg", "photo.exe", "photo"])
def test_a_photo_is_a_photo_whatever_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(crafted.encoded(crafted.scene()))
    with (tmp_path / name).open("rb") as file:
        assert read_picture(file, Limits()).width == 300


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_hides_behind_a_photo_is_left_behind(kind: str) -> None:
    page = b"<script>alert(document.cookie)</script>"
    hidden = crafted.encoded(crafted.scene(), kind) + page + crafted.archive()
    for rendition in read(hidden).renditions:
        assert page not in rendition.data
        assert b"PK\x03\x04" not in rendition.data
        assert b"Evil.class" not in rendition.data


def test_a_page_inside_a_comment_is_left_behind() -> None:
    data = crafted.encoded(crafted.scene(), comment=b"*/--><script>alert(1)</script>")
    assert b"<script>" in data
    assert all(b"<script>" not in rendition.data for rendition in read(data).renditions)


# ---------------------------------------------------------------- T54: bombs and broken files


def test_one_byte_too_many_is_refused() -> None:
    data = crafted.encoded(crafted.scene())
    read(data, Limits(max_bytes=len(data)))
    with pytest.raises(TooBigError):
        read(data, Limits(max_bytes=len(data) - 1))


@pytest.mark.parametrize(("kind", "copies"), [("JPEG", 1), ("PNG", 1), ("HEIF", 1), ("WEBP", 3)])
def test_one_pixel_too_many_is_refused(kind: str, copies: int) -> None:
    data = crafted.encoded(crafted.scene(300, 200), kind)
    read(data, Limits(max_pixels=60_000 * copies))
    with pytest.raises(TooManyPixelsError):
        read(data, Limits(max_pixels=60_000 * copies - 1))


def test_a_line_longer_than_any_photo_is_refused() -> None:
    with pytest.raises(TooManyPixelsError):
        read(crafted.encoded(Image.new("L", (65_536, 1)), "PNG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_refused(kind: str, part: float) -> None:
    data = crafted.encoded(crafted.scene(), kind)
    with pytest.raises(DamagedError):
        read(data[: int(len(data) * part)])


def test_an_ordinary_progressive_photo_is_no_bomb() -> None:
    assert read(crafted.encoded(crafted.scene(), progressive=True)).width == 300
    with pytest.raises(DamagedError):
        read(crafted.jpeg_with_scans(40))


def bombs() -> Iterator[tuple[str, bytes, str]]:
    """Name, content, and the error it must end in (or how it must be accepted)."""
    yield "50,000 x 50,000 PNG", crafted.png_of(50_000, 50_000), "TooManyPixelsError"
    yield "a line of 60 million", crafted.png_of(60_000_000, 1), "TooManyPixelsError"
    yield "PNG that ends early", crafted.png_of(7_700, 7_700), "DamagedError"
    yield "PNG with texts of 3 GB", crafted.png_with_text_bomb(), "DamagedError"
    yield "65,500 x 65,500 JPEG", crafted.jpeg_of(65_500, 65_500), "TooManyPixelsError"
    yield "JPEG that ends early", crafted.jpeg_of(7_700, 7_700)[:-2], "DamagedError"
    yield "JPEG that is mostly promised", crafted.jpeg_of(7_700, 7_700), "2048"
    yield "JPEG of 100,000 scans", crafted.jpeg_with_scans(100_000), "DamagedError"
    yield "16,383 x 16,383 WebP", crafted.webp_of(16_383, 16_383), "TooManyPixelsError"
    yield "10,000-frame GIF", crafted.gif_of_frames(10_000), "NotAPictureError"
    yield "10,000-frame WebP", crafted.webp_of_frames(10_000), "64"
    yield "a good photo afterwards", crafted.encoded(crafted.scene()), "300"


# Reads the files named on its command line with at most 300 MB beyond what it has after importing.
BOMB_SQUAD = """
import json, resource, sys, time
from portfolio.core.pictures import Limits, PictureError, read_picture
with open("/proc/self/statm") as statm:
    base = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (base + 300 * 1024**2,) * 2)
for path in sys.argv[1:]:
    start = time.process_time()
    with open(path, "rb") as file:
        try:
            end = str(read_picture(file, Limits()).width)
        except PictureError as error:
            end = type(error).__name__
    print(json.dumps([end, time.process_time() - start]))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
def test_bombs_are_refused_in_300_mb_and_2_s_and_the_worker_lives(tmp_path: Path) -> None:
    cases = list(bombs())
    paths = [tmp_path / str(number) for number in range(len(cases))]
    for path, (_, data, _) in zip(paths, cases, strict=True):
        assert len(data) <= Limits().max_bytes
        path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", BOMB_SQUAD, *map(str, paths)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    ends = [json.loads(line) for line in done.stdout.splitlines()]
    assert {case[0]: end for case, (end, _) in zip(cases, ends, strict=True)} == {
        name: expected for name, _, expected in cases
    }
    assert max(seconds for _, seconds in ends) < 2


def seeds() -> dict[str, bytes]:
    small = crafted.scene(96, 72)
    exif, profile = crafted.telling_exif(), crafted.display_p3()
    return {
        "jpeg": crafted.encoded(small, exif=exif, icc_profile=profile),
        "progressive": crafted.encoded(small, progressive=True),
        "png": crafted.encoded(small.convert("RGBA"), "PNG", exif=exif, icc_profile=profile),
        "webp": crafted.encoded(small, "WEBP", exif=exif, icc_profile=profile),
        "heic": crafted.encoded(small, "HEIF", exif=exif),
    }


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """A copy that ends early, or with some bytes changed, more of them near its start."""
    if chance.random() < 0.25:
        return data[: chance.randrange(len(data))]
    spoilt = bytearray(data)
    reach = len(data) if chance.random() < 0.5 else min(400, len(data))
    for _ in range(chance.randrange(1, 12)):
        spoilt[chance.randrange(reach)] = chance.randrange(256)
    return bytes(spoilt)


@pytest.mark.parametrize("name", ["jpeg", "progressive", "png", "webp", "heic"])
def test_spoiled_bytes_give_a_picture_or_a_picture_error(name: str) -> None:
    chance, refused = random.Random(name), 0
    data = seeds()[name]
    for _ in range(60):
        try:
            assert len(read(spoiled(data, chance)).renditions) == 4
        except PictureError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("error", [MemoryError(), OSError("x"), RuntimeError("x"), KeyError("x")])
def test_whatever_a_decoder_raises_is_named_in_our_words(error: Exception) -> None:
    class Falling(io.BytesIO):
        """A file that reads its first bytes and then fails, as a disk or a decoder may."""

        def read(self, size: int | None = -1, /) -> bytes:
            if size == 12:
                return super().read(size)
            raise error

    expected = TooManyPixelsError if isinstance(error, MemoryError) else DamagedError
    with pytest.raises(expected):
        read_picture(Falling(crafted.encoded(crafted.scene())), Limits())
