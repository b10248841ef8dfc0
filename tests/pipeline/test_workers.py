import pytest

from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.workers import Workers
from tests.pipeline.builders import batch_of, records, stage
from tests.pipeline.fake_hubspot import lost


def test_deliveries_come_back_with_when_to_go_on() -> None:
    one = stage(lost())
    workers = Workers(1)
    first = Delivery(batch_of(records(1)), one.terms, one.tools)
    second = Delivery(batch_of(records(1, first=2)), one.terms, one.tools)
    workers.take(first)
    workers.take(second)
    assert workers.next(timeout=5) == (first, one.clock.now() + 30.0)
    assert workers.next(timeout=5) == (second, None)
    assert workers.next(timeout=0.001) is None
    workers.end()


def test_what_a_worker_raises_is_raised_where_it_is_waited_for() -> None:
    one = stage(lambda _hubspot, _rows: 1 / 0)  # type: ignore[arg-type,return-value]
    workers = Workers(2)
    workers.take(Delivery(batch_of(records(1)), one.terms, one.tools))
    with pytest.raises(ZeroDivisionError):
        workers.next(timeout=5)
    workers.end()
