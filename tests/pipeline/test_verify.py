"""Records are read back so many at a time, and every one is compared."""

from collections.abc import Iterator, Mapping, Sequence

from hubcli.core.schema import ObjectSchema
from hubcli.core.undo import Held, Seen
from hubcli.core.verification import Expected, Link, LinkType, Mark
from hubcli.errors import ExitCode, UnavailableError
from hubcli.pipeline.verify import MOST_READ, Verifier
from tests.pipeline.fakes import FakeStopper

TYPE = LinkType("HUBSPOT_DEFINED", 279)
SCHEMA = ObjectSchema("contacts")


class Shelf:
    """Records by their ids."""

    def __init__(self, held: Mapping[str, Mapping[str, str]], *, unreadable: str = "") -> None:
        self.held = held
        self.unreadable = unreadable
        self.asked: list[int] = []
        self.linked: dict[str, dict[str, frozenset[LinkType]]] = {}

    def records(self, ids: Sequence[str], properties: Sequence[str]) -> Seen:
        self.asked.append(len(ids))
        if self.unreadable == "records":
            raise UnavailableError("gone", "Later.")
        found = {one: Held(one, dict(self.held[one]), None) for one in ids if one in self.held}
        return Seen(found)

    def links(
        self, to_object: str, ids: Sequence[str]
    ) -> Mapping[str, Mapping[str, frozenset[LinkType]]] | None:
        if self.unreadable == to_object:
            return None
        return {one: self.linked[one] for one in ids if one in self.linked}


class Counter:
    def __init__(self) -> None:
        self.done = 0

    def advance(self, done: int) -> None:
        self.done += done


def rows(number: int, *links: Link) -> Iterator[Expected]:
    for index in range(1, number + 1):
        yield Expected(index, "a.csv", index + 1, str(index), {"city": "Oslo"}, links)


def verified(shelf: Shelf, given: Iterator[Expected]) -> tuple[Verifier, Counter]:
    verifier, counter = Verifier(shelf, SCHEMA), Counter()
    assert verifier.run(given, counter, FakeStopper(), concurrency=3) is None
    return verifier, counter


def test_every_record_is_looked_at_in_hundreds() -> None:
    shelf = Shelf({str(number): {"city": "Oslo"} for number in range(1, 251)})
    verifier, counter = verified(shelf, rows(250))
    assert sorted(shelf.asked) == [50, MOST_READ, MOST_READ]
    assert (verifier.found.same, counter.done) == (250, 250)
    assert verified(shelf, rows(0))[0].found.checked == 0


def test_what_differs_is_missing_or_not_linked_is_found() -> None:
    shelf = Shelf({"1": {"city": "Oslo"}, "2": {"city": "Bergen"}, "3": {"city": "Oslo"}})
    shelf.linked = {"1": {"7": frozenset({TYPE})}, "2": {"7": frozenset({TYPE})}}
    verifier, _ = verified(shelf, rows(4, Link("companies", "7", TYPE)))
    found = {(one.row.number, one.mark) for one in verifier.found.shown}
    assert found == {(2, Mark.DIFFERENT), (3, Mark.MISSING_LINK), (4, Mark.GONE)}


def test_associations_that_can_not_be_read_are_said_and_no_difference() -> None:
    shelf = Shelf({"1": {"city": "Oslo"}}, unreadable="companies")
    verifier, _ = verified(shelf, rows(1, Link("companies", "7", TYPE)))
    assert verifier.found.is_clean
    assert verifier.unread == {"companies"}


def test_a_portal_that_can_not_be_read_ends_it() -> None:
    verifier = Verifier(Shelf({}, unreadable="records"), SCHEMA)
    stop = verifier.run(rows(3), Counter(), FakeStopper(), concurrency=1)
    assert stop is not None
    assert stop.exit_code is ExitCode.UNAVAILABLE
