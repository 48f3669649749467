"""Picture files made for the tests: with secrets in every corner, turned, wide-gamut, or hostile.

Everything is built in memory and is the same on each run. The scene has a different colour in each
corner, so a turned or mirrored copy cannot pass for the upright one.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw, PngImagePlugin, TiffImagePlugin

pillow_heif.register_heif_opener()

CAMERA = "SecretCam 9000"
CHILD = "Ada Testworth"
STREET = "17 Hidden Lane"
SECRETS = tuple(secret.encode() for secret in (CAMERA, CHILD, STREET))

RED, GREEN, BLUE, YELLOW = (200, 40, 40), (40, 160, 60), (40, 60, 190), (220, 200, 50)

# How an upright picture must lie in the file for each EXIF orientation to bring it upright.
LAID_DOWN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 300, height: int = 200) -> Image.Image:
    """Red, green over blue, yellow, on soft grey."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    draw = ImageDraw.Draw(image)
    right, low = width * 2 // 3, height * 2 // 3
    draw.rectangle((0, 0, width // 3, height // 3), RED)
    draw.rectangle((right, 0, width, height // 3), GREEN)
    draw.rectangle((0, low, width // 3, height), BLUE)
    draw.rectangle((right, low, width, height), YELLOW)
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own options
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def laid_down(orientation: int, kind: str) -> bytes:
    """The scene stored as a camera held that way stores it."""
    turn = LAID_DOWN[orientation]
    stored = scene() if turn is None else scene().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(stored, kind, exif=exif.tobytes())  # as bytes, HEIC gets its own turn too


# ---------------------------------------------------------------- secrets in every corner


def telling_exif() -> bytes:
    """Camera, owner, position, and a maker note."""
    exif = Image.Exif()
    exif[0x010F] = exif[0x0110] = CAMERA
    exif[0x013B] = CHILD
    inner = exif.get_ifd(0x8769)
    inner[0x927C] = f"MAKERNOTE {CAMERA}".encode()
    inner[0xA430] = CHILD
    place = exif.get_ifd(0x8825)
    place[1], place[3] = "N", "E"
    place[2] = place[4] = tuple(TiffImagePlugin.IFDRational(n) for n in (52, 31, 12))
    place[27] = STREET.encode()
    return exif.tobytes()


def telling_xmp() -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'creator="{CHILD}" camera="{CAMERA}" street="{STREET}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def _telling_iptc() -> bytes:
    """An APP13 segment with a by-line and a place, as picture desks write it."""
    fields = b"".join(
        b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(text)) + text
        for number, text in ((80, CHILD.encode()), (92, STREET.encode()))
    )
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(fields)) + fields
    body = b"Photoshop 3.0\x00" + block + b"\x00" * (len(fields) % 2)
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def telling_jpeg() -> bytes:
    data = encoded(
        scene(), exif=telling_exif(), xmp=telling_xmp(), comment=f"{CHILD}, {STREET}".encode()
    )
    return data[:2] + _telling_iptc() + data[2:]


def telling_png() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", CHILD)
    texts.add_text("Comment", STREET, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", telling_xmp().decode())
    texts.add_itxt("Camera", CAMERA)
    return encoded(scene(), "PNG", pnginfo=texts, exif=telling_exif())


def telling_webp() -> bytes:
    return encoded(scene(), "WEBP", exif=telling_exif(), xmp=telling_xmp())


def telling_heic() -> bytes:
    return encoded(scene(), "HEIF", exif=telling_exif(), xmp=telling_xmp())


# ---------------------------------------------------------------- wide colours


def display_p3() -> bytes:
    """An ICC profile with the Display P3 primaries (seen from D50) and a gamma of 2.2."""
    gamma = b"curv" + struct.pack(">IIH", 0, 1, round(2.2 * 256)) + b"\x00\x00"
    tags = {
        b"desc": b"desc" + struct.pack(">II", 0, 3) + b"P3\x00" + bytes(79),
        b"cprt": b"text\x00\x00\x00\x00none",
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": _xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": _xyz(0.15710, 0.06657, 0.78407),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += name + struct.pack(">II", at + len(body), len(value))
        body += padded
    content = struct.pack(">I", len(tags)) + table + body
    head = struct.pack(">I4xI4s4s4s12x4s28x", 128 + len(content), 0x02400000, *_P3_HEAD)
    head += struct.pack(">iii", *_fixed(0.9642, 1.0, 0.8249))
    return head.ljust(128, b"\x00") + content


_P3_HEAD = (b"mntr", b"RGB ", b"XYZ ", b"acsp")


def _fixed(*numbers: float) -> list[int]:
    return [round(number * 65536) for number in numbers]


def _xyz(*numbers: float) -> bytes:
    return b"XYZ \x00\x00\x00\x00" + struct.pack(">iii", *_fixed(*numbers))


# ---------------------------------------------------------------- hostile


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, *more: bytes) -> bytes:
    """A header for that many pixels and a little of the data it promises."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + data + png_chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """60 text chunks, each of 50 kB that unpack to 50 MB."""
    packed = zlib.compress(bytes(50_000_000), 9)
    return png_of(64, 64, *([png_chunk(b"zTXt", b"Comment\x00\x00" + packed)] * 60))


def jpeg_of(width: int, height: int) -> bytes:
    """A real small JPEG whose header claims another size."""
    data = encoded(scene())
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def jpeg_with_scans(number: int, side: int = 64) -> bytes:
    """A progressive JPEG that draws its last scan again and again."""
    data = encoded(Image.new("L", (side, side), 90), progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * number + data[-2:]


def jpeg_of_long_work() -> bytes:
    """A progressive JPEG within all limits that costs as much time as those allow: some seconds.

    Nearly as many pixels, scans and bytes as may be: noise over half of it fills the bytes.
    """
    side, scans = 7700, 20
    noise = Image.effect_noise((side, side // 11), 3)
    canvas = Image.new("L", (side, side), 90)
    for row in range(6):
        canvas.paste(noise, (0, row * noise.height))
    data = encoded(canvas, progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * scans + data[-2:]


def gif_of_frames(number: int) -> bytes:
    data = encoded(scene(64, 64), "GIF")
    at = data.index(b"\x2c")
    return data[:at] + data[at:-1] * number + b";"


def webp_of_frames(number: int) -> bytes:
    """An animated WebP that repeats its last frame."""
    data = encoded(scene(64, 64), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 64))])
    frame = data[data.rindex(b"ANMF") :]
    body = data[8:] + frame * number
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_of(width: int, height: int) -> bytes:
    """A WebP with transparency whose canvas claims another size."""
    data = encoded(scene(64, 64).convert("RGBA"), "WEBP", exif=telling_exif())
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return data[:24] + size + data[30:]


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("Evil.class", b"\xca\xfe\xba\xbe")
    return out.getvalue()
