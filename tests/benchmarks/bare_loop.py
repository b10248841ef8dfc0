"""The least that an importer can do: post ready-made bodies with httpx, on as many threads.

    python -m tests.benchmarks.bare_loop BASE_URL BODIES THREADS

BODIES holds one request body a line. No file is parsed, no answer is read, nothing is kept.
"""

import sys
import threading
from pathlib import Path
from queue import SimpleQueue

import httpx


def main(base_url: str, bodies: str, threads: int) -> None:
    """Post them all; any answer but 201 is an error."""
    queue: SimpleQueue[bytes | None] = SimpleQueue()
    with Path(bodies).open("rb") as file:
        for line in file:
            queue.put(line)
    for _ in range(threads):
        queue.put(None)
    headers = {"Authorization": "Bearer benchmark", "Content-Type": "application/json"}
    limits = httpx.Limits(max_connections=threads, max_keepalive_connections=threads)
    client = httpx.Client(headers=headers, limits=limits)
    url = f"{base_url}/crm/objects/2025-09/contacts/batch/create"

    def work() -> None:
        while (body := queue.get()) is not None:
            response = client.post(url, content=body)
            if response.status_code != httpx.codes.CREATED:
                raise SystemExit(response.text)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
