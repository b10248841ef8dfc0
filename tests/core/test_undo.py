"""Whether a record was changed since a run made it, by its history and by its values."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from hubcli.core.schema import ObjectSchema, Property
from hubcli.core.undo import Held, Past, change_of, watched

MADE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
APP = ("INTEGRATION", "4242000")
SCHEMA = ObjectSchema(
    "contacts",
    {
        "email": Property("email"),
        "phone": Property("phone"),
        "score": Property("score", type="number"),
        "hs_object_id": Property("hs_object_id", read_only=True),
    },
)
SENT = {"email": "Ada@Example.com", "phone": "1"}


def past(seconds: float | None, source: tuple[str, str] = APP, *, by_user: bool = False) -> Past:
    at = None if seconds is None else MADE + timedelta(seconds=seconds)
    return Past(at, *source, by_user)


def held(history: Mapping[str, Sequence[Past]] | None = None, **properties: str | None) -> Held:
    values = {"email": "ada@example.com", "phone": "1", **properties}
    return Held("7", values, history)


FRESH = {"email": [past(0)], "phone": [past(0.004)]}


def code(record: Held, sent: Mapping[str, str] | None = SENT) -> str | None:
    fault = change_of(record, sent, SCHEMA)
    return fault.code if fault else None


def test_what_nobody_touched_is_not_changed() -> None:
    assert change_of(held(FRESH), SENT, SCHEMA) is None
    assert change_of(held(FRESH), None, SCHEMA) is None


def test_only_what_can_be_set_is_watched() -> None:
    assert watched(SCHEMA) == ["email", "phone", "score"]


@pytest.mark.parametrize(
    ("source", "by_user", "told", "who"),
    [
        (("CRM_UI", "userId:42"), True, "CHANGED_BY_PERSON", "a person (CRM_UI userId:42)"),
        (("CRM_UI", ""), False, "CHANGED_BY_PERSON", "a person (CRM_UI)"),
        (("CALCULATED", "x"), True, "CHANGED_BY_PERSON", "a person (CALCULATED x)"),
        (("", "userId:42"), False, "CHANGED_BY_PERSON", "a person (userId:42)"),
        (("IMPORT", "1"), False, "CHANGED_BY_PERSON", "a person (IMPORT 1)"),
        (
            ("AUTOMATION_PLATFORM", "enrollmentId:8"),
            False,
            "CHANGED_BY_WORKFLOW",
            "a workflow (AUTOMATION_PLATFORM enrollmentId:8)",
        ),
        (("INTEGRATION", "99"), False, "CHANGED_BY_APP", "another app (INTEGRATION 99)"),
        (APP, False, "CHANGED_BY_APP", "the app that created it (INTEGRATION 4242000), later"),
        (("FORM", "f"), False, "CHANGED_BY_OTHER", "FORM f"),
        (("", ""), False, "CHANGED_BY_OTHER", "no source named"),
    ],
)
def test_who_set_a_value_later_is_named(
    *, source: tuple[str, str], by_user: bool, told: str, who: str
) -> None:
    later = {**FRESH, "score": [past(60, source, by_user=by_user)]}
    fault = change_of(held(later), SENT, SCHEMA)
    assert fault is not None
    assert (fault.code, fault.property) == (told, "score")
    assert fault.message == f"score was set by {who} at 2026-11-23 10:01:00 UTC"


@pytest.mark.parametrize("source", ["CALCULATED", "ANALYTICS", "AI_GROUP"])
def test_what_hubspot_works_out_is_no_change(source: str) -> None:
    later = {**FRESH, "score": [past(60, (source, "worker")), past(0.2, (source, ""))]}
    assert change_of(held(later), SENT, SCHEMA) is None


def test_a_source_that_nobody_knows_is_taken_for_a_change() -> None:
    assert code(held({**FRESH, "score": [past(60, ("NEW_THING", ""))]})) == "CHANGED_BY_OTHER"


def test_the_same_value_set_again_is_a_change() -> None:
    assert (
        code(held({**FRESH, "phone": [past(60, ("CRM_UI", "")), past(0)]})) == "CHANGED_BY_PERSON"
    )


def test_a_second_value_at_once_is_no_part_of_the_write() -> None:
    assert code(held({**FRESH, "phone": [past(0.5), past(0)]})) == "CHANGED_BY_APP"


def test_the_values_of_one_write_may_be_two_seconds_apart() -> None:
    assert code(held({"email": [past(0)], "phone": [past(2)]})) is None
    assert code(held({"email": [past(0)], "phone": [past(2.1)]})) == "CHANGED_BY_APP"


def test_somebody_else_is_not_taken_for_the_write_however_soon() -> None:
    assert code(held({**FRESH, "score": [past(0.1, ("INTEGRATION", "99"))]})) == "CHANGED_BY_APP"


def test_what_came_with_the_record_from_others_is_no_change() -> None:
    assert code(held({**FRESH, "score": [past(0, ("CONTACTS", "defaults"))]})) is None


def test_the_write_is_the_one_of_what_was_sent() -> None:
    history = {"score": [past(0, ("CONTACTS", ""))], "email": [past(1)], "phone": [past(1)]}
    assert code(held(history)) is None
    assert code(held(history), None) == "CHANGED_BY_APP"


def test_a_history_that_begins_late_does_not_hide_a_change() -> None:
    # HubSpot keeps so many values of a property; the first ones are gone then.
    later = {**FRESH, "phone": [past(90, ("CRM_UI", "")), past(80, ("CRM_UI", ""))]}
    assert code(held(later)) == "CHANGED_BY_PERSON"


def test_the_sent_properties_are_named_first_and_the_others_counted() -> None:
    person = past(60, ("CRM_UI", ""))
    later = {"aaa": [person], "email": [past(0)], "phone": [person, past(0)], "zzz": [person]}
    fault = change_of(held(later), SENT, SCHEMA)
    assert fault is not None
    assert fault.property == "phone"
    assert fault.message.endswith(", and 2 more properties")
    del later["zzz"]
    fault = change_of(held(later), SENT, SCHEMA)
    assert fault is not None
    assert fault.message.endswith(", and 1 more property")


def test_another_value_is_a_change_whatever_the_history_says() -> None:
    fault = change_of(held(FRESH, phone="2"), SENT, SCHEMA)
    assert fault is not None
    assert (fault.code, fault.property) == ("CHANGED", "phone")
    assert "2" not in fault.message
    assert code(held(FRESH, phone="2"), None) is None
    assert code(held(FRESH, phone=None)) == "CHANGED"


def test_hubspots_own_spelling_is_no_change() -> None:
    history = {"email": [past(0)], "score": [past(0)]}
    record = Held("7", {"email": "ada@example.com", "score": "5.0"}, history)
    assert change_of(record, {"email": " ADA@example.com", "score": "5"}, SCHEMA) is None


@pytest.mark.parametrize("history", [None, {}, {"email": []}])
def test_without_a_history_nobody_can_say(history: dict[str, list[Past]] | None) -> None:
    assert code(held(history)) == "HISTORY_UNKNOWN"


def test_a_time_that_is_not_known_is_taken_for_later() -> None:
    assert code(held({**FRESH, "score": [past(None)]})) == "CHANGED_BY_APP"
    fault = change_of(held({"email": [past(None)]}), SENT, SCHEMA)
    assert fault is not None
    assert " at " not in fault.message


def test_all_is_hubspots_own() -> None:
    assert (
        code(held({"score": [past(9, ("CALCULATED", "")), past(0, ("CALCULATED", ""))]}), None)
        is None
    )
