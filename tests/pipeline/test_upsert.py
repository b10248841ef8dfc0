"""Rows whose records are looked up before anything is sent: changed by the rules, created, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.mapping import AssociationType, KeyRule, Write
from hubcli.core.outcomes import Created, Existing, InDoubt, Outcome, OutcomeName, Refused, Updated
from hubcli.core.overwrites import Cell, Doing, Overwrite
from hubcli.core.records import Association, Record
from hubcli.core.replies import Unreadable
from hubcli.core.standing import Sent
from hubcli.core.upserts import MADE_MEANWHILE
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.looking_up import LookingUp
from hubcli.pipeline.prepare import Doubtful
from tests.pipeline.builders import EMAIL, Stage, batch_of, names, record, stage
from tests.pipeline.fake_hubspot import (
    Act,
    Change,
    FakeHubSpot,
    answer,
    change_lost,
    change_refused,
    changed,
    lost,
    says,
    stop_then,
    upserted,
    whole,
)
from tests.pipeline.undo_fakes import FakeCount

NUMBER = KeyRule("no")
UPSERT, UPDATE = Doing.UPSERT, Doing.UPDATE
KEYS = pytest.mark.parametrize("key", [EMAIL, NUMBER], ids=["email", "no"])


def row(number: int, key: KeyRule, **more: str) -> Record:
    return record(number, {key.property: f"k{number}", "city": f"new{number}", **more}, key)


def rows(count: int, key: KeyRule) -> list[Record]:
    return [row(number, key) for number in range(1, count + 1)]


def begun(
    doing: Doing,
    key: KeyRule,
    *script: Act,
    there: Sequence[int] = (1,),
    updates: Sequence[Change] = (),
    **more: object,
) -> Stage:
    """A portal that holds records with the keys of some rows."""
    one = stage(*script, key=key, doing=doing, updates=updates, **more)  # type: ignore[arg-type]
    for number in there:
        one.hubspot.put({key.property: f"k{number}", "city": f"old{number}"})
    return one


def cities(one: Stage) -> list[str | None]:
    return [made.properties.get("city") for made in one.hubspot.made]


def overwrites(one: Stage) -> Mapping[int, Overwrite]:
    return one.journal.overwritten(range(100))


@KEYS
def test_what_is_there_is_updated_and_what_is_not_created(key: KeyRule) -> None:
    one = begun(UPSERT, key, there=(1, 3))
    done = one.deliver(rows(3, key))
    assert names(done.outcomes) == ["Updated", "Created", "Updated"]
    assert cities(one) == ["new1", "new3", "new2"]
    assert one.hubspot.looked_up == [("k1", "k2", "k3")]
    assert (one.sizes(), len(one.hubspot.changes)) == (([1], 1) if key is EMAIL else ([3], 0))
    assert overwrites(one) == {
        1: Overwrite("9000", {"city": Cell("old1", "new1")}),
        3: Overwrite("9001", {"city": Cell("old3", "new3")}),
    }
    report = done.report()
    assert (report.created, report.updated, report.http_status) == (
        1,
        2,
        207 if key is EMAIL else 200,
    )
    kinds = [kind for kind, _ in one.journal.events]
    assert kinds.index("overwriting") < kinds.index("about to send")


@KEYS
def test_the_rules_decide_what_is_written(key: KeyRule) -> None:
    rules = {"city": Write.NEVER, "phone": Write.IF_EMPTY}
    one = begun(UPSERT, key, there=(1, 2), rules=rules)
    one.hubspot.change("9001", record(2, {"phone": "1"}))
    three = [row(number, key, phone="2") for number in (1, 2, 3)]
    done = one.deliver(three)
    assert names(done.outcomes) == ["Updated", "Existing", "Created"]
    assert done.outcomes[1] == Existing("9001")
    assert cities(one) == ["old1", "old2", "new3"]
    assert [made.properties["phone"] for made in one.hubspot.made] == ["2", "1", "2"]
    # A row that must not meet a record somebody made meanwhile is created, not upserted.
    assert (one.sizes(), [len(part) for part in one.hubspot.changes]) == ([1], [1])


def test_associations_are_not_for_batch_upsert() -> None:
    one = begun(UPSERT, NUMBER)
    link = Association("7", (AssociationType("HUBSPOT_DEFINED", 279),))
    linked = [one_._replace(associations=(link,)) for one_ in rows(2, NUMBER)]
    assert names(one.deliver(linked).outcomes) == ["Updated", "Created"]
    assert (one.sizes(), len(one.hubspot.changes)) == ([1], 1)
    assert one.hubspot.made[1].associations == (link,)


@pytest.mark.parametrize("key", [EMAIL, NUMBER, KeyRule("hs_object_id")])
def test_an_update_creates_nothing(key: KeyRule) -> None:
    one = begun(UPDATE, key)
    done = one.deliver(rows(2, key))
    assert names(done.outcomes) == ["Updated", "Refused"]
    refused = done.outcomes[1]
    assert isinstance(refused, Refused)
    fault = refused.faults[0]
    assert (fault.code, fault.property) == ("UPDATE_ONLY_IMPORT", key.property)
    assert fault.message == "no record has k2, and an update creates none"
    assert (one.hubspot.requests, cities(one)) == ([], ["new1"])
    assert done.report().http_status == 200


@pytest.mark.parametrize("doing", [UPSERT, UPDATE])
def test_a_row_without_a_key_is_refused(doing: Doing) -> None:
    one = begun(doing, EMAIL)
    done = one.deliver([*rows(1, EMAIL), record(2, {"city": "x"}, EMAIL)])
    assert names(done.outcomes) == ["Updated", "Refused"]
    refused = done.outcomes[1]
    assert isinstance(refused, Refused)
    assert refused.faults[0].code == "MISSING_REQUIRED_PROPERTY"
    assert refused.faults[0].column == "column of email"


def test_all_rows_without_keys_ask_nothing() -> None:
    one = begun(UPSERT, EMAIL)
    assert names(one.deliver([record(1, {"city": "x"}, EMAIL)]).outcomes) == ["Refused"]
    assert (one.hubspot.looked_up, one.hubspot.requests) == ([], [])


# Made or gone in between


@pytest.mark.parametrize("otherwise", [None, whole()])
def test_somebody_made_it_before_the_create(otherwise: Act | None) -> None:
    one = begun(UPSERT, EMAIL, there=(), rules={"city": Write.NEVER}, otherwise=otherwise)

    def meanwhile(hubspot: FakeHubSpot, requested: Sequence[Record]) -> object:
        hubspot.put({"email": "k1", "city": "theirs"})
        return (otherwise or whole())(hubspot, requested)

    one.hubspot.script = iter([meanwhile])  # type: ignore[list-item]
    done = one.deliver([row(1, EMAIL, phone="1")])
    assert done.outcomes == {0: Updated("9000")}
    assert cities(one) == ["theirs"]
    assert overwrites(one) == {1: Overwrite("9000", {"phone": Cell(None, "1")})}


def test_somebody_made_it_before_the_upsert() -> None:
    """It is told, as nobody knows what it held."""

    def meanwhile(hubspot: FakeHubSpot, requested: Sequence[Record]) -> object:
        hubspot.put({"no": "k1", "city": "theirs"})
        return upserted()(hubspot, requested)

    one = begun(UPSERT, NUMBER, meanwhile, there=())  # type: ignore[arg-type]
    assert one.deliver(rows(1, NUMBER)).outcomes == {0: Updated("9000", "", (MADE_MEANWHILE,))}
    assert overwrites(one) == {}


def test_somebody_made_it_before_an_upsert_that_got_no_answer() -> None:
    def meanwhile(hubspot: FakeHubSpot, requested: Sequence[Record]) -> object:
        hubspot.put({"no": "k1", "city": "theirs"}, ago=5.0)
        return lost()(hubspot, requested)

    one = begun(UPSERT, NUMBER, meanwhile, there=())  # type: ignore[arg-type]
    assert one.deliver(rows(1, NUMBER)).outcomes == {0: Updated("9000")}
    assert cities(one) == ["new1"]
    # What it held may have been what the lost request wrote.
    assert overwrites(one) == {}


def test_a_record_that_goes_in_between_is_created_anew() -> None:
    def gone(hubspot: FakeHubSpot, requested: Sequence[Record]) -> object:
        hubspot.made.clear()
        return upserted()(hubspot, requested)

    one = begun(UPSERT, NUMBER, gone)  # type: ignore[arg-type]
    assert names(one.deliver(rows(1, NUMBER)).outcomes) == ["Created"]


# No answer


@pytest.mark.parametrize("done", [True, False])
def test_an_upsert_without_an_answer(*, done: bool) -> None:
    """What was there is updated by its id, what was not is looked up."""

    def unheard(hubspot: FakeHubSpot, requested: Sequence[Record]) -> object:
        if done:
            upserted()(hubspot, requested)
        return lost()(hubspot, requested)

    one = begun(UPSERT, NUMBER, unheard, there=(2,))  # type: ignore[arg-type]
    delivery = one.deliver(rows(3, NUMBER))
    assert names(delivery.outcomes) == ["Created", "Updated", "Created"]
    assert len(one.hubspot.made) == 3
    assert one.sizes() == ([3] if done else [3, 2])
    assert overwrites(one)[2].cells == {"city": Cell("old2", "new2")}


def test_a_row_that_an_upsert_leaves_out() -> None:
    one = begun(UPSERT, NUMBER, upserted(named=lambda at: at == 0), there=(2,))
    assert names(one.deliver(rows(3, NUMBER)).outcomes) == ["Created", "Updated", "Created"]
    assert len(one.hubspot.made) == 3
    assert [pairs[0][0] for pairs in one.hubspot.changes] == ["9000"]


def test_an_upsert_that_says_little_is_read_by_the_ids() -> None:
    quiet = upserted(says_new=False, traces=False, echo=False)
    one = begun(UPSERT, NUMBER, quiet, there=(1, 2))
    assert names(one.deliver(rows(2, NUMBER)).outcomes) == ["Updated", "Updated"]


def test_refused_rows_of_an_upsert() -> None:
    one = begun(UPSERT, NUMBER)
    two = [row(1, NUMBER, bad="x"), row(2, NUMBER)]
    assert names(one.deliver(two).outcomes) == ["Refused", "Created"]


def test_two_keys_of_one_record_go_apart() -> None:
    """HubSpot may take two spellings of a key for one (api.md 4.4)."""
    one = begun(UPSERT, NUMBER)
    twice = [row(1, NUMBER), record(2, {"no": "k1", "city": "last"}, NUMBER)]
    assert names(one.deliver(twice).outcomes) == ["Updated", "Updated"]
    assert (one.sizes(), [len(pairs) for pairs in one.hubspot.changes]) == ([1], [1])
    assert overwrites(one).keys() == {1, 2}


def test_an_update_without_an_answer_keeps_what_was_there_first() -> None:
    one = begun(UPSERT, EMAIL, updates=[change_lost(done=lambda _: True)])
    assert names(one.deliver(rows(1, EMAIL)).outcomes) == ["Updated"]
    assert overwrites(one) == {1: Overwrite("9000", {"city": Cell("old1", "new1")})}


@KEYS
def test_a_look_up_that_may_succeed_later_is_tried_again(key: KeyRule) -> None:
    finds = [Unreadable("503", again=True)] * 2
    one = begun(UPSERT, key, finds=finds)
    assert names(one.deliver(rows(2, key)).outcomes) == ["Updated", "Created"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Unreadable("no scope", again=False, is_denied=True), ExitCode.ACCOUNT),
        (Unreadable("400", again=False), ExitCode.UNAVAILABLE),
        (Unreadable("503", again=True), ExitCode.UNAVAILABLE),
    ],
)
def test_without_a_look_nothing_is_sent(fault: Unreadable, code: ExitCode) -> None:
    one = begun(UPSERT, EMAIL, finds=[fault] * 20, max_wait=20.0)
    done = one.deliver(rows(2, EMAIL))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert done.stop is not None
    assert done.stop.exit_code is code
    assert fault.reason in done.stop.message
    assert (one.hubspot.requests, one.hubspot.changes) == ([], [])


def test_a_run_that_ends_before_the_look_sends_nothing() -> None:
    one = begun(UPSERT, EMAIL)
    one.stopper.stop()
    assert names(one.deliver(rows(1, EMAIL)).outcomes) == ["NotSent"]
    assert one.hubspot.looked_up == []


def test_a_run_that_ends_after_a_lost_upsert_is_in_doubt() -> None:
    one = begun(UPSERT, NUMBER, stop_then(lost()))
    assert names(one.deliver(rows(2, NUMBER)).outcomes) == ["InDoubt", "InDoubt"]


def test_a_token_that_is_refused_leaves_all_unsent() -> None:
    one = begun(UPSERT, NUMBER, says(401))
    done = one.deliver(rows(2, NUMBER))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert list(one.journal.states.values()) == ["not taken"]


# Gone on with


def resumed(one: Stage, many: Sequence[Record]) -> dict[int, Outcome]:
    """A session of before sent all of these a minute ago."""
    left = one.hubspot.server_time() - timedelta(seconds=60)
    delivery = Delivery(batch_of(many), one.terms, one.tools)
    delivery.suspect(dict.fromkeys(range(len(many)), Sent(left, left)))
    for _ in range(100):
        due = delivery.advance()
        if due is None:
            return delivery.outcomes
        one.clock.go_to(due)
    raise AssertionError


@KEYS
@pytest.mark.parametrize("doing", [UPSERT, UPDATE, Doing.CREATE])
def test_what_was_known_to_be_there_is_written_again(key: KeyRule, doing: Doing) -> None:
    """By what was there at first: the record may hold the row's values by now."""
    rules = {"city": Write.IF_EMPTY}
    one = begun(doing, key, there=(), rules=rules)
    one.hubspot.put({key.property: "k1", "city": "new1"}, ago=0.0)
    one.journal.overwrites[1] = Overwrite("9000", {"city": Cell(None, "new1")})
    assert resumed(one, rows(1, key)) == {0: Updated("9000")}
    assert overwrites(one)[1].cells == {"city": Cell(None, "new1")}
    assert [pairs[0][1].properties for pairs in one.hubspot.changes] == [{"city": "new1"}]


