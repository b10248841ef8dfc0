"""The error bodies of api.md section 2, verbatim, as faults."""

import json
from dataclasses import dataclass

import pytest

from hubcli.core.replies import Problem
from hubcli.hubspot import wire
from hubcli.hubspot.wire_errors import scopes_of


@dataclass(frozen=True)
class Case:
    """A body, and the code, property and beginning of the message of each of its faults."""

    body: str
    faults: tuple[tuple[str | None, str | None, str], ...]
    category: str | None = "VALIDATION_ERROR"


_VALUES = 'Property values were not valid: [{\\"isValid\\":false,\\"message\\":\\"%s\\",\\"error\\":\\"%s\\",\\"name\\":\\"%s\\"}]'


def _value(message: str, code: str, name: str) -> Case:
    told = _VALUES % (message, code, name)
    body = (
        f'{{"status":"error","message":"{told}","correlationId":"c","category":"VALIDATION_ERROR"}}'
    )
    return Case(body, ((code, name, message.replace('\\\\\\"', '"')[:20]),))


_CASES = {
    "2.1 a property that does not exist": Case(
        r'{"status":"error","message":"Property values were not valid: [{\"isValid\":false,\"message\":\"Property \\\"testproperty\\\" does not exist\",\"error\":\"PROPERTY_DOESNT_EXIST\",\"name\":\"testproperty\",\"localizedErrorMessage\":\"Property \\\"testproperty\\\" does not exist\",\"portalId\":123456}]","correlationId":"c","errors":[{"message":"Property \"testproperty\" does not exist","code":"PROPERTY_DOESNT_EXIST","context":{"propertyName":["testproperty"]}}],"category":"VALIDATION_ERROR"}',
        (("PROPERTY_DOESNT_EXIST", "testproperty", 'Property "testproperty" does not exist'),),
    ),
    "2.1 an e-mail": _value("Email address example.lcom is invalid", "INVALID_EMAIL", "email"),
    "2.1 an option": _value("X was not one of the allowed options: [A, B, C]", "INVALID_OPTION", "stage"),
    "2.1 a number": _value("discount was not a valid number", "INVALID_INTEGER", "discount"),
    "2.1 a date": _value("1606768561954 is at 20:36:1.954 UTC, not midnight!", "INVALID_DATE", "closedate"),
    "2.1 a long": _value("asd000 was not a valid long.", "INVALID_LONG", "closedate"),
    "2.1 several": Case(
        json.dumps(
            {
                "status": "error",
                "message": 'Property values were not valid: [{"message":"a","error":"INVALID_DATE","name":"x"},{"message":"b","error":"INVALID_LONG","name":"y"}]',
                "category": "VALIDATION_ERROR",
            }
        ),
        (("INVALID_DATE", "x", "a"), ("INVALID_LONG", "y", "b")),
    ),
    "2.1 required by a rule (2026-09)": Case(
        '{"status":"error","message":"The property values provided are invalid","correlationId":"c","errors":[{"message":"A value for firstname must be provided","code":"MISSING_REQUIRED_PROPERTY","context":{"propertyName":["firstname"]}}],"category":"VALIDATION_ERROR"}',
        (("MISSING_REQUIRED_PROPERTY", "firstname", "A value for firstname must be provided"),),
    ),
    "2.2 required properties": Case(
        '{"status":"error","message":"Error creating TASK. Some required properties were not set.","correlationId":"c","context":{"properties":["hs_timestamp"]},"category":"VALIDATION_ERROR"}',
        (("MISSING_REQUIRED_PROPERTY", "hs_timestamp", "Error creating TASK."),),
    ),
    "2.2 required properties, older": Case(
        '{"status":"error","message":"Cannot create object with type: TICKET. The following required properties were missing: [hs_pipeline_stage]","category":"VALIDATION_ERROR"}',
        (
            (
                "MISSING_REQUIRED_PROPERTY",
                "hs_pipeline_stage",
                "Cannot create object with type: TICKET.",
            ),
        ),
    ),
    "2.3 malformed": Case(
        '{"status":"error","message":"Invalid input JSON on line 1, column 92: Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)","correlationId":"c"}',
        ((None, None, "Invalid input JSON on line 1"),),
        category=None,
    ),
    "2.3 an unknown object type": Case(
        '{"status":"error","message":"Unable to infer object type from: widgets","correlationId":"c"}',
        ((None, None, "Unable to infer object type from: widgets"),),
        category=None,
    ),
    "2.3 a unique value that is taken": Case(
        '{"status":"error","message":"Cannot set PropertyValueCoordinates{portalId=44956899, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=email, value=x} on 552148386511. 552239500007 already has that value.","correlationId":"c","category":"VALIDATION_ERROR"}',
        (("ALREADY_EXISTS", "email", "Cannot set PropertyValueCoordinates"),),
    ),
    "2.3 associations": Case(
        '{"status":"error","message":"One or more associations are invalid","context":{"INVALID_OBJECT_IDS":["77"],"objectId":["77"],"objectType":["COMPANY"]},"category":"VALIDATION_ERROR"}',
        (("INVALID_ASSOCIATION_IDENTIFIER", None, "One or more associations are invalid"),),
    ),
    "2.3 associations, as recorded elsewhere": Case(
        '{"status":"error","message":"one or more associations are not valid","category":"VALIDATION_ERROR"}',
        (("INVALID_ASSOCIATION_IDENTIFIER", None, "one or more associations"),),
    ),
    "2.4 no token": Case(
        '{"status":"error","message":"Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview","correlationId":"c","category":"INVALID_AUTHENTICATION"}',
        ((None, None, "Authentication credentials not found."),),
        category="INVALID_AUTHENTICATION",
    ),
    "2.7 a conflict": Case(
        '{"status":"error","message":"Contact already exists. Existing ID: 37765128953","correlationId":"2dea5219","category":"CONFLICT"}',
        (("ALREADY_EXISTS", "email", "Contact already exists. Existing ID: 37765128953"),),
        category="CONFLICT",
    ),
    "2.7 a conflict within the batch": Case(
        '{"status":"error","message":"Contact already exists","correlationId":"c","category":"CONFLICT"}',
        (("ALREADY_EXISTS", "email", "Contact already exists"),),
        category="CONFLICT",
    ),
    "2.9 an internal error": Case(
        '{"status":"error","message":"internal error","correlationId":"c"}',
        ((None, None, "internal error"),),
        category=None,
    ),
}  # fmt: skip


