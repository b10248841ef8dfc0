import re

import pytest

from tests.emulator.client import Client, by_trace, embedded, fresh_email, fresh_emails, inputs
from tests.emulator.conftest import Starter

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_all_good_inputs_are_201_complete(api: Client) -> None:
    response = api.create([{"email": email} for email in fresh_emails(3)])
    body = response.json()
    assert response.status_code == 201
    assert body["status"] == "COMPLETE"
    assert len(body["results"]) == 3
    assert "errors" not in body
    assert STAMP.fullmatch(body["startedAt"])
    assert STAMP.fullmatch(body["completedAt"])


def test_a_contact_comes_back_with_what_hubspot_computes_sorted_by_name(api: Client) -> None:
    email = fresh_email()
    row = {"lastname": "Lovelace", "email": email, "firstname": "Ada"}
    result = api.create([row]).json()["results"][0]
    properties = result["properties"]
    assert list(properties) == sorted(properties)
    assert properties["hs_object_id"] == properties["hs_all_contact_vids"] == result["id"]
    assert properties["hs_email_domain"] == "example.com"
    assert properties["hs_full_name_or_email"] == "Ada Lovelace"
    assert properties["lifecyclestage"] == "lead"
    assert properties["hs_pipeline"] == "contacts-lifecycle-pipeline"
    assert properties["createdate"] == properties["lastmodifieddate"] == result["createdAt"]
    assert result["archived"] is False
    assert result["url"].endswith(f"/contacts/4242/record/0-1/{result['id']}")
    assert "associations" not in result


def test_an_e_mail_is_trimmed_and_lower_cased(api: Client) -> None:
    email = fresh_email()
    result = api.create([{"email": f"  {email.upper()} "}]).json()["results"][0]
    assert result["properties"]["email"] == email


def test_a_company_gets_its_website_from_its_domain_and_the_domain_is_not_unique(
    api: Client,
) -> None:
    for _ in range(2):
        response = api.create(
            [{"name": "Analytical Engines", "domain": "engines.example.com"}], "companies"
        )
        assert response.status_code == 201
        properties = response.json()["results"][0]["properties"]
        assert properties["website"] == "engines.example.com"
        assert {"createdate", "hs_lastmodifieddate"} <= properties.keys()


def test_a_ticket_with_only_a_stage_gets_the_default_pipeline(api: Client) -> None:
    result = api.create([{"hs_pipeline_stage": "1"}], "tickets").json()["results"][0]
    assert result["properties"]["hs_pipeline"] == "0"
    assert result["properties"]["hs_ticket_id"] == result["id"]
    assert result["properties"]["hs_last_message_from_visitor"] == "false"


def test_scalars_are_taken_as_text_and_empty_values_are_left_out(api: Client) -> None:
    row = {"name": "n", "numberofemployees": 12, "is_public": True, "phone": "", "city": None}
    properties = api.create([row], "companies").json()["results"][0]["properties"]
    assert properties["numberofemployees"] == "12"
    assert properties["is_public"] == "true"
    assert "phone" not in properties
    assert "city" not in properties


def test_associations_may_be_left_out_of_an_input(api: Client) -> None:
    body = {"inputs": [{"properties": {"email": fresh_email()}}]}
    assert api.batch("create", body).status_code == 201


def test_results_never_come_in_the_order_of_the_inputs(api: Client) -> None:
    for count in (2, 3, 10):
        emails = fresh_emails(count)
        results = api.create([{"email": email} for email in emails]).json()["results"]
        answered = [result["properties"]["email"] for result in results]
        assert sorted(answered) == sorted(emails)
        assert answered != emails


def test_ids_are_near_one_another_but_in_no_order(api: Client) -> None:
    emails = fresh_emails(50)
    results = api.create([{"email": email} for email in emails]).json()["results"]
    ids = {result["properties"]["email"]: int(result["id"]) for result in results}
    in_order = [ids[email] for email in emails]
    assert in_order != sorted(in_order)
    assert max(in_order) - min(in_order) <= 150


def test_trace_ids_are_not_echoed(api: Client) -> None:
    results = api.create([{"email": fresh_email()}]).json()["results"]
    assert "objectWriteTraceId" not in results[0]


def test_trace_ids_are_echoed_when_asked_for(starter: Starter) -> None:
    results = starter(echo_trace_ids=True).create([{"email": "a@example.com"}]).json()["results"]
    assert results[0]["objectWriteTraceId"] == "t0"


def test_order_and_status_can_be_switched(starter: Starter) -> None:
    api = starter(shuffle=False, success_status=200)
    emails = fresh_emails(5)
    response = api.create([{"email": email} for email in emails])
    assert response.status_code == 200
    assert [r["properties"]["email"] for r in response.json()["results"]] == emails


