"""Which character separates the cells of a delimited file: as was said, else as its header shows."""

import re

from hubcli.errors import Place, SourceError, UsageError

_CANDIDATES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_QUOTED = re.compile(r'(^|[,;\t|])"(?:[^"]|"")*"')
_LINE_END = re.compile(r"[\r\n]")
_NAMES = {"tab": "\t", r"\t": "\t"}
_NEVER = '"\r\n\0'


def check_delimiter(said: str) -> str:
    r"""The character meant by `--delimiter`, `tab` and `\t` included; raises UsageError for others."""
    delimiter = _NAMES.get(said.lower(), said)
    if len(delimiter) != 1 or delimiter in _NEVER:
        message = f"a delimiter is one character other than a quote or a line end, not {said!r}"
        raise UsageError(message, r"use for instance `--delimiter ;` or `--delimiter tab`")
    return delimiter


def find_delimiter(text: str, place: Place) -> str:
    """The one candidate that stands outside quotes in the first line of `text`.

    None at all means a single column. Raises SourceError at `place` where there are several: a
    header tells no more than which characters it has, and a wrong choice would move every value.
    """
    header = _LINE_END.split(_QUOTED.sub(r"\1", text), maxsplit=1)[0]
    match [candidate for candidate in _CANDIDATES if candidate in header]:
        case []:
            return ","
        case [delimiter]:
            return delimiter
        case several:
            names = " and ".join(_CANDIDATES[candidate] for candidate in several)
            message = f"the header has more than one possible delimiter: {names}"
            raise SourceError(place, message, "say which, for instance `--delimiter ;` or `tab`")
