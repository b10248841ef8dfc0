"""Threads that share work: all of it is done, and the first reason to end is told."""

from threading import Event

from hubcli.core.outcomes import Stop
from hubcli.errors import ExitCode
from hubcli.pipeline.undo_courier import Ended
from hubcli.pipeline.undo_crew import Crew
from tests.pipeline.fakes import FakeStopper


class _Watching(FakeStopper):
    """Tells when the main thread looks around for the first time, and ends it the second time."""

    def __init__(self, looked: Event, looks: int) -> None:
        self._looked = looked
        self._looks = looks
        self._value = False
        super().__init__()

    @property
    def abandoned(self) -> bool:
        self._looked.set()
        self._looks -= 1
        return self._looks < 0

    @abandoned.setter
    def abandoned(self, value: bool) -> None:
        self._value = value


def test_the_main_thread_waits_for_the_others() -> None:
    looked, done = Event(), list[int]()

    def work(item: int) -> None:
        looked.wait(10)
        done.append(item)

    assert Crew(iter(range(3)), work, _Watching(looked, 1_000)).run(2) is None
    assert sorted(done) == [0, 1, 2]


def test_nobody_is_waited_for_when_it_is_abandoned() -> None:
    looked, never = Event(), Event()
    stopper = _Watching(looked, 1)

    def work(_: int) -> None:
        looked.wait(10)
        stopper.stop()
        never.wait(10)

    stop = Crew(iter(range(3)), work, stopper).run(1)
    assert stop is not None
    assert stop.exit_code is ExitCode.INTERRUPTED
    never.set()


def test_the_gravest_reason_is_told() -> None:
    stops = [Stop(ExitCode.UNAVAILABLE, "down"), Stop(ExitCode.ACCOUNT, "token")]
    both = Event()
    waiting = list[int]()

    def work(item: int) -> Ended:
        waiting.append(item)
        if len(waiting) == len(stops):
            both.set()
        both.wait(10)
        return Ended(stops[item])

    stop = Crew(iter(range(2)), work, FakeStopper()).run(2)
    assert stop == stops[1]
