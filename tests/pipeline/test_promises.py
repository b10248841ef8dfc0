"""Nothing lost, nothing twice, whatever HubSpot does and whenever somebody stops it."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.existing import OnExisting
from hubcli.core.mapping import KeyRule
from hubcli.core.outcomes import (
    Created,
    Existing,
    InDoubt,
    NotSent,
    Outcome,
    OutcomeName,
    Refused,
    Updated,
    name_of,
)
from hubcli.core.records import Record
from hubcli.core.replies import Unreadable
from tests.pipeline.builders import EMAIL, IMPORT_KEY, Stage, batches, record, stage
from tests.pipeline.fake_hubspot import (
    Act,
    Change,
    Made,
    answer,
    change_lost,
    change_refused,
    changed,
    lost,
    never_sent,
    says,
    stop_then,
    stored,
    unusable,
    whole,
)

RECORDS_STILL_BEING_WRITTEN = st.floats(0.1, 25.0)
"""Seconds; less than the patience of 30."""


@st.composite
def choices(draw: st.DrawFn) -> Sequence[bool]:
    return draw(st.lists(st.booleans(), min_size=12, max_size=12))


@st.composite
def answers(draw: st.DrawFn) -> Act:
    kept = draw(choices() | st.just([True] * 12))
    return answer(
        http_status=draw(st.sampled_from([200, 201, 207, 502])),
        trace=draw(st.booleans()),
        echo=draw(st.booleans()),
        named_errors=draw(st.booleans()),
        scrambled=draw(st.booleans()),
        twice=draw(st.booleans()),
        keep=kept.__getitem__,
        status=draw(st.sampled_from(["COMPLETE", "CANCELED", "PENDING", "PROCESSING", None])),
        num_errors=draw(st.none() | st.integers(0, 5)),
    )


@st.composite
def losses(draw: st.DrawFn) -> Act:
    made = draw(choices())
    late = draw(st.just(0.0) | RECORDS_STILL_BEING_WRITTEN)
    return lost(made=made.__getitem__, late=late)


def refusals() -> st.SearchStrategy[Act]:
    return st.sampled_from(
        [
            whole(),
            whole(names_rows=True),
            says(400, "Property values were not valid"),
            says(401, "expired"),
            says(403, "scopes"),
            says(404, "404 Not Found", category=None),
            says(415),
        ]
    )


def waits() -> st.SearchStrategy[Act]:
    return st.sampled_from(
        [
            never_sent(),
            says(423),
            says(429, policy="SECONDLY"),
            says(429, policy="TEN_SECONDLY_ROLLING", interval=10.0),
            says(429, "You have reached your secondly limit."),
            says(429, retry_after=0.0),
            says(429, policy="DAILY"),
            says(477, retry_after=40.0),
            says(477, retry_after=40_000.0),
        ]
    )


def riddles() -> st.SearchStrategy[Act]:
    return st.builds(
        unusable,
        st.sampled_from([200, 201, 204, 302, 408, 500, 502, 503, 504, 524]),
        made=st.booleans(),
    )


ACTS = st.one_of(answers(), losses(), refusals(), waits(), riddles())
SCRIPTS = st.lists(ACTS | st.builds(stop_then, ACTS), max_size=8)
FINDS = st.lists(
    st.none() | st.just(Unreadable("503", again=True)) | st.just(Unreadable("403", again=False)),
    max_size=4,
)


@st.composite
def rows(draw: st.DrawFn, key: KeyRule | None) -> list[Record]:
    """Some alike, some bad, some with fewer values, some with no key."""
    made = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        properties = {"firstname": draw(st.sampled_from(["Ada", "Bob"]))}
        if draw(st.booleans()):
            properties["lastname"] = draw(st.sampled_from(["X", "Y"]))
        if draw(st.integers(0, 5)) == 0:
            properties["bad"] = "yes"
        if key and draw(st.integers(0, 5)):
            properties[key.property] = f"Key{number}@Example.com"
        made.append(record(number, properties, key))
    return made


Form = tuple[tuple[str, str], ...]


def form(made: Made | Record) -> Form:
    return tuple(sorted(stored(made.properties).items()))


def check(one: Stage, records: Sequence[Record], outcomes: dict[int, Outcome]) -> None:
    portal = [made for made in one.hubspot.made if made.trace_id]
    assert sorted(outcomes) == list(range(len(records)))

    made_for = Counter(made.trace_id for made in portal)
    assert all(number == 1 for number in made_for.values()), "a row is there twice"

    there = {made.id: made for made in portal}
    ids = [end.id for end in outcomes.values() if isinstance(end, Created) and end.id]
    assert len(ids) == len(set(ids)), "two rows have one id"

    surely: Counter[Form] = Counter()
    at_most: Counter[Form] = Counter()
    for index, end in outcomes.items():
        row = records[index]
        match end:
            case Created(id=""):
                assert made_for[row.trace_id] == 1
            case Created(id=number):
                assert form(there[number]) == form(row)
            case Refused(faults) | InDoubt(faults):
                assert faults
        surely[form(row)] += isinstance(end, Created)
        at_most[form(row)] += isinstance(end, Created | InDoubt)
    held = Counter(map(form, portal))
    for values in {*surely, *held}:
        assert surely[values] <= held[values] <= at_most[values]


def journal_agrees(one: Stage, records: Sequence[Record], outcomes: dict[int, Outcome]) -> None:
    """What the journal says is enough to go on: an attempt without an end is in doubt."""
    for index, end in outcomes.items():
        written = one.journal.ends.get(records[index].row.number)
        assert written == (None if isinstance(end, NotSent) else end)
    assert len(one.journal.sent) == len(one.hubspot.requests)
    sent = (tuple(row.trace_id for row in request) for request in one.hubspot.requests)
    assert Counter(sent) == Counter(one.journal.sent.values())


@pytest.mark.parametrize("key", [EMAIL, IMPORT_KEY, None], ids=["email", "import key", "no key"])
@given(data=st.data())
def test_every_row_has_one_true_end(key: KeyRule | None, data: st.DataObject) -> None:
    records = data.draw(rows(key))
    one = stage(*data.draw(SCRIPTS), key=key, finds=data.draw(FINDS))
    outcomes = one.deliver(records).outcomes
    check(one, records, outcomes)
    journal_agrees(one, records, outcomes)


@pytest.mark.parametrize("key", [EMAIL, IMPORT_KEY, None], ids=["email", "import key", "no key"])
@given(data=st.data(), size=st.integers(1, 5), concurrency=st.integers(1, 3))
def test_a_run_accounts_for_every_row(
    key: KeyRule | None, data: st.DataObject, size: int, concurrency: int
) -> None:
    records = data.draw(rows(key))
    # Whoever waits for a batch in doubt looks at the clock, and then all of the patience is over.
    one = stage(*data.draw(SCRIPTS), key=key, finds=data.draw(FINDS), tick=100.0)
    prepared = batches(*(records[at : at + size] for at in range(0, len(records), size)))
    end = one.run(prepared, concurrency=concurrency)
    assert end.tally.read == len(records)
    assert all(number >= 0 for number in end.tally.counts.values())
    ends = [one.journal.ends.get(row.row.number, NotSent()) for row in records]
    outcomes = {index: end for index, end in enumerate(ends) if not isinstance(end, OutcomeName)}
    check(one, records, outcomes)
    journal_agrees(one, records, outcomes)
    assert Counter(map(name_of, outcomes.values())) == Counter(
        {name: number for name, number in end.tally.counts.items() if number}
    )
    assert len(one.journal.reports) == end.batches


@pytest.mark.parametrize("key", [EMAIL, IMPORT_KEY], ids=["email", "import key"])
@given(data=st.data())
def test_with_keys_and_nobody_stopping_all_good_rows_get_there(
    key: KeyRule, data: st.DataObject
) -> None:
    records = [row for row in data.draw(rows(key)) if row.key]
    if not records:
        return
    harmless = st.one_of(answers(), losses(), riddles(), st.just(whole()), st.just(never_sent()))
    one = stage(*data.draw(st.lists(harmless, max_size=3)), key=key)
    outcomes = one.deliver(records).outcomes
    check(one, records, outcomes)
    for index, end in outcomes.items():
        bad = "bad" in records[index].properties
        assert isinstance(end, Refused if bad else Created), end


# Records that were there before


@st.composite
def changes(draw: st.DrawFn) -> Change:
    flags = draw(choices())
    return draw(
        st.sampled_from(
            [
                changed(named=flags.__getitem__),
                changed(named=flags.__getitem__, traces=False),
                change_lost(done=flags.__getitem__),
                change_refused(),
                change_refused(names_rows=True),
                change_refused(401),
                change_refused(429, policy="SECONDLY"),
                change_refused(500),
            ]
        )
    )


def with_holders(data: st.DataObject, one: Stage, records: Sequence[Record]) -> dict[str, Made]:
    """Some rows have a record of before; by its key. Some rows HubSpot will not take as values."""
    there: dict[str, Made] = {}
    for row in records:
        if row.key and data.draw(st.booleans()):
            there[row.key] = one.hubspot.put({"email": row.key})
            if data.draw(st.integers(0, 3)) == 0:
                row.properties["worse"] = "yes"
    one.hubspot.names_holders = data.draw(st.booleans())
    return there


def check_holders(
    one: Stage,
    records: Sequence[Record],
    outcomes: dict[int, Outcome],
    there: dict[str, Made],
) -> None:
    now = {made.id: made for made in one.hubspot.made}
    for index, end in outcomes.items():
        row = records[index]
        before = there.get(row.key or "")
        match end:
            case Existing(number):
                assert before is not None
                assert (number, now[number]) == (before.id, before)
            case Updated(number):
                assert before is not None
                assert number == before.id
                assert now[number].properties.items() >= stored(row.properties).items()
            case Created():
                assert before is None
            case Refused() | NotSent() if before:
                assert now[before.id] == before, "it was changed, and nobody says so"


@pytest.mark.parametrize("policy", [OnExisting.SKIP, OnExisting.UPDATE])
@given(data=st.data())
def test_a_row_that_is_there_is_named_or_changed_or_it_is_said_why_not(
    policy: OnExisting, data: st.DataObject
) -> None:
    records = data.draw(rows(EMAIL))
    script, finds = data.draw(SCRIPTS), data.draw(FINDS)
    updates = data.draw(st.lists(changes(), max_size=6))
    one = stage(*script, finds=finds, updates=updates, on_existing=policy)
    there = with_holders(data, one, records)
    outcomes = one.deliver(records).outcomes
    check(one, records, outcomes)
    check_holders(one, records, outcomes, there)
    assert policy is OnExisting.UPDATE or not one.hubspot.changes
    for index, end in outcomes.items():
        written = one.journal.ends.get(records[index].row.number)
        assert written == (None if isinstance(end, NotSent) else end)


@given(data=st.data())
def test_nobody_stopping_all_rows_get_there_one_way_or_the_other(data: st.DataObject) -> None:
    records = [row for row in data.draw(rows(EMAIL)) if row.key and "bad" not in row.properties]
    if not records:
        return
    flags = data.draw(choices())
    updates = data.draw(
        st.lists(st.sampled_from([change_lost(done=flags.__getitem__), changed()]), max_size=3)
    )
    one = stage(updates=updates, on_existing=OnExisting.UPDATE)
    there = with_holders(data, one, records)
    for row in records:
        row.properties.pop("worse", None)
    outcomes = one.deliver(records).outcomes
    check_holders(one, records, outcomes, there)
    for index, end in outcomes.items():
        assert isinstance(end, Updated if records[index].key in there else Created)