def test_the_same_seed_gives_the_same_order_and_ids(starter: Starter) -> None:
    emails = fresh_emails(20)
    answers = [
        [
            (r["id"], r["properties"]["email"])
            for r in starter(seed=7).create([{"email": e} for e in emails]).json()["results"]
        ]
        for _ in range(2)
    ]
    assert answers[0] == answers[1]


def test_with_trace_ids_the_good_are_written_and_the_bad_are_named(api: Client) -> None:
    good = fresh_emails(2)
    response = api.create([{"email": good[0]}, {"email": "no", "missing": "x"}, {"email": good[1]}])
    body = response.json()
    assert response.status_code == 207
    assert body["numErrors"] == 1
    assert {r["properties"]["email"] for r in body["results"]} == set(good)
    error = body["errors"][0]
    assert error["context"] == {"objectWriteTraceId": ["t1"]}
    assert error["status"] == "error"
    assert error["category"] == "VALIDATION_ERROR"
    assert embedded(error["message"])[1] == {
        "isValid": False,
        "message": 'Property "missing" does not exist',
        "error": "PROPERTY_DOESNT_EXIST",
        "name": "missing",
        "localizedErrorMessage": 'Property "missing" does not exist',
        "portalId": 4242,
    }


def test_when_all_fail_with_trace_ids_the_results_are_empty(api: Client) -> None:
    response = api.create([{"email": "no"}, {"email": "neither"}])
    assert response.status_code == 207
    assert response.json()["results"] == []
    assert by_trace(response.json()).keys() == {"t0", "t1"}


def test_without_trace_ids_one_bad_input_refuses_all_and_is_not_named(api: Client) -> None:
    before = api.emulator.store.count("contacts")
    response = api.create(
        [{"email": fresh_email()}, {"x1": "1"}, {"x1": "2", "x2": "3"}], traced=False
    )
    body = response.json()
    assert response.status_code == 400
    assert api.emulator.store.count("contacts") == before
    assert list(body) == ["status", "message", "correlationId", "errors", "category"]
    assert [one["name"] for one in embedded(body["message"])] == ["x1", "x1", "x2"]
    assert [error["context"]["propertyName"] for error in body["errors"]] == [["x1"], ["x2"]]
    assert "t1" not in response.text


@pytest.mark.parametrize("traces", [["a", None], ["a", "a"]])
def test_trace_ids_on_some_inputs_only_count_as_none(api: Client, traces: list[str | None]) -> None:
    made = [
        {"properties": properties, **({"objectWriteTraceId": trace} if trace else {})}
        for properties, trace in zip(
            [{"email": fresh_email()}, {"email": "no"}], traces, strict=True
        )
    ]
    assert api.batch("create", {"inputs": made}).status_code == 400


def test_a_server_may_refuse_the_whole_batch_in_spite_of_trace_ids(starter: Starter) -> None:
    api = starter(whole_batch_on_error=True)
    response = api.create([{"email": "a@example.com"}, {"email": "no"}])
    assert response.status_code == 400
    assert "objectWriteTraceId" not in response.text
    assert api.emulator.store.count("contacts") == 0


def test_the_status_of_a_partly_failed_batch_can_be_switched(starter: Starter) -> None:
    response = starter(partial_status=200).create([{"email": "a@example.com"}, {"email": "no"}])
    assert response.status_code == 200
    assert response.json()["numErrors"] == 1


def test_a_single_create_is_201_and_its_errors_are_whole(api: Client) -> None:
    made = api.post(
        api.objects("contacts"), {"properties": {"email": fresh_email()}, "associations": []}
    )
    assert made.status_code == 201
    assert made.json()["properties"]["hs_is_contact"] == "true"
    refused = api.post(
        api.objects("contacts"), {"properties": {"email": "no"}, "objectWriteTraceId": "t"}
    )
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "INVALID_EMAIL"


def test_more_than_a_hundred_inputs_are_refused_even_with_trace_ids(api: Client) -> None:
    response = api.create([{"email": email} for email in fresh_emails(101)])
    assert response.status_code == 400
    assert response.json()["message"] == (
        "The maximum number of inputs supported in a batch is 100. "
        "Please reduce the number of items and try again"
    )
    assert api.create([{"email": email} for email in fresh_emails(100)]).status_code == 201


def test_no_inputs_are_refused(api: Client) -> None:
    assert api.batch("create", {"inputs": []}).status_code == 400


@pytest.mark.parametrize("name", ["contact", "contacts", "0-1", "CONTACT", "Contacts"])
def test_an_object_type_has_several_names(api: Client, name: str) -> None:
    assert api.create([{"email": fresh_email()}], name).status_code == 201


def test_live_shapes_leave_out_what_recorded_answers_leave_out(starter: Starter) -> None:
    api = starter(shapes="live")
    error = api.create([{"email": "a@example.com"}, {"email": "no"}]).json()["errors"][0]
    assert error.keys() == {"status", "category", "message", "context"}
    body = api.post(api.objects("widgets/batch/create"), {"inputs": inputs([{}])}).json()
    assert body.keys() == {"status", "message", "correlationId"}
