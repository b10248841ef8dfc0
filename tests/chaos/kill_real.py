"""kill -9 of a real process at random moments of an import, each followed by `resume`: python -m tests.chaos.kill_real."""

import argparse
import csv
import random
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from tests.end_to_end.process import Ended, Hubcli, ended

_EMULATOR = ("emulator", "--rate", "none")
_CREATE = ("create", "contacts", "data.csv", "--results", "ids.csv", "--json")
_SECONDS = 60


@dataclass(slots=True)
class Figures:
    """What one story came to."""

    rows: int
    kills: int = 0
    resumes: int = 0
    seconds: float = 0.0
    reached: list[int] = field(default_factory=list)
    """How many rows had an end at each kill."""
    in_doubt: list[int] = field(default_factory=list)
    """How many rows each resume had to look up."""
    children: int = 0
    """Processes of ours beside the one that was killed; they read ahead."""
    orphans: int = 0
    """Those that outlived it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A portal of its own in a process of its own, and a folder with the file to be imported."""

    hubcli: Hubcli
    database: Path
    rows: list[dict[str, str]]
    server: subprocess.Popen[bytes]
    batch_size: int

    def attempts(self) -> int:
        """How many requests to create something were written down so far."""
        for journal in (self.hubcli.home / "runs").glob("*/journal.db"):
            with suppress(sqlite3.OperationalError), closing(_reader(journal)) as db:
                return int(db.execute("SELECT count(*) FROM attempts").fetchone()[0])
        return 0

    def settled(self) -> int:
        """How many rows have an end that is certain."""
        for journal in (self.hubcli.home / "runs").glob("*/journal.db"):
            with suppress(sqlite3.OperationalError), closing(_reader(journal)) as db:
                return int(db.execute(_SETTLED).fetchone()[0] or 0)
        return 0

    def contacts(self) -> dict[str, dict[str, str]]:
        """All that the portal holds, by id; ends the portal, which keeps its file to itself."""
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            self.server.communicate(timeout=30)
        with closing(_reader(self.database)) as db:
            return {str(one): orjson.loads(values) for one, values in db.execute(_ALL)}


_SETTLED = "SELECT sum(json_array_length(rows)) FROM made"
_ALL = "SELECT id, properties FROM records WHERE type = 'contacts' OR type = '0-1'"


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


@contextmanager
def scene(folder: Path, rows: int, *more: str, batch_size: int = 100) -> Iterator[Scene]:
    """Start the emulator, with more options of its own, and write the file; both end with the scene."""
    work, home, database = folder / "work", folder / "home", folder / "portal.db"
    work.mkdir()
    home.mkdir()
    port = _free_port()
    server = Hubcli(work, home).start(*_EMULATOR, "--db", str(database), "--port", str(port), *more)
    try:
        _until_it_listens(port)
        records = [_contact(number) for number in range(1, rows + 1)]
        with (work / "data.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, records[0])
            writer.writeheader()
            writer.writerows(records)
        hubcli = Hubcli(work, home, f"http://127.0.0.1:{port}")
        yield Scene(hubcli, database, records, server, batch_size)
    finally:
        server.kill()
        server.communicate(timeout=30)


def _contact(number: int) -> dict[str, str]:
    return {
        "email": f"Person{number:06}@example.com",
        "firstname": f"First {number}",
        "lastname": f"Last, {number}",
        "zip": f"{number:07}",
    }


def in_sequence(one: Scene, kills: int, seed: int, *, patience: float = 1.0) -> Figures:
    """Kill the import, then each `resume`, so many times; the last `resume` is let finish."""
    chance, figures, began = random.Random(seed), Figures(len(one.rows)), time.monotonic()
    create = (*_CREATE, "--batch-size", str(one.batch_size))
    resume = ("resume", "--json", "--patience", str(patience))
    while figures.kills < kills:
        at = _moment(one, chance, kills - figures.kills)
        if not _kill_one(one, resume if figures.kills else create, at, figures):
            break
    _finish(one, figures, patience)
    figures.seconds = time.monotonic() - began
    return figures


def _moment(one: Scene, chance: random.Random, kills: int) -> int:
    """At how many attempts: spread over what is left, so that every part of a run is hit."""
    left = (len(one.rows) - one.settled()) / one.batch_size
    return one.attempts() + int(left / (kills + 1) * chance.uniform(0.0, 1.5))


def _kill_one(one: Scene, args: tuple[str, ...], at: int, figures: Figures) -> bool:
    """Kill it when so many attempts are written down; False where it had ended before."""
    process = one.hubcli.start(*args)
    end = time.monotonic() + _SECONDS
    while process.poll() is None and one.attempts() <= at and time.monotonic() < end:
        time.sleep(0.002)
    # A little later than that is seen, or any moment would be one right after it.
    time.sleep(random.Random(at).uniform(0, 0.03))
    children = _children(process.pid)
    process.kill()
    done = ended(process)
    if done.code != -signal.SIGKILL:
        assert done.code == 0, done.stderr
        return False
    figures.kills += 1
    figures.reached.append(one.settled())
    time.sleep(0.3)
    figures.children += len(children)
    figures.orphans += sum(map(_is_alive, children))
    return True


def _finish(one: Scene, figures: Figures, patience: float) -> Ended:
    done = one.hubcli("resume", "--json", "--patience", str(patience))
    figures.resumes += 1
    assert done.code == 0, done.stderr
    if found := re.search(r"([\d,]+) in doubt", done.stderr):
        figures.in_doubt.append(int(found[1].replace(",", "")))
    return done


def check(one: Scene) -> None:
    """The same end as without: every contact once, with its values; results that name it."""
    there = one.contacts()
    mails = Counter(values["email"] for values in there.values())
    assert len(there) == len(one.rows), f"{len(there)} records for {len(one.rows)} rows"
    assert not [mail for mail, number in mails.items() if number > 1]
    by_mail = {values["email"]: (number, values) for number, values in there.items()}
    with (one.hubcli.folder / "ids.csv").open(newline="", encoding="utf-8") as file:
        results = list(csv.DictReader(file))
    assert len(results) == len(one.rows)
    for row, told in zip(one.rows, results, strict=True):
        number, values = by_mail[row["email"].lower()]
        assert {name: values[name] for name in row} == row | {"email": row["email"].lower()}
        assert (told["_outcome"], told["_id"]) == ("created", number), told
        assert {name: told[name] for name in row} == row


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def _is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the emulator does not listen")


def main() -> None:
    """Both forms: one run killed again and again, and many runs each killed once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--latency", default="0")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    more = ("--latency", asked.latency)
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder), asked.rows, *more) as one:
        figures = in_sequence(one, asked.kills, asked.seed)
        check(one)
        print("in sequence:", figures, flush=True)
    for number in range(asked.kills):
        with tempfile.TemporaryDirectory() as folder, scene(Path(folder), asked.rows, *more) as one:
            figures = in_sequence(one, 1, asked.seed + number)
            check(one)
            print(f"alone, {number + 1}:", figures, flush=True)


if __name__ == "__main__":
    main()
