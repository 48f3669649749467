"""Nothing but pixels leaves a photo: T56, in every rendition of every file."""

from __future__ import annotations

import pytest

from portfolio.core.pictures import (
    NotAPictureError,
    Rendition,
    RenditionName,
)
from tests.core import crafted
from tests.core.test_pictures import (
    CAMERA_WORDS,
    REFUSED_OF_SHARED,
    SHARED_NAMES,
    read,
    read_shared,
)

# ---------------------------------------------------------------- T56: nothing but pixels


def webp_chunks(data: bytes) -> list[bytes]:
    assert data[:4] == b"RIFF"
    assert data[8:12] == b"WEBP"
    assert len(data) == int.from_bytes(data[4:8], "little") + 8
    names, at = [], 12
    while at < len(data):
        names.append(data[at : at + 4])
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return names


def jpeg_segments(data: bytes) -> list[int]:
    """The markers up to the pixels, and that nothing follows the end."""
    assert data.endswith(b"\xff\xd9")
    markers: list[int] = []
    at = 2
    while not markers or markers[-1] != 0xDA:
        assert data[at] == 0xFF
        markers.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    assert data.find(b"\xff\xd9", at) == len(data) - 2
    return markers


def assert_only_pixels(rendition: Rendition) -> None:
    if rendition.name.media_type == "image/webp":
        assert webp_chunks(rendition.data) == [b"VP8 "]
    else:
        # JFIF's head, tables, one frame, one scan: no other APPn (0xE1-0xEF), no comment (0xFE).
        assert set(jpeg_segments(rendition.data)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
        assert rendition.data[6:11] == b"JFIF\x00"
    for word in (*CAMERA_WORDS, *crafted.SECRETS):
        assert word not in rendition.data


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic"])
def test_secrets_in_every_corner_of_a_file_are_left_behind(kind: str) -> None:
    data: bytes = getattr(crafted, f"telling_{kind}")()
    assert all(secret in data for secret in crafted.SECRETS)  # there is something to leak
    for rendition in read(data).renditions:
        assert_only_pixels(rendition)


@pytest.mark.parametrize("name", SHARED_NAMES)
def test_a_real_camera_file_gives_only_pixels(name: str) -> None:
    if name in REFUSED_OF_SHARED:
        with pytest.raises(NotAPictureError):
            read_shared(name)
        return
    picture = read_shared(name)
    assert [rendition.name for rendition in picture.renditions] == list(RenditionName)
    for rendition in picture.renditions:
        assert_only_pixels(rendition)


def test_a_phones_heic_is_upright() -> None:
    picture = read_shared("heic/iphone-13-pro-max.heic")
    assert (picture.width, picture.height) == (1536, 2048)
