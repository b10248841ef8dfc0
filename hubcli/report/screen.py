"""A terminal as tables see it: styled lines go in, text with or without colour codes comes out."""

import io

from rich.console import Console
from rich.text import Text

from hubcli.report.grid import ASCII, Signs, shortened
from hubcli.report.output import Output

_MOST_READABLE = 160


class Screen:
    """Standard output where it is a terminal. Only Text objects are drawn, never markup."""

    def __init__(self, out: Output) -> None:
        """What `out` can show decides on colour, signs and width."""
        self._out = out
        self._page = io.StringIO()
        self.width = max(min(out.width, _MOST_READABLE), 20)
        self.signs = Signs() if out.unicode else ASCII
        self._console = Console(
            file=self._page,
            width=self.width,
            color_system="standard" if out.colour else None,
            force_terminal=out.colour,
            no_color=not out.colour,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    def line(self, text: Text | str = "", style: str = "") -> None:
        """One line, as wide as it is: paths must stay whole to be copied."""
        self._console.print(text if isinstance(text, Text) else Text(text, style), soft_wrap=True)
        self._out.line(self._page.getvalue().removesuffix("\n"))
        self._page.seek(0)
        self._page.truncate()

    def folded(self, text: str, indent: int, most: int) -> list[str]:
        """The text in at most `most` lines that leave room for an indent."""
        room = max(self.width - indent, 20)
        lines = [line.plain.rstrip() for line in Text(text).wrap(self._console, room)]
        if len(lines) > most:
            rest = " ".join(lines[most - 1 :])
            lines[most - 1 :] = [shortened(rest, room, self.signs.cut)]
        return lines
