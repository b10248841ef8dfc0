"""A second, independent double of HubSpot: batch/create by the OpenAPI file, nothing else, and badly behaved.

It shares no line with the emulator, and like the doubles that people write for their own tests it has
no properties endpoint: every other address is a 404 without JSON.
"""

import contextlib
import gzip
import json
import random
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

CUT = "X-Cut: yes"
"""A header after which the connection is cut."""
Answer = Callable[["Request"], bytes | None]
"""The bytes of a whole answer, None to hang up."""


@dataclass(frozen=True)
class Request:
    """One POST to batch/create, and what came of it: the records that it made, in scrambled order."""

    number: int
    """From 1."""
    inputs: list[dict[str, Any]]
    made: list[dict[str, Any]]


@dataclass
class Double:
    """What the server holds and has seen."""

    answers: Answer
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    creates: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_url: str = ""
    reads: Callable[[list[str]], bytes] | None = None
    """Answers batch/read by record id; None: there is no such address."""

    def create(self, body: bytes) -> Request:
        inputs = json.loads(body)["inputs"]
        with self.lock:
            self.creates += 1
            made = []
            for item in inputs:
                number = str(900_000_000_000 + len(self.records))
                self.records[number] = item["properties"]
                made.append(
                    {
                        "id": number,
                        "properties": {**item["properties"], "hs_object_id": number},
                        "createdAt": "2026-01-01T00:00:00.000Z",
                        "updatedAt": "2026-01-01T00:00:00.000Z",
                        "archived": False,
                    }
                )
            random.Random(self.creates).shuffle(made)
            return Request(self.creates, inputs, made)


def http(status: int, body: bytes, *headers: str, kind: str = "application/json") -> bytes:
    """A whole answer."""
    lines = [
        f"HTTP/1.1 {status} Whatever",
        f"Date: {formatdate(usegmt=True)}",
        f"Content-Type: {kind};charset=utf-8",
        *headers,
    ]
    if not any(
        line.lower().startswith(("content-length", "transfer-encoding")) for line in headers
    ):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def batch(results: list[dict[str, Any]], **more: object) -> dict[str, object]:
    """The body of an answer."""
    times = {"startedAt": "2026-01-01T00:00:00.000Z", "completedAt": "2026-01-01T00:00:00.000Z"}
    return {"status": "COMPLETE", "results": results, **times, **more}


def well(request: Request) -> bytes:
    """What HubSpot answers when all is well."""
    return http(201, json.dumps(batch(request.made)).encode())


def packed(request: Request) -> bytes:
    """The same, compressed."""
    body = gzip.compress(json.dumps(batch(request.made)).encode())
    return http(201, body, "Content-Encoding: gzip")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 100

    def __init__(self, double: Double) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.double = double
        double.base_url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.StreamRequestHandler):
    timeout = 20
    server: _Server

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while self._one():
                pass

    def _one(self) -> bool:
        """One request; whether there may be another on this connection."""
        head = self.rfile.readline().split()
        if len(head) < 2:
            return False
        double = self.server.double
        method, path = head[0].decode(), head[1].decode()
        body = self.rfile.read(self._length())
        with double.lock:
            double.paths.append(f"{method} {path}")
        if method == "POST" and path.endswith("/batch/create"):
            said = double.answers(double.create(body))
        elif method == "POST" and path.endswith("/batch/read") and double.reads:
            said = double.reads([item["id"] for item in json.loads(body)["inputs"]])
        else:
            said = http(404, b"<html>404 Not Found</html>", kind="text/html")
        return said is not None and self._say(said)

    def _length(self) -> int:
        length = 0
        while line := self.rfile.readline().strip().lower():
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return length

    def _say(self, said: bytes) -> bool:
        self.wfile.write(said)
        self.wfile.flush()
        if CUT.encode() not in said:
            return True
        self.connection.shutdown(socket.SHUT_RDWR)
        return False


@contextmanager
def serving(answers: Answer = well) -> Iterator[Double]:
    """Serve on a free port of this machine."""
    double = Double(answers)
    with _Server(double) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield double
        finally:
            server.shutdown()
            thread.join()
