"""Which encoding a file is written in: by its byte order mark, by what was said, else UTF-8."""

import codecs
from dataclasses import dataclass

from hubcli.errors import Place, SourceError, UsageError

_MARKS = (
    # The marks of UTF-32 begin with those of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32", ("utf-32", "utf-32-le")),
    (codecs.BOM_UTF32_BE, "utf-32", ("utf-32", "utf-32-be")),
    (codecs.BOM_UTF8, "utf-8-sig", ("utf-8", "utf-8-sig")),
    (codecs.BOM_UTF16_LE, "utf-16", ("utf-16", "utf-16-le")),
    (codecs.BOM_UTF16_BE, "utf-16", ("utf-16", "utf-16-be")),
)
_NEED_A_MARK = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes become text; `codec` is Python's name and takes the byte order mark away."""

    codec: str
    said: bool
    """Whether the user named it."""


def check_encoding(name: str) -> str:
    """Python's own name of an encoding; raises UsageError for one that it does not know."""
    try:
        # Decoding a byte, because a look-up also finds codecs that are not for text.
        b"a\n".decode(name, "ignore")
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        message = f"there is no encoding called {name!r}"
        raise UsageError(message, "use utf-8, utf-16, cp1252, latin-1, shift_jis …") from None


def find_encoding(head: bytes, said: str | None, name: str) -> Encoding:
    """The encoding of a file that begins with `head`.

    Raises UsageError for an unknown name, and SourceError where the byte order mark contradicts the
    name or where UTF-16 was said and there is no mark to tell its byte order.
    """
    codec = said and check_encoding(said)
    for mark, found, agreeing in _MARKS:
        if head.startswith(mark):
            if codec and codec not in agreeing:
                message = f"the file begins with the byte order mark of {agreeing[-1]}, not {said}"
                raise SourceError(Place(name), message, "leave --encoding out")
            return Encoding(found, bool(codec))
    if codec in _NEED_A_MARK:
        message = f"the file has no byte order mark, so {said} does not say enough"
        raise SourceError(Place(name), message, f"use --encoding {codec}-le or {codec}-be")
    return Encoding("utf-8" if codec in (None, "utf-8-sig") else str(codec), bool(codec))
