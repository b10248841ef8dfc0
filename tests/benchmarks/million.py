"""A million rows: memory, the journal's size, and how long `resume` takes to see that nothing is left.

    python -m tests.benchmarks.million [--rows 1000000]

Runs a whole `hubcli create` as a process against the canned-answer server, then `hubcli resume RUN`.
Memory is the peak of the process that delivers, and of the one that reads ahead for it, by themselves.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.throughput import _write

_MEGABYTE = 1 << 20


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Seconds, and peak MB of the process and of its children together with it."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    began, peaks = time.perf_counter(), {process.pid: 0.0}
    together = 0.0
    while process.poll() is None:
        sizes = {pid: _resident(pid) for pid in (process.pid, *_children(process.pid))}
        together = max(together, sum(sizes.values()))
        peaks[process.pid] = max(peaks[process.pid], sizes[process.pid])
        time.sleep(0.05)
    assert process.returncode == 0, process.returncode
    return time.perf_counter() - began, peaks[process.pid], together


def _resident(pid: int) -> float:
    try:
        return (
            int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            * os.sysconf("SC_PAGE_SIZE")
            / _MEGABYTE
        )
    except (OSError, IndexError):
        return 0.0


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    command = [sys.executable, "-m", "tests.benchmarks.canned_server", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    base_url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            table, bodies = _write(folder, asked.rows)
            bodies.unlink()
            environment = dict(
                os.environ,
                HUBSPOT_ACCESS_TOKEN="benchmark",
                HUBCLI_HOME=str(folder),
                HUBCLI_BASE_URL=base_url,
            )
            hubcli = [sys.executable, "-m", "hubcli"]
            seconds, peak, together = _run(
                [*hubcli, "create", "contacts", str(table), "--batches", "none"], environment
            )
            (run,) = (folder / "runs").iterdir()
            journal = sum(path.stat().st_size for path in run.glob("journal.db*")) / _MEGABYTE
            print(f"create   {seconds:7.1f} s  {asked.rows / seconds:,.0f} rows/s")
            print(f"memory   {peak:7.1f} MB, {together:.1f} MB with the process that reads ahead")
            print(f"journal  {journal:7.1f} MB")
            seconds, peak, _ = _run([*hubcli, "resume", run.name], environment)
            print(f"resume   {seconds:7.2f} s  {peak:.1f} MB")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
