"""One stream to write to: what it can show, and writes that never raise."""

import contextlib
import os
from collections.abc import Mapping
from typing import TextIO

_ERASE = "\r\x1b[K"
_USUAL_WIDTH = 80
_NEEDED = "─━╸…–·"


class Output:
    """Standard output or standard error, as people and programs may have set them up.

    A reader that went away (`| head`) is not an error: what follows is dropped. Any other
    failure, such as a full disk, is kept in `failure` and the rest is dropped too.
    """

    def __init__(
        self,
        stream: TextIO | None,
        env: Mapping[str, str],
        *,
        terminal: bool | None = None,
        width: int | None = None,
    ) -> None:
        """`stream` is None where the process was started without it; the rest is found out."""
        self._stream = stream
        self._env = env
        self._width = width
        self._live = ""
        self.failure = ""
        """Why the output was cut off, for people; empty where it was not."""
        self.terminal = _is_terminal(stream) if terminal is None else terminal
        dumb = env.get("TERM") == "dumb"
        self.can_redraw = self.terminal and not dumb
        """A line can be written over, as a bar needs it."""
        wanted = self.can_redraw or env.get("FORCE_COLOR", "0") not in {"", "0", "false"}
        self.colour = wanted and not env.get("NO_COLOR") and not dumb
        self._encoding = (stream.encoding if stream else None) or "utf-8"
        self.unicode = _NEEDED.encode(self._encoding, "ignore") == _NEEDED.encode()
        """The signs of bars and tables can be spelled; else ASCII has to do."""

    @property
    def width(self) -> int:
        """Cells in a line, now: a window may have been resized."""
        if self._width:
            return self._width
        columns = self._env.get("COLUMNS", "")
        if columns.isdecimal() and int(columns):
            return int(columns)
        if self._stream is not None:
            with contextlib.suppress(OSError, ValueError):
                return os.get_terminal_size(self._stream.fileno()).columns or _USUAL_WIDTH
        return _USUAL_WIDTH

    def line(self, text: str = "") -> None:
        """Write a line; a live line moves down below it."""
        erase = _ERASE if self._live else ""
        self._put(f"{erase}{text}\n{self._live}")
        if self._live:
            self.flush()

    def prompt(self, text: str) -> None:
        """Write the beginning of a line and leave the cursor behind it."""
        self._put(text)
        self.flush()

    def live(self, text: str) -> None:
        """Show a line that the next call replaces; empty: take it away."""
        if text or self._live:
            self._live = text
            self._put(f"{_ERASE}{text}")
            self.flush()

    def settle(self) -> None:
        """Leave the live line standing and go on below it."""
        if self._live:
            self._live = ""
            self._put("\n")
            self.flush()

    def utf8(self, text: str) -> None:
        r"""Write text as UTF-8 whatever the locale says; a lone surrogate becomes `\udc80`."""
        buffer = getattr(self._stream, "buffer", None)
        if self._stream is None or buffer is None:
            self._put(text)
            return
        try:
            self._stream.flush()
            buffer.write(text.encode("utf-8", "backslashreplace"))
        except (OSError, ValueError) as error:
            self._give_up(self._stream, error)

    def flush(self) -> None:
        """Hand everything to the system now."""
        if self._stream is None:
            return
        try:
            self._stream.flush()
        except (OSError, ValueError) as error:
            self._give_up(self._stream, error)

    def _put(self, text: str) -> None:
        if self._stream is None:
            return
        if not text.isascii():
            text = text.encode(self._encoding, "backslashreplace").decode(self._encoding)
        try:
            self._stream.write(text)
        except (OSError, ValueError) as error:
            self._give_up(self._stream, error)

    def _give_up(self, stream: TextIO, error: OSError | ValueError) -> None:
        """Drop what follows; what Python has still buffered goes nowhere, also at its exit."""
        match error:
            case BrokenPipeError():
                pass
            case OSError(strerror=str() as reason):
                self.failure = reason
            case _:
                self.failure = str(error)
        self._stream = None
        with contextlib.suppress(OSError, ValueError):
            number = stream.fileno()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, number)
            os.close(nowhere)


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed already
        return False
