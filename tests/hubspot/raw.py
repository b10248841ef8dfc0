"""A server of one answer in bytes: it says exactly what a test wants, and cuts where a test wants."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

RESET = b"<reset>"
"""In place of an answer, or at its end: the connection is reset."""


@dataclass
class Raw:
    """What it has heard."""

    base_url: str
    requests: list[bytes] = field(default_factory=list)


def answer(status: str = "200 OK", body: bytes = b"{}", *headers: str) -> bytes:
    """An answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@contextmanager
def raw_server(answers: Sequence[bytes]) -> Iterator[Raw]:
    """Give the answers in turn, each on a connection of its own, which is then closed."""
    listener = socket.create_server(("127.0.0.1", 0))
    raw = Raw(f"http://127.0.0.1:{listener.getsockname()[1]}")

    def serve() -> None:
        for said in answers:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                raw.requests.append(_heard(connection))
                if said.endswith(RESET):
                    linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                connection.sendall(said.removesuffix(RESET))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield raw
    finally:
        listener.close()
        thread.join(0.01)


def _heard(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body
