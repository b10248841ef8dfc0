"""hubcli as a user runs it: a process of its own, in a folder of its own, against a server of the test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from hubcli.cli.app import run

TOKEN = "pat-na1-c0ffee-MARKED-SECRET"
_COMMAND = (sys.executable, "-m", "hubcli")
_SECONDS = 60


@dataclass(frozen=True)
class Ended:
    """What a finished process leaves."""

    code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        found = json.loads(self.stdout)
        assert isinstance(found, dict)
        return found

    @property
    def rows(self) -> dict[str, int]:
        """The counts of the JSON document, those that are not zero."""
        counts: dict[str, int] = self.document["rows"]
        ends = ("created", "existing", "updated", "refused", "inDoubt", "notSent")
        assert counts["read"] == sum(counts[name] for name in ends)
        return {name: count for name, count in counts.items() if count}


@dataclass(frozen=True)
class Hubcli:
    """Runs commands in one folder; runs live beside it, so that what they leave can be looked at."""

    folder: Path
    home: Path
    base_url: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    without: str = ""
    """A variable that is not set."""

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the machine's own settings."""
        base = {"HUBSPOT_ACCESS_TOKEN": TOKEN} | (
            {"HUBCLI_BASE_URL": self.base_url} if self.base_url else {}
        )
        kept = {
            name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ
        }
        base.pop(self.without, None)
        return {
            **kept,
            "HOME": str(self.home),
            "HUBCLI_HOME": str(self.home),
            "HUBCLI_CONFIG": str(self.home / "config"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "error",
            **base,
            **self.env,
        }

    def start(
        self,
        *args: str,
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int = subprocess.PIPE,
        prefix: Sequence[str] = (),
    ) -> subprocess.Popen[bytes]:
        """A process that is still running."""
        return subprocess.Popen(
            [*prefix, *_COMMAND, *args],
            cwd=self.folder,
            env=self.environment,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    def __call__(self, *args: str, stdin: bytes = b"", prefix: Sequence[str] = ()) -> Ended:
        """Run to the end."""
        process = self.start(*args, stdin=subprocess.PIPE, prefix=prefix)
        return ended(process, stdin)

    def put(self, name: str, content: str | bytes) -> str:
        """Write a file into the folder."""
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(data)
        return name


def instead_of_hubcli(script: str) -> tuple[str, ...]:
    """A prefix that runs a script of the working folder in place of hubcli, with the same arguments."""
    return ("bash", "-c", f'shift {len(_COMMAND)}; exec "{sys.executable}" {script} "$@"', "bash")


def ended(process: subprocess.Popen[bytes], stdin: bytes | None = None) -> Ended:
    """Wait for the end; a process that hangs is a failed test, not a hanging one."""
    try:
        stdout, stderr = process.communicate(stdin, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Ended(process.returncode, (stdout or b"").decode(), (stderr or b"").decode())


def send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a process that must still be there."""
    assert process.poll() is None, ended(process)
    process.send_signal(number)


def until(condition: Any, seconds: float = 20.0) -> None:  # noqa: ANN401 - any callable
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.01)


@dataclass(frozen=True)
class InProcess:
    """The same within the test's process, where only the speed of many cases matters."""

    hubcli: Hubcli
    read: Callable[[], tuple[str, str]]
    """Gives what was printed since it was called last."""

    @property
    def folder(self) -> Path:
        """Where commands work."""
        return self.hubcli.folder

    def __call__(self, *args: str) -> Ended:
        """Run to the end; standard input is the test's own."""
        self.read()
        with _surroundings(self.hubcli):
            code = run(args)
        return Ended(code, *self.read())

    def with_env(self, env: dict[str, str], *, without: str = "") -> "InProcess":
        """The same with other variables."""
        return replace(self, hubcli=replace(self.hubcli, env=env, without=without))

    def put(self, name: str, content: str | bytes) -> str:
        """Write a file into the folder."""
        return self.hubcli.put(name, content)


@contextmanager
def _surroundings(hubcli: Hubcli) -> Iterator[None]:
    folder, before = Path.cwd(), dict(os.environ)
    os.chdir(hubcli.folder)
    os.environ.clear()
    os.environ.update(hubcli.environment)
    try:
        yield
    finally:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)
