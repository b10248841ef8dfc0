"""Reads, maps and encodes ahead in a second process, so that the first one only has to deliver."""

import fcntl
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from traceback import format_tb
from typing import BinaryIO, TypeAlias

from hubcli.core.packed import Columns, Packed, columns_of
from hubcli.core.records import Batch, Record
from hubcli.errors import HubcliError, UnusableError
from hubcli.pipeline.prepare import Prepared

WORTH_IT = 20_000
"""Rows from which on a second process pays for itself."""

_PIPE = 1 << 20
_BUFFER = 1 << 18

Encode: TypeAlias = Callable[[Sequence[Record]], bytes]


class Ahead:
    """The same stream as `prepared`, made by a forked process.

    It must be made before there are other threads. Batches cross as the bytes that are sent, with
    what an undisturbed delivery needs beside them; the records follow pickled, and are unpacked only
    where something went wrong.
    """

    def __init__(self, prepared: Iterator[Prepared], encode: Encode) -> None:
        """Fork; the child reads ahead as far as a pipe holds."""
        receiving, sending = os.pipe()
        with suppress(OSError):
            # Room for some thirty batches, so that the two rarely wake each other.
            fcntl.fcntl(sending, fcntl.F_SETPIPE_SZ, _PIPE)
        self._child = os.fork()
        if self._child == 0:
            os.close(receiving)
            _be_the_child(prepared, encode, sending)
        os.close(sending)
        self._pipe: BinaryIO | None = os.fdopen(receiving, "rb", _BUFFER)

    def __iter__(self) -> Iterator[Prepared]:
        """Itself."""
        return self

    def __next__(self) -> Prepared:
        """Raises UnusableError with what the sources raised."""
        if self._pipe is None:
            raise StopIteration
        try:
            message = pickle.load(self._pipe)  # noqa: S301 - from our own child
        except EOFError:
            raise RuntimeError("the process that reads the input died") from None
        match message:
            case (int(number), str(file), columns, bytes(body), bytes(records)):
                unpack = partial(pickle.loads, records)
                return Batch(number, file, Packed(Columns(*columns), body, unpack))
            case None:
                self.close()
                raise StopIteration
            case ("told", message, hint):
                raise UnusableError(message, hint)
            case ("bug", name, stack):
                error = RuntimeError(f"{name} in the process that reads the input")
                error.add_note(f"{name} in the process that reads the input:\n{stack}")
                raise error
        other: Prepared = message
        return other

    def close(self) -> None:
        """End the child; may be called twice."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)


def may_fork(rows: int) -> bool:
    """Whether a second process pays for itself here, and is safe to have."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1 and rows >= WORTH_IT


def _be_the_child(prepared: Iterator[Prepared], encode: Encode, sending: int) -> None:
    """Send everything, then end without any clean-up, which is the parent's business."""
    try:
        # The signals of a terminal reach both; the parent decides what becomes of the run.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        gc.disable()
        with os.fdopen(sending, "wb", _BUFFER) as pipe:
            for message in _messages(prepared, encode):
                pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
    except BaseException:  # noqa: BLE001 - the parent went away; there is nobody to tell
        os._exit(1)
    os._exit(0)


def _messages(prepared: Iterator[Prepared], encode: Encode) -> Iterator[object]:
    try:
        for item in prepared:
            yield _packed(item, encode) if isinstance(item, Batch) else item
        yield None
    except HubcliError as error:
        yield ("told", error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - raised by the parent
        # The stack without the message, which may hold a cell.
        yield ("bug", type(error).__name__, "".join(format_tb(error.__traceback__)))


def _packed(batch: Batch, encode: Encode) -> object:
    records = batch.records
    pickled = pickle.dumps(list(records), pickle.HIGHEST_PROTOCOL)
    return (batch.number, batch.file, tuple(columns_of(records)), encode(records), pickled)
