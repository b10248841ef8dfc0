"""How the updates of rows that were there before are cut, waited for and counted."""

import pytest

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import InDoubt, Updated
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, Reply, Result
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import EMAIL, Stage, batch_of, names, record, records, stage
from tests.pipeline.fake_hubspot import (
    Change,
    FakeHubSpot,
    Pairs,
    change_lost,
    change_refused,
    changed,
)


def there(count: int, *updates: Change) -> tuple[Stage, list[Record]]:
    """Rows whose records are all there."""
    one = stage(on_existing=OnExisting.UPDATE, updates=updates)
    for number in range(1, count + 1):
        one.hubspot.put({"email": f"row{number}@example.com"})
    return one, records(count)


def twins(*updates: Change) -> tuple[Stage, list[Record]]:
    """Two rows with one key: each is an update of its own."""
    one = stage(on_existing=OnExisting.UPDATE, updates=updates)
    one.hubspot.put({"email": "a@b.co"})
    rows = [record(n, {"email": "a@b.co", "firstname": f"n{n}"}, EMAIL) for n in (1, 2)]
    return one, rows


def sizes(one: Stage) -> list[int]:
    return [len(pairs) for pairs in one.hubspot.changes]


@pytest.mark.parametrize(
    ("worse", "names_rows", "expected"),
    [
        ([2], False, [5, 3, 2, 1, 2]),
        ([2], True, [5, 4, 1]),
        ([0, 4], True, [5, 3, 1, 1]),
        ([0, 1, 2, 3, 4], True, [5, 3, 2, 1, 1, 1, 2, 1, 1]),
    ],
)
def test_a_refused_update_is_cut_down_to_the_rows_at_fault(
    worse: list[int], *, names_rows: bool, expected: list[int]
) -> None:
    one, rows = there(5, *[change_refused(names_rows=names_rows)] * 20)
    for at in worse:
        rows[at].properties["worse"] = "yes"
    found = names(one.deliver(rows).outcomes)
    assert found == ["Refused" if at in worse else "Updated" for at in range(5)]
    assert sizes(one) == expected


def test_a_lost_update_is_waited_with() -> None:
    one, rows = there(1, change_lost())
    delivery = Delivery(batch_of(rows), one.terms, one.tools)
    assert delivery.advance() == one.clock.now() + 2.0
    assert sizes(one) == [1]
    one.clock.go_to(one.clock.now() + 2.0)
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["Updated"]


def test_losses_are_counted_anew_after_an_answer() -> None:
    one, rows = twins(*[change_lost()] * 3, changed(), *[change_lost()] * 3, changed())
    done = one.deliver(rows)
    assert names(done.outcomes) == ["Updated", "Updated"]
    assert sizes(one) == [1] * 8


def test_why_a_run_ends_that_is_never_answered() -> None:
    one, rows = there(1, *[change_lost()] * 9)
    stop = one.deliver(rows).stop
    assert stop is not None
    assert (stop.exit_code, stop.message) == (
        ExitCode.UNAVAILABLE,
        "HubSpot does not take it: the connection was lost",
    )


def not_named(_: FakeHubSpot, __: Pairs) -> Reply:
    return Answer(200, BatchBody((Result("1", {}),), (), "COMPLETE"))


def stopping(act: Change) -> Change:
    def stops(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        hubspot.stopper.stop()
        return act(hubspot, pairs)

    return stops


def doubts(done: Delivery) -> dict[int, str]:
    ends = done.outcomes.items()
    return {index: end.faults[0].message for index, end in ends if isinstance(end, InDoubt)}


UNNAMED = "HubSpot's answer does not name its update; the run ended"


def test_what_is_known_of_one_update_is_kept_when_another_is_lost() -> None:
    one, rows = twins(not_named, stopping(change_lost()))
    assert doubts(one.deliver(rows)) == {0: UNNAMED, 1: "the connection was lost; the run ended"}


def test_what_is_known_of_one_update_is_kept_when_another_is_done() -> None:
    one, rows = twins(not_named, stopping(changed()))
    done = one.deliver(rows)
    assert (names(done.outcomes), doubts(done)) == (["InDoubt", "Updated"], {0: UNNAMED})


def test_a_row_whose_update_nobody_waits_for_any_more_is_in_doubt() -> None:
    one, rows = there(2)
    delivery = Delivery(batch_of(rows), one.terms, one.tools)

    def abandoned(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        delivery.abandon()
        return changed()(hubspot, pairs)

    one.hubspot.updates = iter([abandoned])
    delivery.advance()
    why = "HubSpot had not answered its update yet; the run ended"
    assert doubts(delivery) == {0: why, 1: why}


def test_an_update_is_told_with_its_address() -> None:
    def addressed(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        return Answer(200, BatchBody(tuple(Result(id_, {}, url=f"u/{id_}") for id_, _ in pairs)))

    one, rows = there(1, addressed)
    (end,) = one.deliver(rows).outcomes.values()
    assert isinstance(end, Updated)
    assert end.url == f"u/{end.id}"
