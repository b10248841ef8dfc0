"""Files that hubcli writes for people: never over one that is there, and whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from hubcli.errors import UnusableError


def refuse_existing(path: Path, *, what: str) -> Path:
    """The path, where nothing is there yet. Raises UnusableError; `what` names the way out."""
    if os.path.lexists(path):
        message = f"{path} is there already, and is never replaced"
        raise UnusableError(message, f"Move it away, or name another file with {what}.")
    return path


def write_new(path: Path, text: str) -> None:
    """Write a file that must not be there yet; raises UnusableError where it is, or can't be written."""
    part = _part(path, text.encode())
    try:
        # Unlike a rename, a link is never put over a file that came in between.
        os.link(part, path)
    except FileExistsError:
        refuse_existing(path, what="-o FILE")
    except OSError:
        _write_plainly(path, text.encode())
    finally:
        part.unlink()


def _write_plainly(path: Path, content: bytes) -> None:
    """For disks that know no links."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        refuse_existing(path, what="-o FILE")
    except OSError as error:
        raise _unwritable(path, error) from error


def replace_text(path: Path, content: bytes) -> None:
    """Put another content into a file that is there, keeping its mode; a link stays one."""
    place = path.resolve()
    part = _part(place, content)
    try:
        part.chmod(place.stat().st_mode & 0o7777)
        part.replace(place)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise _unwritable(path, error) from error


def _part(path: Path, content: bytes) -> Path:
    """The content on the disk, beside the file."""
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=path.parent, prefix=f".{path.name[:50]}.", suffix=".part", delete=False
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritable(path, error) from error
    part = Path(file.name)
    part.chmod(0o666 & ~_umask())
    return part


def _umask() -> int:
    """That of the process, which can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> UnusableError:
    message = f"{path} can't be written: {error.strerror}"
    return UnusableError(message, "Name a file in a folder that can be written.")
