"""Reads the text of a file that people write by hand."""

from hubcli.errors import MappingError, MappingFault, Place, UnusableError

_MOST_BYTES = 1_000_000
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_small_file(path: str, *, what: str) -> str:
    """The text of a mapping or settings file, in UTF-8, or in UTF-16 with its mark.

    `what` names the kind of file in messages. Raises UnusableError where it can't be opened or is
    larger than such a file can be, MappingError where it can't be decoded.
    """
    data = _read(path, what)
    if len(data) > _MOST_BYTES:
        raise UnusableError(
            f"{path}: the {what} is larger than {_MOST_BYTES:,} bytes",
            f"Is this a data file, given in place of the {what}?",
        )
    encoding = "utf-16" if data.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        good = data[: error.start].decode(encoding, "replace")
        place = place_in(good, len(good), path)
    message = f"the {what} is not in {encoding.removesuffix('-sig').upper()}"
    raise MappingError((MappingFault(place, message),), "Save it as UTF-8.")


def place_in(text: str, position: int, file: str) -> Place:
    """Line and column of the character at `position`, counted from 0."""
    lines = text[:position].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Place(file, len(lines), len(lines[-1]) + 1)


def _read(path: str, what: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 – a path with a NUL byte stays a ValueError here
            return file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnusableError(
            f"{path}: there is no such {what}", "Check the path; it counts from where you are."
        ) from None
    except IsADirectoryError:
        raise UnusableError(f"{path}: this is a folder, not a {what}", "Name the file.") from None
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        raise UnusableError(f"{path}: the {what} can't be read: {reason}") from error
    except ValueError:
        raise UnusableError(f"{path!r}: this can't be the path of a {what}") from None
