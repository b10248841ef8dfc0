"""From when the patience with rows of an earlier session counts."""

from datetime import timedelta

import pytest

from hubcli.core.standing import Sent
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import batch_of, records, stage


@pytest.mark.parametrize(("ago", "left"), [(-5.0, 30.0), (0.0, 30.0), (0.5, 29.5), (29.0, 1.0)])
def test_patience_counts_from_the_last_request(ago: float, left: float) -> None:
    """A server's clock that was set back does not make it longer."""
    one = stage(patience=30.0)
    first = one.hubspot.server_time() - timedelta(seconds=900)
    last = one.hubspot.server_time() - timedelta(seconds=ago)
    delivery = Delivery(batch_of(records(2)), one.terms, one.tools)
    delivery.suspect({0: Sent(first, first), 1: Sent(first, last)})
    assert delivery.advance() == one.clock.now() + left
    assert one.sizes() == []
