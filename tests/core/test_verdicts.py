from typing import Any

import pytest

from hubcli.core.outcomes import Created, Fault, Refused, Stop
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, ErrorItem, Lost, NeverSent, Problem, Result
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema, Property
from hubcli.core.verdicts import Again, Doubt, Halt, Settle, Split, Verdict, already_there, judge
from hubcli.errors import ExitCode

RECORDS = [
    Record(f"t{number}", {"name": f"n{number}"}, (), None, SourceRow(number, number, (), ()))
    for number in range(3)
]
SCHEMA = ObjectSchema("contacts")


def verdict(reply: Answer | Lost | NeverSent) -> Verdict:
    return judge(reply, RECORDS, SCHEMA)


def problem(message: str = "no", category: str | None = "VALIDATION_ERROR") -> Problem:
    return Problem(message, category, faults=(Fault(message),))


def refused(status: int, message: str = "no", category: str | None = "VALIDATION_ERROR") -> Verdict:
    return verdict(Answer(status, None, problem(message, category)))


# An answer that names rows


@pytest.mark.parametrize("status", [200, 201, 202, 207, 400, 500])
@pytest.mark.parametrize("said", ["COMPLETE", "CANCELED", "PENDING", "PROCESSING", None])
def test_rows_that_are_named_are_settled_whatever_the_status(status: int, said: str | None) -> None:
    body = BatchBody(
        (Result("9", {}, "t0"),), (ErrorItem(("t2",), (Fault("bad"),)),), status=said, num_errors=1
    )
    found = verdict(Answer(status, body))
    assert isinstance(found, Settle)
    assert found.reconciled.outcomes == {0: Created("9"), 2: Refused((Fault("bad"),))}
    assert found.body is body


@pytest.mark.parametrize("status", [200, 201, 207])
def test_an_answer_that_names_no_row_is_none(status: int) -> None:
    assert verdict(Answer(status, BatchBody())) == Doubt(
        f"HubSpot answered {status} and named no row"
    )


def test_rows_are_told_by_their_key_and_by_values_in_hubspots_form() -> None:
    schema = ObjectSchema("contacts", {"amount": Property("amount", type="number")})
    rows = [
        RECORDS[0]._replace(key="a@b.co", properties={"email": "a@b.co", "name": "sent"}),
        RECORDS[1]._replace(properties={"amount": "1.50"}),
        RECORDS[2],
    ]
    results = Result("8", {"amount": "1.5"}), Result("9", {"email": "A@b.co", "name": "changed"})
    found = judge(Answer(207, BatchBody(results)), rows, schema, "email")
    assert isinstance(found, Settle)
    assert found.reconciled.outcomes == {0: Created("9"), 1: Created("8")}


# May HubSpot have had it?


def test_what_never_left_is_sent_again_with_a_back_off() -> None:
    assert verdict(NeverSent("refused")) == Again("refused", None)


def test_what_was_held_back_stops_and_nothing_happened() -> None:
    stop = Stop(ExitCode.UNAVAILABLE, "spent", "Tomorrow.")
    assert verdict(NeverSent("spent", stop)) == Halt(stop)


def test_what_got_no_answer_is_in_doubt() -> None:
    assert verdict(Lost("reset")) == Doubt("reset")


@pytest.mark.parametrize(
    "status", [200, 201, 204, 301, 302, 307, 408, 500, 501, 502, 503, 504, 520, 521, 522, 524, 530]
)
def test_an_answer_that_can_not_be_read_is_in_doubt(status: int) -> None:
    html = Problem("", faults=(Fault("no reason given"),), is_json=False)
    for said in (html, None):
        assert verdict(Answer(status, None, said)) == Doubt(f"HubSpot answered {status}")


@pytest.mark.parametrize("status", [400, 402, 404, 409, 412, 413, 422, 431, 451])
def test_other_refusals_are_split(status: int) -> None:
    assert refused(status) == Split(problem())


def test_a_refusal_without_any_body_still_has_a_reason() -> None:
    found = verdict(Answer(400))
    assert isinstance(found, Split)
    assert found.problem.faults == (Fault("no reason given"),)


def test_a_refusal_may_name_rows() -> None:
    said = Problem("no", "CONFLICT", faults=(Fault("no"),), traces=("t2", "t0", "other"))
    assert verdict(Answer(409, None, said)) == Split(said, (2, 0))


# Nobody can send it now


def halt(reply: Answer) -> tuple[ExitCode, str, str]:
    found = verdict(reply)
    assert isinstance(found, Halt)
    return found.stop.exit_code, found.stop.message, found.stop.hint


def test_an_expired_token_stops() -> None:
    code, message, hint = halt(Answer(401, None, problem("expired 75 second(s) ago"), "c-1"))
    assert code is ExitCode.ACCOUNT
    assert message == "HubSpot answered 401: expired 75 second(s) ago (correlation id c-1)"
    assert "HUBSPOT_ACCESS_TOKEN" in hint