def test_what_was_absent_is_settled_by_its_time() -> None:
    one = begun(UPSERT, NUMBER, there=())
    one.hubspot.put({"no": "k1", "city": "new1"}, ago=10.0)
    one.hubspot.put({"no": "k2", "city": "theirs"}, ago=3_600.0)
    outcomes = resumed(one, rows(3, NUMBER))
    assert names(outcomes) == ["Created", "Updated", "Created"]
    assert cities(one) == ["new1", "new2", "new3"]


def test_what_an_update_did_not_write_down_it_did_not_send() -> None:
    one = begun(UPDATE, EMAIL)
    assert names(resumed(one, rows(2, EMAIL))) == ["Updated", "Refused"]


@pytest.mark.parametrize(
    ("doing", "end"), [(UPSERT, "Created"), (UPDATE, "Refused"), (Doing.CREATE, "Created")]
)
def test_what_is_gone_by_then(doing: Doing, end: str) -> None:
    one = begun(doing, EMAIL, there=())
    one.journal.overwrites[1] = Overwrite("9000", {"city": Cell("old1", "new1")})
    assert names(resumed(one, rows(1, EMAIL))) == [end]


def test_a_refusal_of_what_may_have_been_written_before_is_a_doubt() -> None:
    one = begun(UPSERT, EMAIL, updates=[change_refused()])
    one.journal.overwrites[1] = Overwrite("9000", {"worse": Cell("a", "b")})
    (end,) = resumed(one, rows(1, EMAIL)).values()
    assert isinstance(end, InDoubt)


