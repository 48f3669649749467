"""A photo as it came in becomes four small pictures that carry nothing but their pixels.

Decodes by content, turns upright, brings colours to sRGB, and encodes anew. It never looks at a
file's name, never keeps the file, and never passes on a byte of it: what leaves is drawn on a new
image, so no position, camera, profile, comment or trailing archive can come along.
Whatever is wrong with the file, only a PictureError comes out.

What people send is read in a process of its own (decoding.py): a decoder is C that strangers feed.
"""

from __future__ import annotations

import base64
import io
import os
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Final

import pillow_heif
import thumbhash
from PIL import Image, ImageCms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class PictureError(Exception):
    """A file that gives no picture. The subclass says why; the sentence for people is a view's."""


class NotAPictureError(PictureError):
    """The content is no JPEG, PNG, WebP or HEIC, whatever the name says."""


class TooBigError(PictureError):
    """The file has more bytes than the limit."""


class TooManyPixelsError(PictureError):
    """The picture is wider times higher than the limit, or than this machine's memory."""


class DamagedError(PictureError):
    """It begins like a picture and cannot be read to its end."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost: `max_bytes` as sent, `max_pixels` width times height when decoded."""

    max_bytes: int = 25 * 1024 * 1024
    max_pixels: int = 60_000_000


class RenditionName(StrEnum):
    """The four pictures made of each photo, by the pixels of the long side."""

    SMALL = "320"
    """For lists and tiles."""
    MEDIUM = "960"
    """For the page of one item."""
    LARGE = "2048"
    """For a full screen and the picture frame."""
    MEDIUM_JPEG = "960-jpeg"
    """For mail programs and whatever else cannot show WebP."""

    @property
    def long_side(self) -> int:
        """The most pixels the longer side may have; a smaller photo is never enlarged."""
        return int(self.value.removesuffix("-jpeg"))

    @property
    def media_type(self) -> str:
        """The Content-Type to serve it with."""
        return "image/jpeg" if self is RenditionName.MEDIUM_JPEG else "image/webp"

    @property
    def file_name(self) -> str:
        """The last part of its storage key: `960.webp`, or `960.jpg`."""
        ending = "jpg" if self is RenditionName.MEDIUM_JPEG else "webp"
        return f"{self.long_side}.{ending}"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One encoded picture: its own size in pixels and its bytes, ready to store and to serve."""

    name: RenditionName
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo, read. `width` and `height` are those of the largest rendition, upright."""

    width: int
    height: int
    thumbhash: str
    """About 25 bytes in base64 that draw a blurred picture while the real one loads."""
    renditions: tuple[Rendition, ...]
    """One for each RenditionName, in its order."""


def read_picture(file: IO[bytes], limits: Limits) -> Picture:
    """Read an uploaded file into a Picture.

    Args:
        file: open for reading, seekable, at any position; left open.
        limits: bytes and pixels allowed.

    Raises:
        PictureError: one of its four subclasses, and nothing else, for any content.
    """
    kind = glance(file, limits)
    with _only_picture_errors():
        return _picture(_upright(file, kind, limits))


def redrawn(stored: bytes, draw: Callable[[Image.Image], None]) -> Picture:
    """Every rendition anew from our own largest one, after `draw` has changed its pixels."""
    with _only_picture_errors(), Image.open(io.BytesIO(stored)) as image:
        upright = image.convert("RGB")
        draw(upright)
        return _picture(upright)


# ---------------------------------------------------------------- what may come in

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_HEIF_BRANDS = _HEIC_BRANDS | {b"mif1", b"msf1"}

# Nothing real is wider: a JPEG's own limit is 65,500, and a line of 60 million held 580 MB.
_LONGEST_SIDE = 65_535
# Pillow decodes WebP through its animation decoder, with three more copies of the canvas: 60
# megapixels held 910 MB, three times as much as a PNG. So a WebP has a third of the pixels.
_COPIES = {"WEBP": 3}
# Progressive JPEGs are drawn in about 10 scans. A file of 25 MB can hold 250,000, each of which
# costs a walk over the whole picture (46 ms at 60 megapixels): hours, announced by nothing.
_MOST_SCANS = 32
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_BARE_MARKERS = {0x01, 0xD8}

