import pytest

from hubcli.core.claims import claimed
from hubcli.core.mapping import KeyRule
from hubcli.core.outcomes import ALREADY_EXISTS, Created, Fault, Outcome, Refused
from hubcli.core.records import Record
from hubcli.core.rows import SourceRow

EMAIL = KeyRule("email")


def _record(key: str | None = "a@b.co") -> Record:
    return Record("t-1", {}, (), key, SourceRow(1, 2, (), ()))


def _there(name: str | None = "email", holder: str | None = "7") -> Fault:
    return Fault("exists", ALREADY_EXISTS, "CONFLICT", name, existing_id=holder)


@pytest.mark.parametrize(
    ("outcome", "holder"),
    [
        (Refused((_there(),)), "7"),
        (Refused((_there(holder=None), _there())), "7"),
        (Refused((_there(holder=None),)), ""),
        (Refused((_there(None),)), ""),
        (Refused((_there(), _there(None))), ""),
        (Refused((_there("passport"),)), None),
        (Refused((_there(), _there("passport"))), None),
        (Refused((_there(), Fault("bad"))), None),
        (Refused((Fault("bad"),)), None),
        (Created("1"), None),
    ],
)
def test_who_has_the_key(outcome: Outcome, holder: str | None) -> None:
    assert claimed(outcome, _record(), EMAIL) == holder


def test_without_a_key_nobody_has_it() -> None:
    outcome = Refused((_there(),))
    assert claimed(outcome, _record(None), EMAIL) is None
    assert claimed(outcome, _record(), None) is None
