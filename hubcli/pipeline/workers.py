"""A few threads that take deliveries on, and hand them back with what came of it."""

from queue import Empty, SimpleQueue
from threading import Thread

from hubcli.pipeline.deliver import Delivery


class Workers:
    """At most so many requests in flight as there are threads."""

    def __init__(self, threads: int) -> None:
        """Start them. They are daemons: a second Ctrl-C does not wait for a request in flight."""
        self._tasks: SimpleQueue[Delivery | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Delivery, float | BaseException | None]] = SimpleQueue()
        self._threads = threads
        for number in range(threads):
            Thread(target=self._work, name=f"hubcli-{number}", daemon=True).start()

    def take(self, delivery: Delivery) -> None:
        """Go on with it as soon as a thread is free."""
        self._tasks.put(delivery)

    def next(self, timeout: float) -> tuple[Delivery, float | None] | None:
        """A delivery and when to go on with it (None: it is done); None when none came in time.

        Raises what the worker raised.
        """
        try:
            delivery, due = self._done.get(timeout=timeout)
        except Empty:
            return None
        if isinstance(due, BaseException):
            raise due
        return delivery, due

    def end(self) -> None:
        """Let the threads end after what they are at."""
        for _ in range(self._threads):
            self._tasks.put(None)

    def _work(self) -> None:
        while (delivery := self._tasks.get()) is not None:
            try:
                self._done.put((delivery, delivery.advance()))
            except BaseException as error:  # noqa: BLE001 - handed to the main thread, which raises it
                self._done.put((delivery, error))
