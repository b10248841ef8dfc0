"""Nothing lost, nothing twice, nothing misreported: whole runs under faults and kill -9, and what they come to."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from hubcli.core.mapping import Duplicates
from hubcli.core.outcomes import OutcomeName
from hubcli.core.records import Record
from tests.chaos.judge import C, E, N, R, Told, after_a_session
from tests.chaos.scripts import Script, companies, contacts, deals
from tests.chaos.server import BAD
from tests.chaos.sessions import PATIENCE, Import, SessionPlan
from tests.chaos.world import World, stored

_SCRIPTS = int(os.environ.get("HUBCLI_CHAOS", "525"))
_MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
_MOST_SESSIONS = 12

chaos = settings(
    max_examples=_SCRIPTS // 3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@chaos
@given(contacts())
def test_contacts_by_email(script: Script) -> None:
    _lived_through(script)


@chaos
@given(deals())
def test_deals_by_import_key(script: Script) -> None:
    _lived_through(script)


@chaos
@given(companies())
def test_companies_without_a_key(script: Script) -> None:
    _lived_through(script)


def _lived_through(script: Script) -> None:
    key = script.job.key
    world = World(key.property if key else None)
    for properties in script.there:
        world.make(properties, None, ago=3_600.0)
    with TemporaryDirectory(dir=_MEMORY) as home:
        one = Import(script.job, world, iter(script.acts), iter(script.reads), Path(home))
        for plan in script.sessions:
            after_a_session(one, one.session(plan))
        found = _gone_on_with(one)
    if key:
        _all_is_settled(one, found)
    else:
        assert all(found.outcome(number) is not N for number in range(1, found.total + 1))


def _gone_on_with(one: Import) -> Told:
    """`resume`, until nothing is left that it could do; nothing goes wrong any more."""
    one.acts, one.reads = iter(()), iter(())
    for _ in range(_MOST_SESSIONS):
        one.world.pass_by(PATIENCE + 30)
        found = after_a_session(one, one.session(SessionPlan()))
        if one.known().is_finished or not (one.job.key or _open(found)):
            return found
    raise AssertionError("it never ends")


def _open(found: Told) -> bool:
    return any(found.outcome(number) is N for number in range(1, found.total + 1))


def _all_is_settled(one: Import, found: Told) -> None:
    """Where there is a key, every row's end is what it must be."""
    assert not one.world.coming()
    there = {record.trace: record for record in one.world.held()}
    for number in range(1, found.total + 1):
        outcome, expected = found.outcome(number), _expected(one, found, number)
        assert outcome is expected, f"row {number} is {outcome}, and not {expected}"
        assert (f"run-{number}" in there) == (outcome is C)


def _expected(one: Import, found: Told, number: int) -> OutcomeName:
    row = found.records.get(number)
    if row is None:
        return R
    same = [n for n, other in found.records.items() if row.key is not None and other.key == row.key]
    policy = one.job.duplicates
    if len(same) > 1 and policy is Duplicates.REFUSE:
        return R
    leader = same[0] if policy is Duplicates.FIRST else same[-1]
    refused = _is_refused(one, found.records[leader])
    if leader == number:
        return R if refused else C
    return R if refused else E


def _is_refused(one: Import, row: Record) -> bool:
    others = (record for record in one.world.held() if record.trace is None)
    key = one.job.key.property if one.job.key else ""
    mine = stored(row.properties).get(key)
    return BAD in row.properties or any(record.properties.get(key) == mine for record in others)
