from datetime import UTC, datetime

from hubcli.core.standing import DONE, DOUBT, OPEN, Sent, new_standing

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_rows_are_open_until_they_are_done_or_in_doubt() -> None:
    standing = new_standing(5)
    standing.finish([1, 2])
    standing.doubt([3, 4], {3: Sent(NOON, NOON)})
    assert [standing.of(number) for number in range(1, 6)] == [DONE, DONE, DOUBT, DOUBT, OPEN]
    assert (standing.doubts, standing.undone) == (2, 1)
    assert standing.sent == {3: Sent(NOON, NOON)}


def test_rows_that_are_not_known_are_open() -> None:
    assert [new_standing(1).of(number) for number in (1, 2, 99)] == [OPEN, OPEN, OPEN]
