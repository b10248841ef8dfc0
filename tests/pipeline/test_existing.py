"""Rows whose key a record has that was there before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import Created, Existing, Fault, InDoubt, Refused, Updated
from hubcli.core.records import Record
from hubcli.core.replies import (
    Answer,
    BatchBody,
    Found,
    Problem,
    Reply,
    Result,
    Unreadable,
)
from hubcli.core.results import Requests
from hubcli.core.standing import Sent
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.prepare import Doubtful
from tests.pipeline.builders import (
    EMAIL,
    IMPORT_KEY,
    Stage,
    batch_of,
    batches,
    counts,
    names,
    record,
    records,
    stage,
)
from tests.pipeline.fake_hubspot import (
    Act,
    Change,
    FakeHubSpot,
    Made,
    Pairs,
    answer,
    change_lost,
    change_refused,
    changed,
    lost,
    whole,
)

SKIP, UPDATE = OnExisting.SKIP, OnExisting.UPDATE


def met(
    policy: OnExisting, *updates: Change, there: Sequence[int] = (1,), **more: object
) -> tuple[Stage, list[Made]]:
    """A portal that holds records with these rows' keys."""
    script = more.pop("script", ())
    one = stage(*script, on_existing=policy, updates=updates, **more)  # type: ignore[misc,arg-type]
    held = [one.hubspot.put({"email": f"row{number}@example.com"}) for number in there]
    return one, held


def swap(one: Stage, hubspot: FakeHubSpot) -> None:
    """The same records in a portal that behaves in another way."""
    hubspot.made = one.hubspot.made
    one.hubspot, one.tools = hubspot, replace(one.tools, hubspot=hubspot)


def values(one: Stage, made: Made) -> dict[str, str]:
    return next(now.properties for now in one.hubspot.made if now.id == made.id)


# Skip


@pytest.mark.parametrize("otherwise", [answer(), whole(), whole(names_rows=True)])
def test_a_row_that_is_there_is_named_and_nothing_is_changed(otherwise: object) -> None:
    one, (there,) = met(SKIP, otherwise=otherwise)
    done = one.deliver(records(3))
    assert names(done.outcomes) == ["Existing", "Created", "Created"]
    assert done.outcomes[0] == Existing(there.id)
    assert values(one, there) == {"email": "row1@example.com"}
    assert (one.hubspot.changes, one.hubspot.looked_up) == ([], [])
    report = done.report()
    assert (report.created, report.existing, report.updated, report.refused) == (2, 1, 0, 0)


def test_whose_id_is_not_named_is_looked_up_all_in_one_request() -> None:
    one, there = met(SKIP, there=(1, 3))
    one.hubspot.names_holders = False
    done = one.deliver(records(3))
    assert done.outcomes[0] == Existing(there[0].id)
    assert done.outcomes[2] == Existing(there[1].id)
    assert one.hubspot.looked_up == [("row1@example.com", "row3@example.com")]


def hidden_answer(act: Act) -> Act:
    """The last row is neither made nor named."""

    def hiding(hubspot: FakeHubSpot, rows: Sequence[Record]) -> Reply:
        return act(hubspot, rows[:-1])

    return hiding


class Hidden(FakeHubSpot):
    """Claims that records are there, and shows none."""

    def find(self, key: str, values: object, properties: object) -> Found:
        return {}


def test_who_is_claimed_and_not_found_is_refused_and_it_is_said() -> None:
    one, _ = met(SKIP)
    swap(one, Hidden(one.clock, one.stopper, key="email"))
    one.hubspot.names_holders = False
    refused = one.deliver(records(2)).outcomes[0]
    assert isinstance(refused, Refused)
    assert refused.faults[0].code == "ALREADY_EXISTS"
    assert refused.faults[0].message == ("Contact already exists (no record with its key is found)")


def test_a_look_up_that_may_succeed_later_is_tried_again() -> None:
    fault = Unreadable("503", again=True)
    one, (there,) = met(SKIP, finds=[fault, fault])
    one.hubspot.names_holders = False
    assert one.deliver(records(1)).outcomes == {0: Existing(there.id)}
    assert len(one.hubspot.looked_up) == 3


