"""Rows per second and memory of a whole `hubcli create`, beside a bare loop, as ratios of one run.

    python -m tests.benchmarks.throughput [--rows 300000] [--rounds 3] [--threads 8]

Both run as processes of their own against the same canned-answer server; the best of the rounds counts,
since machines are noisy. hubcli reads its file twice, checks, maps, journals and matches every answer;
the loop only posts bodies that are ready. Memory is the peak of 10 % of the rows beside that of all.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TypeAlias

_Timed: TypeAlias = tuple[float, float]
"""Wall seconds, and peak MB."""
_COLUMNS = ["email", "firstname", "lastname", "phone", "city", "jobtitle"]


def _row(number: int) -> list[str]:
    return [
        f"user{number}@example.com",
        f"First{number % 977}",
        f"Last{number % 1009}",
        f"+47 {number:08d}",
        "Tromsø" if number % 3 else "Oslo",
        "Engineer, senior" if number % 5 else "Head of sales",
    ]


def _write(folder: Path, rows: int) -> tuple[Path, Path]:
    """The file for hubcli, and the same rows as request bodies for the loop."""
    table, bodies = folder / f"{rows}.csv", folder / f"{rows}.bodies"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(map(_row, range(rows)))
    with bodies.open("w", encoding="utf-8") as file:
        for start in range(0, rows, 100):
            inputs = [
                {
                    "properties": dict(zip(_COLUMNS, _row(number), strict=True)),
                    "associations": [],
                    "objectWriteTraceId": f"20261123-100000-abcdef-{number}",
                }
                for number in range(start, min(start + 100, rows))
            ]
            file.write(json.dumps({"inputs": inputs}, separators=(",", ":")) + "\n")
    return table, bodies


def _timed(command: list[str], environment: dict[str, str]) -> _Timed:
    """Wall seconds, and peak MB, of a process from its start to its end."""
    program = (
        "import resource,subprocess,sys;"
        "done=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss);sys.exit(done.returncode)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, *command],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - began
    return seconds, int(done.stdout) / 1024


def _measure(
    folder: Path, base_url: str, asked: argparse.Namespace
) -> tuple[list[_Timed], list[_Timed], _Timed]:
    """The rounds of hubcli and of the loop, in turn, and hubcli with a tenth of the rows."""
    environment = dict(os.environ, HUBSPOT_ACCESS_TOKEN="benchmark", HUBCLI_HOME=str(folder))
    table, bodies = _write(folder, asked.rows)
    small, _ = _write(folder, asked.rows // 10)
    ours = [sys.executable, "-m", "hubcli", "create", "contacts"]
    tail = [
        "--base-url",
        base_url,
        "--concurrency",
        str(asked.threads),
        "--batches",
        "none",
        "--again",
    ]
    loop = [sys.executable, "-m", "tests.benchmarks.bare_loop", base_url, str(bodies)]
    whole, bare = [], []
    for _ in range(asked.rounds):
        whole.append(_timed([*ours, str(table), *tail], environment))
        bare.append(_timed([*loop, str(asked.threads)], environment))
    return whole, bare, _timed([*ours, str(small), *tail], environment)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=8)
    asked = parser.parse_args()
    command = [sys.executable, "-m", "tests.benchmarks.canned_server", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    base_url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
    try:
        with tempfile.TemporaryDirectory() as name:
            whole, bare, tenth = _measure(Path(name), base_url, asked)
    finally:
        server.terminate()
        server.wait()
    rounds = ", ".join(f"{b[0] / w[0]:.2f}" for w, b in zip(whole, bare, strict=True))
    best, best_bare = min(whole)[0], min(bare)[0]
    print(f"hubcli     {asked.rows / best:>9,.0f} rows/s  {best:6.2f} s")
    print(f"bare loop  {asked.rows / best_bare:>9,.0f} rows/s  {best_bare:6.2f} s")
    print(f"ratio      {best_bare / best:9.2f}  (round by round: {rounds})")
    peak = max(one[1] for one in whole)
    print(f"memory     {peak:9.1f} MB, {peak / tenth[1]:.2f} times that of a tenth of the rows")


if __name__ == "__main__":
    main()