def _problem(body: str) -> Problem:
    return wire.problem(body.encode(), None)


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_faults_of_a_body(case: Case) -> None:
    problem = _problem(case.body)
    assert problem.is_json
    assert problem.category == case.category
    found = [(fault.code, fault.property) for fault in problem.faults]
    assert found == [(code, name) for code, name, _ in case.faults]
    for fault, (_, _, message) in zip(problem.faults, case.faults, strict=True):
        assert fault.message.startswith(message)
        assert fault.category == case.category


def test_the_id_of_an_association_that_leads_nowhere() -> None:
    (fault,) = _problem(_CASES["2.3 associations"].body).faults
    assert fault.value == "77"


def test_ids_of_several_associations_are_nobodys() -> None:
    body = {"message": "One or more associations are invalid", "context": {"objectId": ["1", "2"]}}
    (fault,) = _problem(json.dumps(body)).faults
    assert fault.value is None


_LIMITS = {
    "daily": ('{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","correlationId":"c","policyName":"DAILY","requestId":"r"}', "DAILY"),
    "rolling": ('{"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT","correlationId":"c","policyName":"TEN_SECONDLY_ROLLING","groupName":"g"}', "TEN_SECONDLY_ROLLING"),
    "search of 2022": ('{"status":"error","message":"You have reached your secondly limit.","correlationId":"19dab6f7","category":"RATE_LIMITS"}', None),
    "no policy": ('{"status":"error","message":"x","errorType":"RATE_LIMIT"}', None),
}  # fmt: skip


@pytest.mark.parametrize(("body", "policy"), _LIMITS.values(), ids=_LIMITS.keys())
def test_which_limit_was_met(body: str, policy: str | None) -> None:
    problem = _problem(body)
    assert problem.policy == policy
    assert problem.message


@pytest.mark.parametrize("name", ["requiredGranularScopes", "requiredScopes"])
def test_scopes_that_a_403_asks_for(name: str) -> None:
    body = {
        "status": "error",
        "message": "This app hasn't been granted all required scopes to make this call.",
        "errors": [{"message": "One or more of the following scopes are required.", "context": {name: ["a.read", "b.write"]}}],
        "category": "MISSING_SCOPES",
    }  # fmt: skip
    assert _problem(json.dumps(body)).scopes == ("a.read", "b.write")


@pytest.mark.parametrize(
    "body", [{}, {"errors": 7}, {"errors": [7, {}, {"context": 7}, {"context": {}}]}]
)
def test_no_scopes(body: dict[str, object]) -> None:
    assert scopes_of(body) == ()


@pytest.mark.parametrize("body", ["", "<html>502 Bad Gateway</html>", "[]", "null"])
def test_no_json_at_all(body: str) -> None:
    problem = _problem(body)
    assert not problem.is_json
    assert problem.faults


def test_a_refusal_that_names_rows() -> None:
    body = {
        "message": "x",
        "category": "VALIDATION_ERROR",
        "context": {"objectWriteTraceId": ["t-1", "t-2"]},
    }
    assert _problem(json.dumps(body)).traces == ("t-1", "t-2")


def test_a_correlation_id_of_the_body_where_there_is_no_header() -> None:
    assert _problem(_CASES["2.9 an internal error"].body).faults[0].correlation_id == "c"


@pytest.mark.parametrize(
    ("message", "context", "holder"),
    [
        ("Contact already exists. Existing ID: 17", {}, "17"),
        ("Contact already exists. Existing ID: 17", {"existingId": ["18"]}, "18"),
        ("Contact already exists. Existing ID: 17", {"existingId": ["18", "19"]}, None),
        ("Contact already exists", {}, None),
        (
            "Cannot set X{propertyName=email, value=5 already} on 12. 13 already has that value.",
            {},
            "13",
        ),
        ("not valid. Existing ID: 17", {"category": "VALIDATION_ERROR"}, None),
    ],
)
def test_who_has_the_value_already(
    message: str, context: dict[str, object], holder: str | None
) -> None:
    category = context.pop("category", "CONFLICT")
    body = {"status": "error", "message": message, "category": category, "context": context}
    assert [fault.existing_id for fault in _problem(json.dumps(body)).faults] == [holder]
