"""Questions about items of a stream are asked several at a time, and the items go on in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event, Thread
from typing import Generic, TypeAlias, TypeVar

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
Question: TypeAlias = Callable[[], _Answer]


@dataclass(slots=True)
class _Slot(Generic[_Answer]):
    """One question, and what came of it."""

    question: Question[_Answer]
    is_done: Event = field(default_factory=Event)
    answer: _Answer | None = None
    bug: BaseException | None = None

    def work(self) -> None:
        try:
            self.answer = self.question()
        except BaseException as error:  # noqa: BLE001 - the thread that waits for it raises it
            self.bug = error
        self.is_done.set()

    def result(self) -> _Answer | None:
        self.is_done.wait()
        if self.bug:
            raise self.bug
        return self.answer


def in_order(
    items: Iterable[_Item], ask: Callable[[_Item], Question[_Answer] | None], workers: int
) -> Iterator[tuple[_Item, _Answer | None]]:
    """Each item with the answer to its question; None where `ask` has no question about it.

    The items are read, and `ask` is called, by the thread that takes the pairs. The questions are
    asked by daemons, as nobody waits for a request in flight after Ctrl-C.
    """
    slots: SimpleQueue[_Slot[_Answer] | None] = SimpleQueue()
    waiting: deque[tuple[_Item, _Slot[_Answer] | None]] = deque()

    def first() -> tuple[_Item, _Answer | None]:
        item, slot = waiting.popleft()
        return item, slot.result() if slot else None

    for _ in range(workers):
        Thread(target=_labour, args=(slots,), daemon=True).start()
    try:
        for item in items:
            question = ask(item)
            slot = _Slot(question) if question else None
            if slot:
                slots.put(slot)
            waiting.append((item, slot))
            if len(waiting) > 2 * workers:
                yield first()
        while waiting:
            yield first()
    finally:
        for _ in range(workers):
            slots.put(None)


def _labour(slots: "SimpleQueue[_Slot[_Answer] | None]") -> None:
    while slot := slots.get():
        slot.work()
