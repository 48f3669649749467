"""Several servers of one school behind the nginx of deploy/, each a process of its own.

Each server is given its socket as systemd gives it, so that it can be exchanged while the port
stays open. Everything listens on 127.0.0.1, and is ended by the process that was started here.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trustme

from tests.schools import PATIENCE, ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FIRST_SOCKET = 3
"""Where systemd puts the first socket that it hands over (its sd_listen_fds)."""

GIVEN = (
    "import os, sys; os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1');"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
"""What systemd does between making the process and running the program in it."""


def nginx_program() -> Path | None:
    """The nginx of scripts/nginx.sh; None where there is none, which fails under CI=true."""
    found = subprocess.run([ROOT / "scripts/nginx.sh"], capture_output=True, text=True, check=False)
    assert found.returncode in (0, 3), found.stderr
    return ROOT / found.stdout.strip() if found.returncode == 0 else None


@dataclass
class Machine:
    """One server on a port of its own, with those settings, as deploy/systemd starts it."""

    folder: Path
    settings: Mapping[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    _socket: socket.socket = field(default_factory=socket.socket)

    def __post_init__(self) -> None:
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(512)
        self.port = self._socket.getsockname()[1]
        self.folder.mkdir(parents=True)

    def start(self) -> None:
        """Start the server on its socket; who comes from now on waits until it answers."""
        with (self.folder / "server.txt").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", GIVEN, "-m", "flask", "--app", "wsgi", "serve"],
                cwd=ROOT,
                env={**os.environ, **self.settings, "VAR": str(self.folder)},
                stdout=out,
                stderr=subprocess.STDOUT,
                pass_fds=[FIRST_SOCKET],
                preexec_fn=self._hand_over,  # noqa: PLW1509 -- no threads yet, and nothing else can put it at 3
                start_new_session=True,
            )

    def _hand_over(self) -> None:
        os.dup2(self._socket.fileno(), FIRST_SOCKET)
        os.set_inheritable(FIRST_SOCKET, True)  # noqa: FBT003 -- os's own signature

    def wait_until_ready(self) -> None:
        """Return once it says that it is ready."""
        until = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "server.txt").read_text()
            assert time.monotonic() < until, (self.folder / "server.txt").read_text()
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/ready", timeout=PATIENCE
            ) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def exchange(self) -> None:
        """End it as `systemctl restart` does, in its own time, and start it anew."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self.start()
        self.wait_until_ready()

    def kill(self) -> None:
        """The machine loses its power: server, workers and the port are gone at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        self._socket.close()

    def stop(self) -> None:
        """End it at once: nothing waits for answers any more."""
        self.kill()


@dataclass
class Nginx:
    """nginx with the site of deploy/nginx before those machines; `addresses` are of single ones."""

    folder: Path
    program: Path
    machines: list[Machine]
    address: str = ""
    addresses: list[str] = field(default_factory=list)
    authority: str = ""
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Write the configuration and serve."""
        self.folder.mkdir()
        self._make_certificate()
        ports = [free_port() for _one in range(len(self.machines) + 1)]
        self.address, *self.addresses = (f"https://127.0.0.1:{port}" for port in ports)
        (self.folder / "locations.conf").write_text(self._locations())
        singles = "".join(map(self._single, ports[1:], self.machines))
        (self.folder / "nginx.conf").write_text(self._main(self._site(ports[0]) + singles))
        with (self.folder / "said.txt").open("wb") as out:
            self._process = subprocess.Popen(
                [self.program, "-p", self.folder, "-e", "stderr", "-c", "nginx.conf"],
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._wait(ports)

    def _wait(self, ports: list[int]) -> None:
        until = time.monotonic() + PATIENCE
        for port in ports:
            while not _is_open(port):
                assert self._process is not None
                assert self._process.poll() is None, self.said()
                assert time.monotonic() < until, self.said()
                time.sleep(0.05)

    def said(self) -> str:
        """Whatever it wrote."""
        return "".join(path.read_text() for path in self.folder.glob("*.txt"))

    def stop(self) -> None:
        """End it and its workers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE)
            self._process = None

    def _make_certificate(self) -> None:
        authority = trustme.CA()
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
            str(self.folder / "certificate.pem")
        )
        self.authority = str(self.folder / "authority.pem")
        authority.cert_pem.write_to_path(self.authority)

    def _locations(self) -> str:
        text = (ROOT / "deploy/nginx/locations.conf").read_text()
        media = self.machines[0].folder / "media"
        return _exchanged(
            text,
            {
                r"/var/log/nginx/\S+-error\.log": str(self.folder / "error.txt"),
                r"/var/log/nginx/\S+\.log": str(self.folder / "access.txt"),
                "/var/lib/third-space/media": str(media),
            },
        )

    def _site(self, port: int) -> str:
        text = (ROOT / "deploy/nginx/third-space.conf").read_text()
        servers = "\n".join(f"    server 127.0.0.1:{one.port};" for one in self.machines)
        return _exchanged(
            text,
            {
                r"(?:^ *server 127\.0\.0\.1:\d+;\n?)+": servers + "\n",
                r"\s*listen \[::\]:\d+(?: ssl)?;": "",
                r"listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
                r"listen 80;": f"listen 127.0.0.1:{free_port()};",
                r"(ssl_certificate(?:_key)?) /etc/ssl/\S+;": rf"\1 {self.folder}/certificate.pem;",
                r"/etc/nginx/third-space-locations\.conf": str(self.folder / "locations.conf"),
            },
        )

    def _single(self, port: int, machine: Machine) -> str:
        certificate = self.folder / "certificate.pem"
        return f"""
server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {certificate};
    location / {{
        proxy_pass http://127.0.0.1:{machine.port};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }}
}}
"""

    def _main(self, sites: str) -> str:
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "\n".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds)
        as_us = "user root;" if os.geteuid() == 0 else ""
        return f"""
daemon off; worker_processes 1; pid {self.folder}/pid; error_log {self.folder}/error.txt crit;
{as_us}
events {{ worker_connections 512; }}
http {{
access_log off;  # only the site's own: what nginx was built with lies in /var/log, or is not there
{folders}
{sites}
}}
"""


def _is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _exchanged(text: str, pairs: Mapping[str, str]) -> str:
    """The text with each pattern exchanged; each must be there, or the file is another one."""
    for pattern, instead in pairs.items():
        text, number = re.subn(pattern, instead, text, flags=re.MULTILINE)
        assert number, pattern
    return text
