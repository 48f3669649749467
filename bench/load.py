"""A small client of plain sockets: so light that the figures are the server's, not its own."""

from __future__ import annotations

import re
import socket
import statistics
import threading
import time
from dataclasses import dataclass

CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask, and as whom: a port of this machine, a path, a cookie."""

    port: int
    path: str
    cookie: str = ""
    known: str = ""
    """The ETag of what is there already; empty: nothing is."""

    def request(self) -> bytes:
        """The bytes of a GET that keeps its connection."""
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookie}\r\nConnection: keep-alive\r\n{self._known()}\r\n"
        ).encode()

    def _known(self) -> str:
        return f"If-None-Match: {self.known}\r\n" if self.known else ""


class Connection:
    """One kept connection."""

    def __init__(self, address: Address) -> None:
        self.bytes = address.request()
        self.socket = socket.create_connection(("127.0.0.1", address.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> tuple[int, int]:
        """One answer: its status and the bytes of its body."""
        self.socket.sendall(self.bytes)
        head, _, body = self.head().partition(b"\r\n\r\n")
        said = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        length = int(said) if said and head[9:12] != b"304" else 0
        missing = length - len(body)
        while missing > 0:
            missing -= len(self.socket.recv(CHUNK))
        return int(head[9:12]), length

    def head(self) -> bytes:
        """The answer up to the end of its head at least."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.socket.recv(CHUNK)
            if not more:
                raise ConnectionError("the server closed the connection")
            data += more
        return data


def tag_of(address: Address) -> str:
    """The ETag of what lies there."""
    connection = Connection(address)
    connection.socket.sendall(connection.bytes)
    found = re.search(rb"(?i)\netag: *(\S+)", connection.head().partition(b"\r\n\r\n")[0])
    if not found:
        raise ValueError(f"{address.path} has no tag")
    return found[1].decode()


def median(address: Address, times: int = 200) -> float:
    """The median time of one answer at one client, in milliseconds."""
    connection = Connection(address)
    taken = []
    for _ in range(times + 10):
        start = time.perf_counter()
        status, _ = connection.ask()
        taken.append(time.perf_counter() - start)
        if status != 200:
            raise ValueError(f"{address.path} answered {status}")
    return statistics.median(taken[10:]) * 1000


def a_second(address: Address, clients: int = 8, seconds: float = 4.0) -> float:
    """Answers a second at so many clients."""
    counts = [0] * clients
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        connection = Connection(address)
        while time.perf_counter() < until:
            connection.ask()
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