def test_a_record_that_was_merged_is_read_anew() -> None:
    one = begun(UPSERT, EMAIL, there=())
    one.hubspot.put({"email": "k1", "city": "theirs"})
    one.journal.overwrites[1] = Overwrite("77", {"city": Cell("old1", "new1")})
    assert resumed(one, rows(1, EMAIL)) == {0: Updated("9000")}
    assert overwrites(one)[1] == Overwrite("9000", {"city": Cell("theirs", "new1")})


def test_who_takes_a_run_back_does_not_ask_of_what_was_there() -> None:
    one = begun(UPSERT, NUMBER, there=())
    left = one.hubspot.server_time() - timedelta(seconds=60)
    one.hubspot.put({"no": "k1", "city": "new1"}, ago=0.0)
    one.hubspot.put({"no": "k2", "city": "new2"}, ago=30.0)
    one.journal.overwrites[1] = Overwrite("9000", {"city": Cell("old1", "new1")})
    one.journal.overwrites[3] = Overwrite("9007", {"city": Cell("old3", "new3")})
    for number in (1, 2, 3):
        one.journal.ends[number] = OutcomeName.IN_DOUBT
    looking = LookingUp(one.terms, one.tools)
    doubt = Doubtful(batch_of(rows(2, NUMBER), 0), dict.fromkeys((0, 1), Sent(left, left)))
    only = Doubtful(batch_of(rows(3, NUMBER)[2:], 0), {0: Sent(left, left)})
    assert looking.look_up(iter([doubt, only]), FakeCount(), 1) is None
    assert one.hubspot.looked_up == [("k2",)]
    assert isinstance(one.journal.ends[1], InDoubt)
    assert isinstance(one.journal.ends[2], Created)