# An embedded thumbnail is somebody else's idea of the picture: only the picture itself is read.
# Two threads are what the two cores of the smallest server have; four took 15 % longer there.
pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=2
)
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Pillow's remarks on a camera's odd EXIF: the photo is read all the same, nobody can act on them.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


def is_whole(stored: bytes) -> bool:
    """Whether a stored rendition opens as a picture to its last line.

    What is cut off or overwritten is found so; a few changed bytes inside may still be a picture.
    """
    try:
        with Image.open(io.BytesIO(stored), formats=("WEBP", "JPEG")) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def glance(file: IO[bytes], limits: Limits) -> str:
    """Pillow's name for the format, from the first bytes; refuse a file that is none or too big.

    `NotAPictureError` or `TooBigError`: nothing is decoded for that.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(12)
    kind = _format_of(start)
    if kind is None:
        raise NotAPictureError
    if size > limits.max_bytes:
        raise TooBigError
    return kind


def _format_of(start: bytes) -> str | None:
    if start.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "WEBP"
    if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None


@contextmanager
def _only_picture_errors() -> Iterator[None]:
    """Decoders raise what they like on broken bytes: name it in our words."""
    try:
        yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise TooManyPixelsError from error
    except Exception as error:
        # Seen: OSError, SyntaxError, ValueError, TypeError, IndexError, struct.error, EOFError,
        # RuntimeError, zlib.error. A list would miss the next release's.
        raise DamagedError from error


def _refuse_endless_scans(file: IO[bytes]) -> None:
    """Walk the markers of a JPEG up to its end and count the scans in it."""
    file.seek(0)
    data = file.read()
    at, scans = 2, 0
    while (found := _MARKER.search(data, at)) and found[1][0] != _END_OF_IMAGE:
        scans += found[1][0] == _START_OF_SCAN
        if scans > _MOST_SCANS:
            raise DamagedError
        at = found.end()
        if found[1][0] not in _BARE_MARKERS:
            at += max(2, int.from_bytes(data[at : at + 2]))
    file.seek(0)


# ---------------------------------------------------------------- from file to upright sRGB

_LARGEST: Final = RenditionName.LARGE.long_side
# Photos keep enough detail with Hamming at this step (Lanczos 276 ms, bicubic 188, Hamming 117 on
# 12 megapixels); the smaller renditions are few pixels and get Lanczos.
_FIRST_FILTER = Image.Resampling.HAMMING
_TILE = 1024

# EXIF orientation: what to do with the stored pixels to see them upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_EXIF_ORIENTATION = 0x0112
_SRGB = ImageCms.createProfile("sRGB")


def _upright(file: IO[bytes], kind: str, limits: Limits) -> Image.Image:
    """Decode to RGB, the right way up, at most 2048 pixels on the long side."""
    if kind == "JPEG":
        _refuse_endless_scans(file)
    file.seek(0)
    with Image.open(file, formats=(kind,)) as image:
        _refuse_many_pixels(image.size, kind, limits)
        # JPEG: let the decoder itself halve or quarter. Only a box of the photo's own shape works.
        image.draft(None, _inside(image.size, _LARGEST))
        image.load()
        _refuse_many_pixels(image.size, kind, limits)  # a HEIC may say one size and hold another
        turn = _TURNS.get(_orientation(image))  # a HEIC is upright by now, and says 1
        small = _shrunk(image, _fitted(image.size, _LARGEST))
        small = _in_srgb(small, image.info.get("icc_profile"))
    return small if turn is None else small.transpose(turn)


def _refuse_many_pixels(size: tuple[int, int], kind: str, limits: Limits) -> None:
    pixels = size[0] * size[1] * _COPIES.get(kind, 1)
    if pixels > limits.max_pixels or max(size) > _LONGEST_SIDE:
        raise TooManyPixelsError


def _fitted(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """The size in the same shape with at most `long_side` pixels, never larger than it was."""
    scale = min(1.0, long_side / max(size))
    return max(1, int(size[0] * scale + 0.5)), max(1, int(size[1] * scale + 0.5))


def _inside(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Like _fitted, never rounded up: a box one pixel too high and the decoder does not halve."""
    longest = max(size)
    return max(1, size[0] * long_side // longest), max(1, size[1] * long_side // longest)


def _orientation(image: Image.Image) -> int:
    """EXIF's orientation, 1 to 8; 1 where the EXIF cannot be read, for the pixels still can."""
    try:
        found = image.getexif().get(_EXIF_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - the same open list of errors as above
        return 1
    return found if isinstance(found, int) else 1


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image at `size`, without palette, depth or transparency (still CMYK or grey)."""
    if image.mode in {"RGB", "L", "CMYK"} and "transparency" not in image.info:
        return image.resize(size, _FIRST_FILTER, reducing_gap=2.0)
    flat, factors = _flattened(image, size)
    box = (0, 0, image.width / factors[0], image.height / factors[1])
    return flat.resize(size, _FIRST_FILTER, box, reducing_gap=2.0)


def _flattened(image: Image.Image, size: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]]:
    """The image on white, in RGB, shrunk by whole factors to no less than 1.5 times `size`.

    Tile by tile: converting a 60-megapixel palette at once would hold three copies of 240 MB.
    """
    across, down = (
        max(1, int(have / want / 1.5)) for have, want in zip(image.size, size, strict=True)
    )
    flat = Image.new("RGB", (-(-image.width // across), -(-image.height // down)))
    wide, high = max(1, _TILE // across) * across, max(1, _TILE // down) * down
    for top in range(0, image.height, high):
        for left in range(0, image.width, wide):
            right, bottom = min(left + wide, image.width), min(top + high, image.height)
            tile = _on_white(image.crop((left, top, right, bottom)))
            flat.paste(tile.reduce((across, down)), (left // across, top // down))
    return flat, (across, down)


def _on_white(tile: Image.Image) -> Image.Image:
    """The tile in RGB; what is clear or half clear lies on white."""
    if tile.mode.startswith("I"):  # 16 bits of grey: convert() would cut off above 255
        return tile.point(lambda level: level * (1 / 256)).convert("L").convert("RGB")
    if not tile.has_transparency_data:
        return tile.convert("RGB")
    white = Image.new("RGBA", tile.size, "white")
    white.alpha_composite(tile.convert("RGBA"))
    return white.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image in RGB, its colours moved from its profile to sRGB where the profile can be used.

    Phones write Display P3: dropping the profile without this would leave every photo pale.
    """
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            moved = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            moved = None  # a broken or foreign profile: the pixels are still a picture
        if moved is not None:
            return moved
    return image.convert("RGB")


# ---------------------------------------------------------------- from upright sRGB to files

# Measured on phone photos: method 2 is within 5 % of method 4's size in less than half the time.
_WEBP_QUALITY = {RenditionName.SMALL: 78, RenditionName.MEDIUM: 78, RenditionName.LARGE: 80}
_WEBP_METHOD = 2
_JPEG_QUALITY = 80
# A thumbhash keeps 7 waves across: 32 pixels hold them, and 100 cost ten times the time.
_THUMBHASH_SIDE = 32


def _picture(upright: Image.Image) -> Picture:
    """All renditions, each made from the next larger one."""
    large = Image.new("RGB", upright.size)
    large.paste(upright)  # a new image has no metadata to be written by mistake
    medium = _resized(large, RenditionName.MEDIUM)
    small = _resized(medium, RenditionName.SMALL)
    return Picture(
        large.width,
        large.height,
        _thumbhash(small),
        (
            _webp(RenditionName.SMALL, small),
            _webp(RenditionName.MEDIUM, medium),
            _webp(RenditionName.LARGE, large),
            _jpeg(RenditionName.MEDIUM_JPEG, medium),
        ),
    )


def _resized(image: Image.Image, name: RenditionName) -> Image.Image:
    return image.resize(_fitted(image.size, name.long_side), Image.Resampling.LANCZOS)


def _webp(name: RenditionName, image: Image.Image) -> Rendition:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_WEBP_QUALITY[name], method=_WEBP_METHOD)
    return Rendition(name, image.width, image.height, out.getvalue())


def _jpeg(name: RenditionName, image: Image.Image) -> Rendition:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return Rendition(name, image.width, image.height, out.getvalue())


def _thumbhash(image: Image.Image) -> str:
    tiny = image.resize(_fitted(image.size, _THUMBHASH_SIDE), Image.Resampling.BOX)
    pixels = list(tiny.convert("RGBA").tobytes())
    code = thumbhash.rgba_to_thumb_hash(tiny.width, tiny.height, pixels)
    return base64.b64encode(bytes(code)).decode("ascii")
