"""What a time means does not hang on where the machine stands."""

import time
from collections.abc import Iterator

import pytest

from hubcli.core.casts import reader_of
from hubcli.core.mapping import Cast, Kind
from hubcli.core.sameness import same
from hubcli.core.schema import ObjectSchema, Property

SCHEMA = ObjectSchema(
    "contacts", {"born": Property("born", type="date"), "seen": Property("seen", type="datetime")}
)


@pytest.fixture(autouse=True)
def _tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "cast"),
    [
        ("2026-03-31T10:00:00+02:00", Cast(Kind.DATETIME)),
        ("2026-03-31T08:00:00", Cast(Kind.DATETIME, zone="UTC")),
        ("31.03.2026 10:00", Cast(Kind.DATETIME, "%d.%m.%Y %H:%M", zone="Europe/Berlin")),
    ],
)
def test_times_are_sent_in_utc(text: str, cast: Cast) -> None:
    assert reader_of(cast)(text) == "2026-03-31T08:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "sent", "held"),
    [
        ("born", "2026-03-31", "1774915200000"),
        ("born", "1969-12-31", "-86400000"),
        ("seen", "2026-03-31T08:00:00", "2026-03-31T08:00:00Z"),
        ("seen", "2026-03-31T17:00:00+09:00", "1774944000000"),
    ],
)
def test_times_are_compared_in_utc(name: str, sent: str, held: str) -> None:
    assert same(name, sent, held, SCHEMA)
