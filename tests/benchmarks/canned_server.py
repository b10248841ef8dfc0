"""A server that answers every batch/create with ready-made records, several times faster than any client.

    python -m tests.benchmarks.canned_server PORT

It reads of a request only its length and the number in its first e-mail (`user1200@…`), and answers 201
with 100 results for that number and the 99 after it, in scrambled order and without trace ids, as
HubSpot does. Everything else is answered 404.
"""

import asyncio
import json
import random
import re
import sys

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_FIRST = re.compile(rb"user(\d+)@")
_RATE = b"X-HubSpot-RateLimit-Max: 1000000\r\nX-HubSpot-RateLimit-Remaining: 999999\r\nX-HubSpot-RateLimit-Interval-Milliseconds: 10000\r\n"
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_ROWS = 100


def _template() -> tuple[list[bytes], list[int]]:
    """The pieces between the numbers of an answer, and each result's place in the batch."""
    moment = "2026-11-23T10:00:00.000Z"
    places = random.Random(7).sample(range(_ROWS), _ROWS)
    results = [
        {
            "id": "80000@",
            "properties": {
                "createdate": moment,
                "email": "user@@example.com",
                "firstname": "Ada",
                "hs_object_id": "80000@",
                "lastmodifieddate": moment,
                "lastname": "Lovelace",
            },
            "createdAt": moment,
            "updatedAt": moment,
            "archived": False,
        }
        for _ in places
    ]
    body = {"status": "COMPLETE", "results": results, "startedAt": moment, "completedAt": moment}
    text = json.dumps(body, separators=(",", ":")).replace("user@@example", "user@#example")
    pieces = re.split("@(?!example)", text.replace("@#example", "@\0example"))
    return [piece.replace("\0", "@").encode() for piece in pieces], places


_PIECES, _PLACES = _template()


def answer(first: int) -> bytes:
    """The answer to the batch whose first row has this number."""
    parts = [_PIECES[0]]
    for index, place in enumerate(_PLACES):
        number = b"%09d" % (first + place)
        mail = b"%d" % (first + place)
        one, two, three = _PIECES[3 * index + 1 : 3 * index + 4]
        parts += (number, one, mail, two, number, three)
    body = b"".join(parts)
    head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json;charset=utf-8\r\n"
    return b"%s%sContent-Length: %d\r\n\r\n%s" % (head, _RATE, len(body), body)


class _Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            said = _LENGTH.search(self._buffer, 0, end)
            whole = end + 4 + (int(said[1]) if said else 0)
            if len(self._buffer) < whole:
                return
            request, self._buffer = self._buffer[:whole], self._buffer[whole:]
            found = _FIRST.search(request) if b"/batch/create" in request[:200] else None
            reply = answer(int(found[1])) if found else _NOT_FOUND
            self._transport.write(reply)  # type: ignore[attr-defined]


async def _main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
