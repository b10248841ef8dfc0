"""What reading costs: microseconds per row for each format, and memory for 300,000 rows against 30,000.

By hand: `python tests/benchmarks/sources_throughput.py [rows]`.
"""

import csv
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from hubcli.core.mapping import SourceOptions
from hubcli.sources.open import open_source

COLUMNS = ("email", "firstname", "lastname", "phone", "address", "signup_date")
FORMATS = ("csv", "csv.gz", "jsonl", "json", "yaml")


def records(number: int) -> Iterable[tuple[str, ...]]:
    for index in range(number):
        mail = f"ada{index}@example.com"
        yield mail, "Ada", "Lovelace", "+4712345678", "Storgata 1, Oslo", "2020-01-01"


def write(path: Path, number: int) -> None:
    rows = records(number)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8", newline="") as file:
        if ".csv" in path.suffixes:
            csv.writer(file).writerows((COLUMNS, *rows))
        elif path.suffix == ".jsonl":
            file.writelines(f"{as_json(row)}\n" for row in rows)
        elif path.suffix == ".json":
            file.write("[\n" + ",\n".join(map(as_json, rows)) + "\n]\n")
        else:
            file.writelines(as_yaml(row) for row in rows)


def as_json(row: tuple[str, ...]) -> str:
    return json.dumps(dict(zip(COLUMNS, row, strict=True)))


def as_yaml(row: tuple[str, ...]) -> str:
    lines = [f"{name}: {json.dumps(cell)}" for name, cell in zip(COLUMNS, row, strict=True)]
    return "- " + "\n  ".join(lines) + "\n"


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of three."""
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def exhaust(rows: Iterable[object]) -> None:
    for _ in rows:
        pass


def bare_csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        exhaust(csv.reader(file))


def bare_csv_as_dicts(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file):
            dict(zip(COLUMNS, cells, strict=True))


def peak_memory(path: Path) -> float:
    """MiB of a process of its own that reads the file once."""
    command = [sys.executable, __file__, "--read", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def report(folder: Path, number: int) -> None:
    for name in FORMATS:
        small, large = folder / f"small.{name}", folder / f"large.{name}"
        write(small, number // 10)
        write(large, number)
        source = open_source(str(large), SourceOptions())
        rows = best(lambda source=source: exhaust(source.rows()))  # type: ignore[misc]
        cells = best(lambda source=source: exhaust(source.cells("email")))  # type: ignore[misc]
        ratio = peak_memory(large) / peak_memory(small)
        micros = [f"{1e6 * took / number:6.2f} µs/row" for took in (rows, cells)]
        print(f"{name:7} rows() {micros[0]}   cells() {micros[1]}   memory {ratio:.2f}")
    for work in (bare_csv, bare_csv_as_dicts):
        took = best(partial(work, folder / "large.csv"))
        print(f"{work.__name__:18} {1e6 * took / number:6.2f} µs/row")


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        exhaust(open_source(sys.argv[2], SourceOptions()).rows())
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    number = int(sys.argv[1]) if sys.argv[1:] else 300_000
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder), number)


if __name__ == "__main__":
    main()