# Whatever happens


@given(
    there=st.lists(st.integers(1, 6), unique=True),
    losses=st.lists(st.sampled_from(["lost", "done", "half", "well"]), max_size=3),
    key=st.sampled_from([EMAIL, NUMBER]),
)
def test_no_row_is_made_twice_and_what_was_there_is_known(
    there: list[int], losses: list[str], key: KeyRule
) -> None:
    script = [_SCRIPT[name] for name in losses] if key is NUMBER else []
    updates = [_CHANGES[name] for name in losses] if key is EMAIL else []
    one = begun(UPSERT, key, *script, there=there, updates=updates)
    done = one.deliver(rows(6, key))
    ends = ["Updated" if number in there else "Created" for number in range(1, 7)]
    assert names(done.outcomes) == ends
    assert sorted(map(str, cities(one))) == [f"new{number}" for number in range(1, 7)]
    assert {number: one.cells["city"].before for number, one in overwrites(one).items()} == {
        number: f"old{number}" for number in there
    }


@given(
    there=st.lists(st.integers(1, 8), unique=True),
    acts=st.lists(
        st.tuples(st.sampled_from(["lost", "done", "half", "well"]), st.booleans()), max_size=5
    ),
    key=st.sampled_from([EMAIL, NUMBER]),
    doing=st.sampled_from([UPSERT, UPDATE]),
)
def test_cut_off_sessions_lose_nothing_and_know_what_was_there(
    there: list[int], acts: list[tuple[str, bool]], key: KeyRule, doing: Doing
) -> None:
    """Each session ends without waiting for anything where its act says so; another one goes on."""
    one, many = begun(doing, key, there=there), rows(8, key)
    played = iter(acts)

    def meet(well: Act | Change, unheard: Mapping[str, Act | Change]) -> object:
        def act(hubspot: FakeHubSpot, sent: Sequence[object]) -> object:
            name, stops = next(played, ("well", False))
            reply = unheard.get(name, well)(hubspot, sent)  # type: ignore[arg-type]
            if stops:
                one.stopper.abandon()
            return reply

        return act

    creating = {name: _making(part) for name, part in (("lost", 0), ("half", 0.5), ("done", 1))}
    made = meet(answer(), creating) if key is EMAIL else meet(upserted(), _SCRIPT)
    one.hubspot.script = repeat(made)  # type: ignore[arg-type]
    one.hubspot.updates = repeat(meet(changed(), _CHANGES))  # type: ignore[arg-type]
    for _ in range(20):
        one.stopper.stopping = one.stopper.abandoned = False
        if not session(one, many):
            break
        one.clock.go_to(one.clock.now() + 60)
    assert [type(one.journal.ends[row.row.number]).__name__ for row in many] == [
        "Updated" if number in there else ("Created" if doing is UPSERT else "Refused")
        for number in range(1, 9)
    ]
    written = range(1, 9) if doing is UPSERT else there
    assert sorted(map(str, cities(one))) == [f"new{number}" for number in sorted(written)]
    assert {number: two.cells["city"].before for number, two in overwrites(one).items()} == {
        number: f"old{number}" for number in there
    }


