"""How much of what the account's rate allows `hubcli create` uses, and how often it is refused.

    python -m tests.benchmarks.pace [--batches 2000] [--case a] [--rate 190/10]

Real processes against a real `hubcli emulator` that answers after 150 ms: (a) one process, (b) two under
one HUBCLI_HOME, (c) two with a HUBCLI_HOME each, which share the batches. All must exit with 0. Batches
have ten rows, as the limit counts requests and not rows.

*Share*: an ideal sender knows the window to the millisecond, has as many requests in flight (8 for each
process), and sends each at the first moment at which neither the window nor the requests in flight
forbid it. The time that it would take from its first request to its last, for as many requests as were
answered with records, is divided by the time that was taken, from the first to the last of these
requests, by the emulator's clock (`startedAt` of the answers). 100 % can't be passed; a request that
comes late, or a wait that was not needed, takes away from it. *429s*: those of all requests that the
emulator refused, as the processes counted them; their own log and the emulator's agree in a test.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_LATENCY = 0.15
_IN_FLIGHT = 8
_ROWS = 10
_HUBCLI = (sys.executable, "-m", "hubcli")
_CASES = {"a": ("",), "b": ("one", "one"), "c": ("one", "other")}
"""The home of each process."""
_TITLES = {"a": "one process", "b": "two, one home", "c": "two, a home each"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one case."""

    answered: int
    limited: int
    seconds: float
    ideal: float

    @property
    def share(self) -> float:
        """Of what the window would have allowed."""
        return self.ideal / self.seconds

    @property
    def refused(self) -> float:
        """429s among all requests."""
        return self.limited / (self.answered + self.limited)


def ideal_seconds(requests: int, limit: int, interval: float, in_flight: int) -> float:
    """From the first to the last request of the ideal sender."""
    times: list[float] = []
    for number in range(requests):
        free = times[number - in_flight] + _LATENCY if number >= in_flight else 0.0
        allowed = times[number - limit] + interval if number >= limit else 0.0
        times.append(max(free, allowed))
    return times[-1] - times[0]


@contextmanager
def _emulator(rate: str) -> Iterator[str]:
    command = [*_HUBCLI, "emulator", "--port", "0", "--rate", rate, "--latency", str(_LATENCY)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        yield found[0]
    finally:
        process.terminate()
        process.wait()


def _table(path: Path, process: int, batches: int) -> Path:
    lines = [f"p{process}-{number}@example.com,Ada" for number in range(batches * _ROWS)]
    path.write_text("\n".join(["email,firstname", *lines, ""]), encoding="utf-8")
    return path


def _run(folder: Path, base_url: str, homes: Sequence[str], batches: int) -> list[dict[str, Any]]:
    """The documents of all processes, which work at the same time."""
    running = []
    for number, home in enumerate(homes):
        table = _table(folder / f"{number}.csv", number, batches // len(homes))
        environment = dict(
            os.environ, HUBSPOT_ACCESS_TOKEN="benchmark", HUBCLI_HOME=str(folder / f"home{home}")
        )
        options = ["--batch-size", str(_ROWS), "--base-url", base_url, "--json", "--quiet"]
        command = [*_HUBCLI, "create", "contacts", str(table), *options]
        with (folder / f"{number}.json").open("wb") as out:
            running.append(subprocess.Popen(command, stdout=out, env=environment))
    codes = [process.wait() for process in running]
    assert codes == [0] * len(homes), codes
    return [json.loads((folder / f"{n}.json").read_bytes()) for n in range(len(homes))]


def measure(rate: str, homes: Sequence[str], batches: int) -> Figures:
    """One case from its emulator's start to the end of its processes."""
    with tempfile.TemporaryDirectory() as name, _emulator(rate) as base_url:
        documents = _run(Path(name), base_url, homes, batches)
    sent = [batch for document in documents for batch in document["batches"]]
    times = [datetime.fromisoformat(batch["startedAt"]).timestamp() for batch in sent]
    assert sum(document["rows"]["created"] for document in documents) == len(sent) * _ROWS
    limit, interval = rate.split("/")
    return Figures(
        answered=len(sent),
        limited=sum(document["requests"]["rateLimited"] for document in documents),
        seconds=max(times) - min(times),
        ideal=ideal_seconds(len(sent), int(limit), float(interval), _IN_FLIGHT * len(homes)),
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", type=int, default=2_000)
    parser.add_argument("--case", choices=list(_CASES), action="append")
    parser.add_argument("--rate", action="append")
    asked = parser.parse_args()
    for rate in asked.rate or ("190/10", "38/2"):
        for case in asked.case or _CASES:
            found = measure(rate, _CASES[case], asked.batches)
            print(
                f"{rate:>6}  ({case}) {_TITLES[case]:17} {found.share:7.1%} of what the window allows,"
                f" {found.refused:6.2%} 429s  ({found.answered} answered, {found.limited} refused,"
                f" {found.seconds:.1f} s, at best {found.ideal:.1f} s)",
                flush=True,
            )


if __name__ == "__main__":
    main()
