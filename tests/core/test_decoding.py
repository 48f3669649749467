"""Photos are read apart: a bomb, a crash or a killed decoder costs that photo alone (F11).

The programs that fail here are real processes that fail for real, in place of ours or of its child.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portfolio.core import covers, decoder
from portfolio.core.decoding import COMMAND, PROGRAM, Costs, Decoders
from portfolio.core.errors import BusyError
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
    from collections.abc import Callable, Iterator

PHOTO = crafted.encoded(crafted.scene())
ANSWERS = f"""
{PROGRAM.replace("decoder.main()", "pass").replace("sys.argv[1]", repr(COMMAND[-1]))}
from portfolio.core.decoder import READY, write_frame
import io, os
out, asked = open(1, "wb", buffering=0), open(0, "rb", buffering=0)
write_frame(out, READY)
asked.read(1)
"""
"""The beginning of a program that greets and then does whatever follows."""


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    made = Decoders()
    yield made
    made.close()


def read(decoders: Decoders, data: bytes = PHOTO) -> Picture:
    return decoders.read(io.BytesIO(data), Limits())


def program(does: str, **costs: float) -> Decoders:
    """Decoders whose program greets like ours and then does that to the first job."""
    made = Costs(**costs)  # type: ignore[arg-type]  # each is a number
    return Decoders(made, (sys.executable, "-c", ANSWERS + does))


def ended(error: type[Exception], decoders: Decoders) -> float:
    """How many seconds it took until it ended in that error."""
    start = time.monotonic()
    with pytest.raises(error):
        read(decoders)
    decoders.close()
    return time.monotonic() - start


def pid_of(decoders: Decoders) -> int:
    """The running program's."""
    assert decoders._program is not None
    return decoders._program._process.pid


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


# ---------------------------------------------------------------- what comes out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_comes_out_is_what_reading_here_gives(decoders: Decoders, kind: str) -> None:
    data = crafted.encoded(crafted.scene(2400, 1600), kind)
    assert read(decoders, data) == read_picture(io.BytesIO(data), Limits())


@pytest.mark.parametrize("shape", covers.Shape)
def test_a_cover_is_drawn_there_too(decoders: Decoders, shape: covers.Shape) -> None:
    large = next(r.data for r in read(decoders).renditions if r.name is RenditionName.LARGE)
    patch = covers.Patch(left=20, top=70, shape=shape)
    assert decoders.covered(large, patch) == covers.covered(large, patch)


def test_each_kind_of_refusal_is_named(decoders: Decoders) -> None:
    refused = {
        b"%PDF-1.7": NotAPictureError,
        crafted.png_of(50_000, 50_000): TooManyPixelsError,
        crafted.encoded(crafted.scene(), "PNG")[:-200]: DamagedError,
    }
    for data, error in refused.items():
        with pytest.raises(error):
            read(decoders, data)
    with pytest.raises(TooBigError):
        decoders.read(io.BytesIO(PHOTO), Limits(max_bytes=len(PHOTO) - 1))
    assert read(decoders).width == 300


def test_the_file_is_left_open_and_read_from_its_start(decoders: Decoders) -> None:
    file = io.BytesIO(PHOTO)
    file.seek(77)
    assert decoders.read(file, Limits()) == decoders.read(file, Limits())
    assert not file.closed


def test_one_program_reads_them_all_each_in_a_process_of_its_own(decoders: Decoders) -> None:
    read(decoders)
    first = pid_of(decoders)
    with ThreadPoolExecutor(8) as pool:
        assert len({one.thumbhash for one in pool.map(lambda _: read(decoders), range(16))}) == 1
    assert pid_of(decoders) == first
    assert children_of(first) == []
    assert len(list(Path(f"/proc/{first}/task").iterdir())) == 1, "it forks, and so has one thread"