def test_a_missing_scope_stops_and_is_named() -> None:
    said = Problem("no", "MISSING_SCOPES", scopes=("crm.a.write", "crm.b.write"))
    code, _, hint = halt(Answer(403, None, said))
    assert code is ExitCode.ACCOUNT
    assert hint == "Give the token one of these scopes: crm.a.write, crm.b.write."


def test_a_403_of_something_in_front_of_hubspot_shows_no_html() -> None:
    html = Problem("<html>", is_json=False)
    code, message, hint = halt(Answer(403, None, html))
    assert (code, message) == (ExitCode.ACCOUNT, "HubSpot answered 403")
    assert hint == "The token may not do this; look at its scopes."


@pytest.mark.parametrize(
    ("status", "message", "category"),
    [
        (405, "no", "X"),
        (406, "no", "X"),
        (410, "no", "X"),
        (414, "no", "X"),
        (415, "no", "X"),
        (404, "404 Not Found", None),
        (400, "Unable to infer object type from: widgets", None),
        (400, "Invalid object or event type id: 0-9999", None),
        (400, "Invalid input JSON on line 1, column 92: Cannot deserialize", None),
        (400, "Invalid JSON input: a request body was expected", "VALIDATION_ERROR"),
    ],
)
def test_what_no_row_can_cause_stops(status: int, message: str, category: str | None) -> None:
    found = refused(status, message, category)
    assert isinstance(found, Halt)
    assert found.stop.exit_code is ExitCode.UNUSABLE
    assert found.stop.message == f"HubSpot answered {status}: {message}"


def test_the_way_on_is_told_where_it_is_known() -> None:
    assert "objectTypeId" in halt(Answer(400, None, problem("Unable to infer object type")))[2]
    assert "base URL" in halt(Answer(404, None, problem("x", None)))[2]
    assert halt(Answer(415, None, problem()))[2] == ""


# Limits


def limited(
    message: str = "", policy: str | None = None, *, after: float | None = None, interval: float = 0
) -> Verdict:
    return verdict(
        Answer(429, None, Problem(message, policy=policy), None, after, interval or None)
    )


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ({"policy": "TEN_SECONDLY_ROLLING"}, 10.0),
        ({"policy": "TEN_SECONDLY_ROLLING", "interval": 4.0}, 4.0),
        ({"message": "You have reached your ten_secondly_rolling limit."}, 10.0),
        ({"policy": "SECONDLY"}, 1.0),
        ({"message": "You have reached your secondly limit."}, 1.0),
        ({}, 10.0),
        ({"policy": "SECONDLY", "after": 7.0}, 7.0),
        ({"after": 1_000.0}, 1_000.0),
        ({"after": 2_500.0}, 2.5),
    ],
)
def test_a_rate_limit_waits_as_its_policy_says(said: dict[str, Any], wait: float) -> None:
    found = limited(**said)
    assert isinstance(found, Again)
    assert (found.wait, found.rate_limited) == (wait, True)


@pytest.mark.parametrize(
    "said", [{"policy": "DAILY"}, {"message": "You have reached your daily limit."}]
)
def test_the_daily_limit_is_not_waited_for(said: dict[str, Any]) -> None:
    found = limited(**said)
    assert isinstance(found, Halt)
    assert found.stop.exit_code is ExitCode.UNAVAILABLE
    assert found.stop.message.startswith("HubSpot answered 429")
    assert "midnight" in found.stop.hint


@pytest.mark.parametrize(
    ("status", "after", "wait"),
    [
        (423, None, 2.0),
        (423, 0.5, 2.0),
        (423, 9.0, 9.0),
        (477, 3_600.0, 3_600.0),
        (477, None, None),
    ],
)
def test_locks_and_migrations_are_waited_for(
    status: int, after: float | None, wait: float | None
) -> None:
    found = verdict(Answer(status, None, problem(), retry_after=after))
    assert isinstance(found, Again)
    assert (found.wait, found.rate_limited) == (wait, False)


@pytest.mark.parametrize("status", [423, 429, 477])
def test_a_long_wait_is_told(status: int) -> None:
    found = verdict(Answer(status, None, problem("later"), retry_after=900.0))
    assert isinstance(found, Again)
    assert found.reason == f"HubSpot answered {status}: later; it asks to wait for 15 minutes"


def test_a_429_without_a_body_is_a_rate_limit_too() -> None:
    assert isinstance(verdict(Answer(429)), Again)


def test_already_there() -> None:
    assert already_there(Fault("x", "ALREADY_EXISTS"))
    assert not already_there(Fault("already exists", "INVALID_EMAIL"))