@pytest.mark.parametrize("again", [True, False])
def test_a_look_up_that_never_succeeds_leaves_the_refusal(*, again: bool) -> None:
    finds = [Unreadable("reading is not allowed", again=again)] * 100
    one, _ = met(SKIP, finds=finds, max_wait=20.0)
    one.hubspot.names_holders = False
    refused = one.deliver(records(1)).outcomes[0]
    assert isinstance(refused, Refused)
    assert refused.faults[0].message == "Contact already exists (reading is not allowed)"
    assert len(one.hubspot.looked_up) == (11 if again else 1)


def test_other_batches_go_on_while_a_look_up_waits() -> None:
    one, _ = met(SKIP, finds=[Unreadable("503", again=True)])
    one.hubspot.names_holders = False
    delivery = Delivery(batch_of(records(1)), one.terms, one.tools)
    assert delivery.advance() == one.clock.now() + 2.0
    one.stopper.stop()
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["NotSent"]


@pytest.mark.parametrize("late", [True, False])
def test_of_two_waits_the_sooner_counts(*, late: bool) -> None:
    """One row is looked up for whose it is, another because its answer does not name it."""
    patience = 30.0 if late else 1.0
    finds = [None, Unreadable("503", again=True)]
    keep = answer(keep=lambda _: False)
    one, _ = met(SKIP, script=[hidden_answer(keep)], finds=finds, patience=patience)
    one.hubspot.names_holders = False
    delivery = Delivery(batch_of(records(3)), one.terms, one.tools)
    assert delivery.advance() == one.clock.now() + (2.0 if late else 1.0)


# Update


def test_a_row_that_is_there_gives_its_values() -> None:
    one, (there,) = met(UPDATE)
    done = one.deliver(records(2))
    assert done.outcomes[0] == Updated(there.id)
    assert isinstance(done.outcomes[1], Created)
    assert values(one, there) == {"email": "row1@example.com", "firstname": "n1"}
    assert done.requests == Requests(sent=2)
    report = done.report()
    assert (report.created, report.updated, report.attempts, report.http_status) == (1, 1, 2, 207)
    assert set(one.journal.states.values()) == {"settled"}


def test_a_hundred_rows_are_one_update() -> None:
    one, _ = met(UPDATE, there=range(1, 101))
    assert names(one.deliver(records(100)).outcomes) == ["Updated"] * 100
    assert [len(pairs) for pairs in one.hubspot.changes] == [100]


def test_an_id_is_never_twice_in_a_request() -> None:
    one = stage(on_existing=UPDATE, otherwise=answer())
    there = one.hubspot.put({"email": "a@b.co"})
    rows = [record(n, {"email": "a@b.co", "firstname": f"n{n}"}, EMAIL) for n in (1, 2)]
    assert names(one.deliver(rows).outcomes) == ["Updated", "Updated"]
    assert [len(pairs) for pairs in one.hubspot.changes] == [1, 1]
    assert values(one, there)["firstname"] == "n2"


def test_warnings_are_kept() -> None:
    one, _ = met(UPDATE, changed(warns=True))
    updated = one.deliver(records(1)).outcomes[0]
    assert isinstance(updated, Updated)
    assert [fault.code for fault in updated.warnings] == ["NORMALIZED"]


@pytest.mark.parametrize(
    "update",
    [changed(), changed(traces=False), change_refused(), change_refused(names_rows=True)],
)
def test_a_refused_update_is_its_rows_refusal(update: Change) -> None:
    one, _ = met(UPDATE, *[update] * 9, there=(1, 2, 3))
    rows = records(3)
    rows[1].properties["worse"] = "yes"
    done = one.deliver(rows)
    assert names(done.outcomes) == ["Updated", "Refused", "Updated"]
    refused = done.outcomes[1]
    assert isinstance(refused, Refused)
    assert refused.faults[0].column == "column of worse"


def test_an_update_that_got_no_answer_is_sent_again() -> None:
    one, (there,) = met(UPDATE, change_lost(), change_lost(done=lambda _: True))
    done = one.deliver(records(1))
    assert done.outcomes == {0: Updated(there.id)}
    assert done.requests == Requests(sent=4, retried=2)
    assert done.lost_in_a_row == 0