def test_the_program_knows_none_of_the_servers_secrets(
    decoders: Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for strangers' files")
    read(decoders)
    told = Path(f"/proc/{pid_of(decoders)}/environ").read_bytes()
    assert b"SECRET_KEY" not in told
    loaded = Path(f"/proc/{pid_of(decoders)}/maps").read_text()
    assert "sqlite" not in loaded
    handles = Path(f"/proc/{pid_of(decoders)}/fd")
    assert len(list(handles.iterdir())) <= 4


# ---------------------------------------------------------------- F11: what goes wrong in there


def bombs() -> dict[str, tuple[bytes, type[PictureError]]]:
    return {
        "scans": (crafted.jpeg_with_scans(100_000), DamagedError),
        "texts": (crafted.png_with_text_bomb(), DamagedError),
        "pixels": (crafted.jpeg_of(65_500, 65_500), TooManyPixelsError),
        "canvas": (crafted.webp_of(16_383, 16_383), TooManyPixelsError),
    }


@pytest.mark.parametrize("name", ["scans", "texts", "pixels", "canvas"])
def test_f11_a_bomb_is_refused_and_the_next_photo_read(decoders: Decoders, name: str) -> None:
    data, error = bombs()[name]
    with pytest.raises(error):
        read(decoders, data)
    assert read(decoders).width == 300


def test_f11_more_memory_than_it_was_given_is_a_photo_too_big() -> None:
    small = Decoders(Costs(memory=40 * 1024**2))
    with pytest.raises(TooManyPixelsError):
        read(small, crafted.encoded(crafted.scene(6000, 4000), "PNG", compress_level=1))
    assert read(small).width == 300
    small.close()


def test_f11_more_time_on_the_processor_than_it_was_given_ends_it() -> None:
    quick = Decoders(Costs(cpu_seconds=1))
    with pytest.raises(DamagedError):
        read(quick, crafted.jpeg_of_long_work())
    assert read(quick).width == 300
    quick.close()


def test_f11_one_that_never_answers_is_ended() -> None:
    assert 0.5 < ended(DamagedError, program("import time; time.sleep(60)", seconds=2)) < 10


def test_f11_one_that_never_even_takes_the_photo_is_ended() -> None:
    """A pipe holds 64 kB: whoever sends more waits for the reader."""
    stuck = program("import time; time.sleep(60)", seconds=2)
    with pytest.raises(DamagedError):
        read(stuck, crafted.encoded(crafted.scene(1500, 1500), "PNG", compress_level=0))
    stuck.close()


@pytest.mark.parametrize(
    "said",
    [
        'os.write(1, b"nonsense, and a lot of it" * 9)',
        'os.write(1, b"\\0\\0\\0\\2{}")',
        'os.write(1, b"\\0\\0\\0\\2[]")',
        'os.write(1, b"\\0\\0\\0\\x05{{{{{")',
        'os.write(1, b"\\0\\0\\0")',
        'write_frame(out, {"error": "SystemExit"})',
        'write_frame(out, {"error": ["DamagedError"]})',
        'write_frame(out, {"renditions": [["320", 9, 9, 9]] * 4}, [b"RIFF56789" * 4])',
        'write_frame(out, {"thumbhash": "x", "renditions": [["320", 1, 1, 1 << 40]] * 4})',
        'write_frame(out, {"thumbhash": "x", "renditions": [["320", 1, 1, -1]] * 4})',
        'write_frame(out, {"error": "TooBigError"}); write_frame(out, {"error": "TooBigError"})',
        "os.kill(os.getpid(), 11)",
        "os.abort()",
        "sys.exit(0)",
        "sys.exit(3)",
    ],
)
def test_f11_nonsense_and_crashes_are_a_broken_photo(said: str) -> None:
    ended(DamagedError, program(said))


def test_a_script_in_place_of_a_picture_is_refused() -> None:
    rows = '[[n, 9, 9, 9] for n in ("320", "960", "2048", "960-jpeg")]'
    page = f'write_frame(out, {{"thumbhash": "x", "renditions": {rows}}}, [b"<script>/"] * 4)'
    ended(DamagedError, program(page + "; write_frame(out, READY)"))


@pytest.fixture(scope="module")
def slow_photo() -> bytes:
    """It takes half a second or more to read."""
    return crafted.jpeg_with_scans(24, 4000)


def killed_within(decoders: Decoders, whom: Callable[[int], int | None], times: int) -> None:
    """Kill the process that `whom` names of the program's, so often as it appears."""
    for _ in range(times):
        until = time.monotonic() + 10
        while time.monotonic() < until:
            found = decoders._program
            pid = whom(found._process.pid) if found is not None else None
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                break
            time.sleep(0.005)
        time.sleep(0.05)


def the_reader(pid: int) -> int | None:
    """The process that was forked for the photo."""
    try:
        return next(iter(children_of(pid)), None)
    except OSError:
        return None


def test_f11_a_decoder_that_is_killed_midway_is_begun_anew(
    decoders: Decoders, slow_photo: bytes
) -> None:
    read(decoders)
    killer = threading.Thread(target=killed_within, args=(decoders, the_reader, 1))
    killer.start()
    assert read(decoders, slow_photo).width == 2048
    killer.join()
    assert read(decoders).width == 300


def test_f11_killed_again_and_again_it_is_the_machine_and_not_the_photo(
    decoders: Decoders, slow_photo: bytes
) -> None:
    read(decoders)
    killer = threading.Thread(target=killed_within, args=(decoders, the_reader, 2))
    killer.start()
    with pytest.raises(BusyError):
        read(decoders, slow_photo)
    killer.join()
    assert read(decoders).width == 300


def test_f11_a_program_that_was_killed_while_idle_costs_nothing(decoders: Decoders) -> None:
    for _ in range(3):
        read(decoders)
        os.kill(pid_of(decoders), signal.SIGKILL)
        assert read(decoders).width == 300


def test_a_program_that_does_not_start_is_no_photos_fault() -> None:
    for command in ((sys.executable, "-c", "raise SystemExit(1)"), ("/bin/false",)):
        with pytest.raises(BusyError):
            read(Decoders(command=command))


def test_a_forked_server_process_starts_one_of_its_own(decoders: Decoders) -> None:
    """A server forks its workers: two of them on one pair of pipes would swap photos."""
    read(decoders)
    first = pid_of(decoders)
    child = os.fork()
    if child == 0:
        is_own = read(decoders).width == 300 and pid_of(decoders) != first
        decoders.close()
        os._exit(0 if is_own else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert read(decoders).width == 300
    assert pid_of(decoders) == first


# ---------------------------------------------------------------- the line


def test_who_comes_when_the_line_is_full_is_told_at_once() -> None:
    busy = program("import time; time.sleep(60)", seconds=2, line=2)
    with ThreadPoolExecutor(9) as pool:
        start = time.monotonic()
        results = [pool.submit(ended_in, busy) for _ in range(9)]
        told = [done.result() for done in results]
    at_once = [one for one, at in told if at - start < 1.5]
    assert at_once == [BusyError] * 6
    assert [one for one, at in told if at - start >= 1.5] == [DamagedError] * 3
    busy.close()


def ended_in(decoders: Decoders) -> tuple[type[BaseException], float]:
    try:
        read(decoders)
    except (BusyError, PictureError) as error:
        return type(error), time.monotonic()
    raise AssertionError


def test_nobody_waits_longer_than_their_patience() -> None:
    busy = program("import time; time.sleep(60)", seconds=3, patience=0.5)
    with ThreadPoolExecutor(2) as pool:
        told = sorted(one.__name__ for one, _ in pool.map(ended_in, [busy, busy]))
    assert told == ["BusyError", "DamagedError"]
    busy.close()


# ---------------------------------------------------------------- frames


def both(file: io.BytesIO) -> bytes:
    assert decoder.read_head(file) == {"size": 3}
    return decoder.read_body(file, 3)


def test_a_frame_that_ends_early_is_none() -> None:
    whole = io.BytesIO()
    decoder.write_frame(whole, {"size": 3}, [b"abc"])
    data = whole.getvalue()
    for length in range(1, len(data)):
        file = io.BytesIO(data[:length])
        with pytest.raises(decoder.FrameError):
            both(file)
    assert decoder.read_head(io.BytesIO()) is None


def test_the_program_is_the_real_one() -> None:
    assert COMMAND[0] == sys.executable
    assert "-I" in COMMAND
