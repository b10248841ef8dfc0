"""The text of a mapping file as it lies on the disk: its encoding and line ends are kept."""

from dataclasses import dataclass
from pathlib import Path

from hubcli.config.new_files import replace_text
from hubcli.config.small_files import read_small_file
from hubcli.errors import UnusableError

_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class MappingText:
    """A mapping file; `text` has line feeds only, and no byte order mark."""

    path: Path
    text: str
    encoding: str = "utf-8"
    mark: str = ""
    line_end: str = "\n"

    def put(self, text: str) -> None:
        """Write another text in its place.

        Raises UnusableError where the file can't be written, or is another by now.
        """
        if read_mapping_text(self.path) != self:
            message = f"{self.path} was changed by somebody meanwhile"
            raise UnusableError(message, "Nothing was written. Type the command again.")
        told = self.mark + text.replace("\n", self.line_end)
        replace_text(self.path, told.encode(self.encoding))


def read_mapping_text(path: Path) -> MappingText:
    """Raises UnusableError and MappingError as `read_small_file` does."""
    text = read_small_file(str(path), what="mapping file")
    with path.open("rb") as file:
        head = file.read(3)
    found = ((mark, name) for mark, name in _MARKS.items() if head.startswith(mark))
    mark, encoding = next(found, (b"", "utf-8"))
    line_end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    return MappingText(path, text, encoding, _MARK if mark else "", line_end)
