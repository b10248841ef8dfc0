"""How fast `check --lock` reads, and whether its memory grows with the file.

    python -m tests.benchmarks.check [--rows 1000000]

A whole `hubcli check` as a process, offline against a lock file of the default portal, on files of a
tenth of the rows and of all: of texts only, and of cells that are cast and checked. One row in a
thousand is bad. Prints rows per second, peak memory, and how much more the larger file took.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from hubcli.emulator.server import start
from hubcli.emulator.switches import Switches

_HUBCLI = (sys.executable, "-m", "hubcli")
_BAD = 1_000
_REFUSED = 3
_TEXTS = "object: contacts\ncolumns: {Email: email, First: firstname, Last: lastname, Zip: zip}\n"
_TYPED = """\
object: contacts
columns:
  Email: email
  Stage: {property: lifecyclestage, as: enumeration}
  Closed: {property: closedate, as: datetime, format: dd.mm.yyyy, zone: Europe/Oslo}
  Owner: {property: hubspot_owner_id, as: enumeration}
"""
_STAGES = ("Lead", "Customer", "Opportunity", "Subscriber")


def _texts(number: int) -> Mapping[str, str]:
    name = f"person{number}"
    email = f"{name}@example.com" if number % _BAD else f"{name}.example.com"
    return {"Email": email, "First": name, "Last": "Lovelace", "Zip": f"{number:07}"}


def _typed(number: int) -> Mapping[str, str]:
    stage = _STAGES[number % len(_STAGES)] if number % _BAD else "Leadz"
    closed = f"{number % 28 + 1:02}.{number % 12 + 1:02}.2026"
    return {
        "Email": f"person{number}@example.com",
        "Stage": stage,
        "Closed": closed,
        "Owner": "Ada Lovelace",
    }


def _write(path: Path, rows: Iterator[Mapping[str, str]]) -> None:
    first = next(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


def _checked(folder: Path, table: Path, mapping: Path) -> tuple[float, float]:
    """Seconds, and peak MB of the process."""
    environment = {**os.environ, "HUBCLI_HOME": str(folder), "HUBCLI_CONFIG": str(folder)}
    command = (
        *_HUBCLI,
        "check",
        "contacts",
        str(table),
        "-m",
        str(mapping),
        "--lock",
        "hubspot.lock.json",
        "--json",
    )
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == _REFUSED, process.returncode
    return seconds, usage.ru_maxrss / 1024


def _pull(folder: Path) -> None:
    with start(Switches()) as emulator:
        environment = {
            **os.environ,
            "HUBSPOT_ACCESS_TOKEN": "benchmark",
            "HUBCLI_BASE_URL": emulator.base_url,
            "HUBCLI_HOME": str(folder),
        }
        subprocess.run([*_HUBCLI, "schema", "pull", "contacts"], cwd=folder, env=environment, check=True)  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    most = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _pull(folder)
        for what, mapping, row in (("texts", _TEXTS, _texts), ("typed", _TYPED, _typed)):
            (folder / "m.yaml").write_text(mapping)
            peaks = []
            for rows in (most // 10, most):
                table = folder / "data.csv"
                _write(table, map(row, range(1, rows + 1)))
                seconds, peak = _checked(folder, table, folder / "m.yaml")
                peaks.append(peak)
                print(
                    f"{what}  {rows:>9,} rows  {seconds:6.1f} s  {rows / seconds:>8,.0f} rows/s  {peak:6.1f} MB"
                )
            print(f"{what}  ten times the rows: {peaks[1] / peaks[0]:.2f} times the memory")


if __name__ == "__main__":
    main()
