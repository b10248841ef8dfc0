"""Runs a README's command as a person would, in a folder with the sample data, and gives its output."""

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.docs.stand_ins import with_stand_ins

ROOT = Path(__file__).parents[2]
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ran: what it printed, with stand-ins, and its exit code."""

    output: str
    exit_code: int


class Shell:
    """A folder with a copy of the sample data; nothing outside it is read or written."""

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        """`variables` are set for every command."""
        self._folder = folder
        self._home = folder / "home"
        if not (folder / "sample_data").exists():
            shutil.copytree(ROOT / "sample_data", folder / "sample_data")
        self._env = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "HUBCLI_HOME": str(self._home),
            "HUBCLI_CONFIG": str(folder / "config"),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "NO_COLOR": "1",
            "COLUMNS": str(WIDTH),
            **(variables or {}),
        }

    def run(self, command: str, *, terminal: bool = False) -> Ended:
        """Run it to its end; on a `terminal`, or with its output in a pipe."""
        printed, code = self._on_terminal(command) if terminal else self._in_pipe(command)
        lines = with_stand_ins(printed, home=str(self._home)).splitlines()
        return Ended("\n".join(line.rstrip() for line in lines).strip("\n"), code)

    @contextmanager
    def serving(self, command: str) -> Iterator["Shell"]:
        """Run an emulator on a free port; gives a shell whose commands find it."""
        process = subprocess.Popen(
            command.replace("--port 4010", "--port 0").split(),
            cwd=self._folder,
            env=self._env,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        try:
            address = next(word for word in process.stderr.readline().split() if "://" in word)
            token = {"HUBCLI_BASE_URL": address, "HUBSPOT_ACCESS_TOKEN": "any"}
            yield Shell(self._folder, token)
        finally:
            process.terminate()
            process.wait(10)
            process.stderr.close()

    def _in_pipe(self, command: str) -> tuple[str, int]:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.decode(), done.returncode

    def _on_terminal(self, command: str) -> tuple[str, int]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
        printed: list[bytes] = []
        reader = threading.Thread(target=_drain, args=(ours, printed))
        reader.start()
        process = subprocess.Popen(
            ["sh", "-c", command],
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        )
        code = process.wait()
        os.close(theirs)
        reader.join()
        os.close(ours)
        return b"".join(printed).decode().replace("\r\n", "\n"), code


def _drain(terminal: int, printed: list[bytes]) -> None:
    """Read until nobody holds the other end, which Linux tells as an error."""
    try:
        while data := os.read(terminal, 65_536):
            printed.append(data)
    except OSError:
        return
