"""What the README's cog blocks call: commands with their output, tables and help, as Markdown.

`python -m cogapp -r README.md` writes the blocks again; a test tells whether any would change.
"""

import tempfile
from pathlib import Path

from hubcli.emulator import faults
from hubcli.errors import ExitCode
from tests.docs import reference
from tests.docs.shell import Shell

__all__ = [
    "fault_language",
    "file",
    "help_of",
    "reference",
    "screen",
    "show",
    "show_served",
]

_EXPORTS = "export HUBCLI_BASE_URL=http://127.0.0.1:4010 HUBSPOT_ACCESS_TOKEN=any"
_MEANING = {
    ExitCode.REFUSED: "some rows were refused",
    ExitCode.ACCOUNT: "the token was not accepted",
    ExitCode.UNUSABLE: "nothing was sent",
    ExitCode.IN_DOUBT: "some rows are in doubt",
}


def screen(command: str, exits: int = 0) -> str:
    """One block with a command and what a terminal shows then."""
    with tempfile.TemporaryDirectory() as folder:
        output = _run(Shell(Path(folder)), command, exits, terminal=True)
    return _block("text", f"$ {command}\n{output}")


def show(
    *commands: str,
    exits: int | tuple[int, ...] = 0,
    terminal: bool = False,
    language: str = "text",
) -> str:
    """A block of commands, one of what they print; `exits` are their exit codes, or the last's."""
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder))
        return _shown(shell, commands, exits, terminal=terminal, language=language)


def show_served(
    server: str, *commands: str, exits: int | tuple[int, ...] = 0, terminal: bool = False
) -> str:
    """The same while an emulator runs, which is started in a block of its own."""
    with tempfile.TemporaryDirectory() as folder, Shell(Path(folder)).serving(server) as shell:
        shown = _shown(shell, (_EXPORTS, *commands), exits, terminal=terminal)
    return f"{_block('sh', server)}\nIn another terminal:\n\n{shown}"


def help_of(*commands: str) -> str:
    """The help of each command under a heading, plain and 80 columns wide."""
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder), {"TYPER_USE_RICH": "0", "COLUMNS": "80"})
        return "".join(
            f"\n### {command}\n\n{_block('text', _run(shell, f'{command} --help', 0))}"
            for command in commands
        )


def file(path: str, language: str) -> str:
    """A file of the sample data."""
    with tempfile.TemporaryDirectory() as folder:
        return _block(language, _run(Shell(Path(folder)), f"cat {path}", 0))


def fault_language() -> str:
    """What the emulator can be made to do wrong."""
    _, _, language = (faults.__doc__ or "").partition("\n\n")
    return _block("text", language.strip())


def _shown(
    shell: Shell,
    commands: tuple[str, ...],
    exits: int | tuple[int, ...],
    *,
    terminal: bool,
    language: str = "text",
) -> str:
    codes = exits if isinstance(exits, tuple) else (*[0] * (len(commands) - 1), exits)
    outputs = [
        _run(shell, command, code, terminal=terminal)
        for command, code in zip(commands, codes, strict=True)
    ]
    output = "\n".join(output for output in outputs if output)
    told = _block("sh", "\n".join(commands)) + "\n" + _block(language, output)
    worst = max(codes)
    return f"{told}\nExit code {worst}: {_MEANING[ExitCode(worst)]}.\n" if worst else told


def _run(shell: Shell, command: str, exits: int, *, terminal: bool = False) -> str:
    ended = shell.run(command, terminal=terminal)
    assert ended.exit_code == exits, f"{command}\n{ended.output}\nexit code {ended.exit_code}"
    return ended.output


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"
