"""Camera files as they are, over HTTP: taken or refused in words, and nothing but pixels comes out.

They lie beside the project and are skipped by name where they are not. What cameras write and none
of them shows is made here: 16 bits of colour, pages, 48 megapixels.
"""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat
from werkzeug.datastructures import FileStorage

from portfolio.core import decoder
from portfolio.core.decoding import COMMAND, ENVIRONMENT
from portfolio.core.pictures import RenditionName
from tests.core import crafted
from tests.core.test_pictures import CAMERA_WORDS, REFUSED_OF_SHARED, SHARED, SHARED_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

MEGABYTE = 1_000_000


@pytest.mark.parametrize("name", SHARED_NAMES)
def test_a_cameras_file_is_taken_or_refused_in_words(
    cast: Cast, client_of: ClientOf, name: str
) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"{name} is not here")
    child = client_of(cast.owner)
    with (SHARED / name).open("rb") as file:
        answer = child.send("/photos", photo=FileStorage(file, "a.jpg"))
    if answer.status_code == 422:
        assert name in REFUSED_OF_SHARED or name.startswith("broken/")
        assert answer.get_json()["sentence"].startswith("This")
        return
    assert answer.status_code == 201
    assert name not in REFUSED_OF_SHARED
    if name.startswith("orientation/"):
        assert (answer.get_json()["width"], answer.get_json()["height"]) == (600, 450)
    for rendition in RenditionName:
        fetched = child.get(f"/photos/{answer.get_json()['id']}/{rendition}").data
        assert fetched
        assert not [word for word in CAMERA_WORDS if word in fetched]


# ---------------------------------------------------------------- what none of them shows


def sixteen_bits() -> bytes:
    """The scene as a PNG of 16 bits a colour."""
    image = crafted.scene()
    header = struct.pack(">IIBBBBB", image.width, image.height, 16, 2, 0, 0, 0)
    pixels = image.tobytes()
    rows = [pixels[at : at + image.width * 3] for at in range(0, len(pixels), image.width * 3)]
    wide = b"".join(b"\0" + b"".join(bytes((level, 0)) for level in row) for row in rows)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(wide)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(crafted.png_chunk(*part) for part in parts)


def several(kind: str) -> bytes:
    """The scene, then two other pictures, as frames or pages."""
    later = [Image.new("RGB", (300, 200), colour) for colour in ("black", "white")]
    return crafted.encoded(crafted.scene(), kind, save_all=True, append_images=later)


FILES: dict[str, Callable[[], bytes]] = {
    "16 bits a colour": sixteen_bits,
    "pages of a HEIC": lambda: several("HEIF"),
    "frames of a PNG": lambda: several("PNG"),
    "frames of a WebP": lambda: several("WEBP"),
    "pages of a JPEG": lambda: several("MPO"),
    "grey": lambda: crafted.encoded(crafted.scene().convert("L")),
    "inks": lambda: crafted.encoded(crafted.scene().convert("CMYK")),
    "clear": lambda: crafted.encoded(crafted.scene().convert("RGBA"), "PNG"),
}


@pytest.mark.parametrize("name", FILES)
def test_each_way_to_write_a_picture_is_shown(cast: Cast, client_of: ClientOf, name: str) -> None:
    child = client_of(cast.owner)
    answer = child.send("/photos", photo=FileStorage(io.BytesIO(FILES[name]()), "a.jpg"))
    assert answer.status_code == 201
    data = child.get(f"/photos/{answer.get_json()['id']}/{RenditionName.LARGE}").data
    with Image.open(io.BytesIO(data)) as image:
        shown = image.convert("RGB")
    expected = crafted.scene().convert("L") if name == "grey" else crafted.scene()
    apart = ImageChops.difference(shown, expected.convert("RGB"))
    assert max(ImageStat.Stat(apart).mean) < 8


def peak(data: bytes) -> int:
    """The most bytes that the process held which read this photo, the program's own among them."""
    with subprocess.Popen(
        COMMAND, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert decoder.read_head(program.stdout) == decoder.READY
        job = {"size": len(data), "patch": None, "memory": 400 * MEGABYTE, "seconds": 60}
        limits = {"max_bytes": len(data), "max_pixels": 60_000_000}
        decoder.write_frame(program.stdin, {**job, **limits}, [data])
        told = decoder.read_head(program.stdout)
        program.kill()
    assert told is not None
    assert told["width"] == 2048
    return int(told["peak"])


def test_48_megapixels_are_read_in_200_megabytes() -> None:
    grain = Image.effect_noise((800, 600), 60).convert("RGB").resize((8000, 6000))
    assert peak(crafted.encoded(grain, quality=90)) < 200 * MEGABYTE