def session(one: Stage, many: Sequence[Record]) -> bool:
    """Deliver what the journal says is left, in doubt first; whether anything is left after that."""
    left = [row_ for row_ in many if not is_done(one, row_)]
    sent = [times for row_ in left if (times := times_of(one, row_))]
    doubtful = [row_ for row_ in left if times_of(one, row_)]
    for row_ in left:
        one.journal.ends.pop(row_.row.number, None)
    for rows_ in (doubtful, [row_ for row_ in left if row_ not in doubtful]):
        delivery = Delivery(batch_of(rows_), one.terms, one.tools)
        if rows_ is doubtful:
            delivery.suspect(dict(enumerate(sent)))
        while rows_ and (due := delivery.advance()) is not None:
            one.clock.go_to(due)
    return not all(is_done(one, row_) for row_ in many)


def is_done(one: Stage, row_: Record) -> bool:
    return not isinstance(one.journal.ends.get(row_.row.number), InDoubt | None)


def times_of(one: Stage, row_: Record) -> Sent | None:
    """When the row left in requests of which nobody knows what became of them."""
    times = [
        one.journal.left[attempt]
        for attempt, traces in one.journal.sent.items()
        if row_.trace_id in traces and one.journal.states[attempt] == "about to send"
    ]
    return Sent(min(times), max(times)) if times else None


def _making(part: float) -> Act:
    def act(hubspot: FakeHubSpot, requested: Sequence[Record]) -> object:
        return lost(made=lambda at: at < len(requested) * part)(hubspot, requested)

    return act  # type: ignore[return-value]


def _some(part: float) -> Act:
    def act(hubspot: FakeHubSpot, requested: Sequence[Record]) -> object:
        upserted()(hubspot, requested[: int(len(requested) * part)])
        return lost()(hubspot, requested)

    return act  # type: ignore[return-value]


_SCRIPT = {"lost": _some(0), "done": _some(1), "half": _some(0.5), "well": upserted()}
_CHANGES = {
    "lost": change_lost(),
    "done": change_lost(done=lambda _: True),
    "half": change_lost(done=lambda at: at % 2 == 0),
    "well": changed(),
}


def test_the_terms_are_the_same_for_every_batch() -> None:
    one = begun(UPSERT, NUMBER)
    assert one.terms.upsert_key == "no"
    assert replace(one.terms, doing=UPDATE).upsert_key is None
    assert replace(one.terms, key=EMAIL).upsert_key is None
    assert replace(one.terms, key=None).upsert_key is None