def test_what_is_never_answered_stops_the_run_and_may_have_been_done() -> None:
    one, _ = met(UPDATE, *[change_lost()] * 9, there=(2,))
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["Created", "InDoubt"]
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.UNAVAILABLE
    doubt = done.outcomes[1]
    assert isinstance(doubt, InDoubt)
    assert doubt.faults[0].message == "the connection was lost; the run ended"
    assert len(one.hubspot.changes) == 4


@pytest.mark.parametrize("update", [changed(traces=True), change_refused()])
def test_a_refusal_after_a_lost_update_is_no_proof_that_nothing_was_done(update: Change) -> None:
    one, _ = met(UPDATE, change_lost(), update)
    rows = records(1)
    rows[0].properties["worse"] = "yes"
    doubt = one.deliver(rows).outcomes[0]
    assert isinstance(doubt, InDoubt)
    assert doubt.faults[0].message == (
        "the connection was lost; when it was sent again: y was not valid"
    )


def test_a_stop_while_an_update_is_under_way_is_told() -> None:
    def stopping(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        hubspot.stopper.abandon()
        return change_lost()(hubspot, pairs)

    one, _ = met(UPDATE, stopping)
    assert names(one.deliver(records(1)).outcomes) == ["InDoubt"]


def test_an_update_that_never_left_leaves_the_row_unsent() -> None:
    one, _ = met(UPDATE, *[change_refused(401)] * 2)
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["NotSent", "Created"]
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.ACCOUNT
    assert list(one.journal.states.values()) == ["settled", "not taken"]


def test_a_rate_limit_is_waited_for() -> None:
    one, _ = met(UPDATE, change_refused(429, policy="SECONDLY"))
    done = one.deliver(records(1))
    assert names(done.outcomes) == ["Updated"]
    assert done.requests == Requests(sent=3, retried=1, rate_limited=1)


def test_a_wait_that_takes_too_long_ends_the_run() -> None:
    one, _ = met(UPDATE, *[change_refused(429, policy="SECONDLY")] * 99, max_wait=5.0)
    done = one.deliver(records(1))
    assert names(done.outcomes) == ["NotSent"]
    assert done.stop is not None


def nobody(_: int) -> bool:
    return False


def test_a_row_that_the_answer_leaves_out_is_read_back() -> None:
    one, _ = met(UPDATE, changed(named=lambda at: at == 1), there=(1, 2))
    assert names(one.deliver(records(2)).outcomes) == ["Updated", "Updated"]
    both = ("row1@example.com", "row2@example.com")
    assert one.hubspot.looked_up == [both, ("row1@example.com",)]
    assert "about to send" in one.journal.states.values()


def test_a_record_that_was_merged_into_another_is_found_by_the_key() -> None:
    """HubSpot leaves it out of its answer (api.md 7.2)."""

    def merged(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        hubspot.made[0] = replace(hubspot.made[0], id="77")
        return changed()(hubspot, pairs)

    one, _ = met(UPDATE, merged, there=(1, 2))
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["Updated", "Updated"]
    assert done.outcomes[0] == Updated("77")
    assert one.hubspot.made[0].properties["firstname"] == "n1"


class Changeless(FakeHubSpot):
    """Takes every update, does nothing and names nobody but the last."""

    moved = False

    def change(self, id_: str, record: Record) -> Made | None:
        return super().change(id_, record) if "firm" in record.properties else None

    def find(self, key: str, values: Sequence[str], properties: object) -> Found:
        found = super().find(key, values, ())
        assert isinstance(found, Mapping)
        moved = self.moved and len(self.looked_up) > 1
        return {
            name: one._replace(id=f"{one.id}0") if moved else one for name, one in found.items()
        }


@pytest.mark.parametrize(
    ("moved", "why"),
    [(False, "record 9000 holds other values"), (True, "record 90000 was tried twice")],
)
def test_a_row_that_no_answer_names_is_in_doubt(*, moved: bool, why: str) -> None:
    one, _ = met(UPDATE, there=(1, 2))
    hubspot = Changeless(one.clock, one.stopper, key="email")
    hubspot.moved, hubspot.updates = moved, iter([changed(), not_named, not_named])
    swap(one, hubspot)
    rows = records(2)
    rows[1].properties["firm"] = "yes"
    done = one.deliver(rows)
    assert names(done.outcomes) == ["InDoubt", "Updated"]
    doubt = done.outcomes[0]
    assert isinstance(doubt, InDoubt)
    assert doubt.faults[0].message == f"HubSpot's answer does not name its update; {why}"


def not_named(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
    return Answer(200, BatchBody((Result("1", {}),), (), "COMPLETE"))


def test_a_row_that_is_gone_after_its_update_is_in_doubt() -> None:
    def gone(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        hubspot.made.clear()
        return not_named(hubspot, pairs)

    one, _ = met(UPDATE, gone)
    doubt = one.deliver(records(1)).outcomes[0]
    assert isinstance(doubt, InDoubt)
    assert doubt.faults[0].message == (
        "HubSpot's answer does not name its update; no record with its key is found"
    )


# Whose it is


def test_a_row_that_was_sent_before_is_looked_up_first() -> None:
    """Ours: it was made by the try that got no answer."""
    one = stage(lost(made=lambda _: True, late=31.0), on_existing=UPDATE)
    assert names(one.deliver(records(1)).outcomes) == ["Created"]
    assert one.hubspot.changes == []


@pytest.mark.parametrize(("policy", "name"), [(SKIP, "Existing"), (UPDATE, "Updated")])
def test_a_row_in_doubt_that_was_there_before_is_one_too(policy: OnExisting, name: str) -> None:
    one = stage(lost(), on_existing=policy)
    one.hubspot.put({"email": "row1@example.com", "firstname": "n1"})
    assert names(one.deliver(records(1)).outcomes) == [name]


@pytest.mark.parametrize("policy", [SKIP, UPDATE])
@pytest.mark.parametrize(("ago", "name"), [(3600.0, None), (0.0, "Created")])
def test_the_import_key_of_an_earlier_run(policy: OnExisting, ago: float, name: str | None) -> None:
    one = stage(lost(), key=IMPORT_KEY, on_existing=policy)
    one.hubspot.put({"hubcli_key": "key-1"}, ago=ago)
    expected = name or ("Existing" if policy is SKIP else "Updated")
    assert names(one.deliver(records(1, key=IMPORT_KEY)).outcomes) == [expected]


@pytest.mark.parametrize("property_", ["passport", None])
def test_a_clash_of_another_property_is_a_refusal(property_: str | None) -> None:
    fault = Fault("taken", "ALREADY_EXISTS", "CONFLICT", property_, existing_id="5")
    one = stage(lambda *_: Answer(409, None, Problem("no", faults=(fault,))), on_existing=UPDATE)
    assert names(one.deliver(records(1)).outcomes) == ["Refused"]
    assert one.hubspot.changes == []
    assert one.hubspot.looked_up == ([] if property_ else [("row1@example.com",)])


def test_a_row_that_is_wrong_besides_is_refused() -> None:
    faults = (Fault("taken", "ALREADY_EXISTS", None, "email", existing_id="5"), Fault("bad"))
    one = stage(lambda *_: Answer(409, None, Problem("no", faults=faults)), on_existing=SKIP)
    assert names(one.deliver(records(1)).outcomes) == ["Refused"]


# Runs


def test_a_run_counts_them_and_all_is_well() -> None:
    one, _ = met(UPDATE, there=(1, 2))
    (batch,) = batches(records(3))
    end = one.run([batch])
    assert counts(end) == {"created": 1, "updated": 2}
    assert end.stop is None


def test_what_an_update_is_cut_off_from_is_done_again() -> None:
    """The journal says that the row may have been sent; the next session finds it, and updates it."""
    one, (there,) = met(UPDATE)
    sent = one.hubspot.server_time()
    end = one.run([Doubtful(batch_of(records(1)), {0: Sent(sent, sent)})])
    assert counts(end)["updated"] == 1
    assert values(one, there)["firstname"] == "n1"
