"""The help of every command, found by walking the tree, and how little is loaded for it."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer.main
from syrupy.assertion import SnapshotAssertion

from hubcli.cli.app import app, run

_HEAVY = {"httpx", "httpcore", "starlette", "uvicorn", "sqlite3", "yaml", "orjson", "rich"}
_PROBE = """
import sys
sys.argv = ["hubcli", *sys.argv[1:]]
from hubcli.__main__ import main
try:
    main()
finally:
    print("\\n".join(sorted(sys.modules)), file=sys.stderr)
"""


def _commands() -> Iterator[tuple[str, ...]]:
    waiting: list[tuple[tuple[str, ...], object]] = [((), typer.main.get_command(app))]
    while waiting:
        path, command = waiting.pop(0)
        yield path
        children = getattr(command, "commands", {})
        waiting += [((*path, name), child) for name, child in sorted(children.items())]


_ALL = tuple(_commands())


@pytest.mark.parametrize("command", _ALL, ids=lambda command: " ".join(command) or "hubcli")
def test_help(
    command: tuple[str, ...],
    snapshot: SnapshotAssertion,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {
        "COLUMNS": "100",
        "TERMINAL_WIDTH": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert run([*command, "--help"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "\n".join(line.rstrip() for line in said.out.splitlines()) == snapshot


def test_the_tree_has_the_commands_that_there_are() -> None:
    assert {" ".join(command) for command in _ALL} >= {"", "create", "check", "emulator"}


def _loaded(*args: str) -> tuple[str, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *args],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ},
    )
    return done.stdout, set(done.stderr.split())


@pytest.mark.parametrize(
    "args",
    [
        ("--version",),
        ("--help",),
        ("create", "--help"),
        ("emulator", "--help"),
        ("schema", "add-key", "--help"),
    ],
)
def test_what_is_not_needed_is_not_loaded(args: tuple[str, ...]) -> None:
    said, modules = _loaded(*args)
    assert said
    assert "hubcli" in modules
    # Typer itself looks at pydantic, where that is installed, when it comes to a command's options.
    assert modules.isdisjoint(_HEAVY if len(args) > 1 else {*_HEAVY, "pydantic"})


def test_the_version_needs_not_even_the_command_line() -> None:
    said, modules = _loaded("--version")
    assert said.split()[0] == "hubcli"
    assert modules.isdisjoint({"typer", "rich"})


def test_the_emulator_is_an_extra_that_importing_does_without() -> None:
    code = "import hubcli.cli.work, sys; print(*(name for name, it in sys.modules.items() if it))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()).isdisjoint({"starlette", "uvicorn", "httpx._main", "pygments"})


@pytest.mark.parametrize("args", [[], ["-h"], ["create", "-h"]])
def test_help_comes_when_asked_for_or_when_nothing_is(
    args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(args)
    said = capsys.readouterr()
    assert "Usage: hubcli" in said.out + said.err
    assert code == 0
