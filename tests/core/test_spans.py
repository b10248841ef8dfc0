import math

import pytest

from hubcli.core.spans import span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (0.2, "1 second"),
        (90, "90 seconds"),
        (119.5, "120 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (7_199, "120 minutes"),
        (7_200, "2 hours"),
        (86_400, "24 hours"),
        (172_800, "2 days"),
        (86_400_000, "1000 days"),
        (86_400_001, "years"),
        (math.inf, "years"),
        (math.nan, "years"),
        (-1, "years"),
    ],
)
def test_a_span_is_rounded_up_and_never_more_precise_than_it_can_be(
    seconds: float, words: str
) -> None:
    assert span(seconds) == words
