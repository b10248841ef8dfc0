import threading
import time

import httpx
import pytest

from hubcli.emulator.faults import (
    Cut,
    Fault,
    FaultError,
    LateCommit,
    Mangled,
    Slow,
    Spoiled,
    Status,
    Which,
    parse_fault,
)  # fmt: skip
from tests.emulator.client import Client, fresh_email
from tests.emulator.conftest import Starter


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("502", Fault(Status(502))),
        ("502-before:2", Fault(Status(502), which=Which(2, 2))),
        ("502-after:2-4", Fault(Status(502, commit=True), which=Which(2, 4))),
        ("401:5-", Fault(Status(401), which=Which(5))),
        ("429:every=3", Fault(Status(429), which=Which(every=3))),
        ("429-daily", Fault(Status(429, policy="DAILY"))),
        ("429-secondly=2", Fault(Status(429, retry_after=2, policy="SECONDLY"))),
        ("477=3600", Fault(Status(477, retry_after=3600))),
        ("read/502:1", Fault(Status(502), "read", Which(1, 1))),
        ("any/slow=0.5", Fault(Slow(0.5), "any")),
        ("late-commit=5", Fault(LateCommit(5))),
        ("empty", Fault(Spoiled("empty"))),
        ("html-after", Fault(Spoiled("html", commit=True))),
        ("redirect", Fault(Spoiled("redirect"))),
        ("truncate", Fault(Mangled("truncate"))),
        ("cut-middle:1", Fault(Cut("middle"), which=Which(1, 1))),
    ],
)
def test_the_grammar(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "200",
        "502-sometimes",
        "500-daily",
        "slow",
        "cut",
        "cut-before=3",
        "nope/502",
        "502:x",
        "502:0-x",
        "502:",
        "5021",
    ],
)
def test_what_is_not_in_the_grammar(text: str) -> None:
    with pytest.raises(FaultError, match="can't read the fault"):
        parse_fault(text)


def test_which_requests() -> None:
    numbers = range(1, 7)
    assert [n for n in numbers if Which(2, 3).holds(n)] == [2, 3]
    assert [n for n in numbers if Which(5).holds(n)] == [5, 6]
    assert [n for n in numbers if Which(every=3).holds(n)] == [3, 6]


def faulty(starter: Starter, *faults: str) -> Client:
    return starter(faults=tuple(map(parse_fault, faults)))


def send(api: Client) -> httpx.Response:
    return api.create([{"email": fresh_email()}, {"email": fresh_email()}])


def held(api: Client) -> int:
    return api.emulator.store.count("contacts")


@pytest.mark.parametrize("code", [502, 503, 504, 520, 524])
def test_a_gateway_answers_html_before_or_after_the_write(starter: Starter, code: int) -> None:
    api = faulty(starter, f"{code}:1", f"{code}-after:2")
    for written in (0, 2):
        response = send(api)
        assert response.status_code == code
        assert response.headers["content-type"].startswith("text/html")
        assert held(api) == written
    assert send(api).status_code == 201


def test_500_is_hubspots_own(starter: Starter) -> None:
    body = faulty(starter, "500").create([{}]).json()
    assert (body["status"], body["message"]) == ("error", "internal error")


def test_limits_and_locks_say_when_to_come_back(starter: Starter) -> None:
    api = faulty(starter, "429:1", "429-daily:2", "423=2:3", "477=3600:4")
    responses = [send(api) for _ in range(4)]
    assert [response.status_code for response in responses] == [429, 429, 423, 477]
    assert [response.headers.get("retry-after") for response in responses] == [
        None,
        None,
        "2",
        "3600",
    ]
    assert [r.json().get("policyName") for r in responses] == [
        "TEN_SECONDLY_ROLLING",
        "DAILY",
        None,
        None,
    ]
    assert held(api) == 0


def test_tokens_expire_and_lose_scopes_on_the_way(starter: Starter) -> None:
    api = faulty(starter, "401:1", "403:2")
    assert send(api).json()["category"] == "EXPIRED_AUTHENTICATION"
    assert send(api).json()["category"] == "MISSING_SCOPES"


@pytest.mark.parametrize(("fault", "written"), [("empty", 0), ("empty-after", 2)])
def test_empty_answers(starter: Starter, fault: str, written: int) -> None:
    api = faulty(starter, fault)
    response = send(api)
    assert response.is_success
    assert response.json()["results"] == []
    assert held(api) == written


@pytest.mark.parametrize(("fault", "written"), [("html", 0), ("html-after", 2)])
def test_pages_instead_of_json(starter: Starter, fault: str, written: int) -> None:
    api = faulty(starter, fault)
    response = send(api)
    assert (response.status_code, response.text[:6]) == (200, "<html>")
    assert held(api) == written


def test_a_redirect(starter: Starter) -> None:
    response = send(faulty(starter, "redirect"))
    assert (response.status_code, response.headers["location"]) == (
        302,
        "https://app.hubspot.com/login",
    )


def test_half_of_the_json(starter: Starter) -> None:
    api = faulty(starter, "truncate")
    response = send(api)
    assert response.status_code == 201
    with pytest.raises(ValueError, match="line 1"):
        response.json()
    assert held(api) == 2


def test_a_row_in_neither_results_nor_errors(starter: Starter) -> None:
    api = faulty(starter, "drop-result")
    assert len(send(api).json()["results"]) == 1
    assert held(api) == 2


@pytest.mark.parametrize(
    ("fault", "written"), [("cut-before", 0), ("cut-after", 2), ("cut-middle", 2)]
)
def test_the_connection_is_cut(starter: Starter, fault: str, written: int) -> None:
    api = faulty(starter, f"{fault}:1")
    with pytest.raises(httpx.RemoteProtocolError):
        send(api)
    assert held(api) == written
    assert send(api).status_code == 201
    assert api.emulator.failures == ()


def test_a_commit_that_comes_late(starter: Starter) -> None:
    api = faulty(starter, "late-commit=0.05:1")
    assert send(api).status_code == 504
    assert held(api) == 0
    for _ in range(100):
        if held(api) == 2:
            break
        time.sleep(0.02)
    assert held(api) == 2


def test_slow_answers_hold_up_nobody_else(starter: Starter) -> None:
    api = faulty(starter, "slow=0.2")
    slow = threading.Thread(target=send, args=(api,))
    slow.start()
    started = time.monotonic()
    api.get(api.objects("contacts"))
    assert time.monotonic() - started < 0.15
    slow.join()
    assert held(api) == 2


def test_other_kinds_of_requests(starter: Starter) -> None:
    api = faulty(
        starter, "read/502", "properties/403", "account/403", "search/500", "single/503", "associations/504",
        "owners/429", "pipelines/500", "schemas/500", "token/404", "upsert/500", "update/500", "archive/500",
    )  # fmt: skip
    assert send(api).status_code == 201
    calls = {
        502: api.batch("read", {}),
        503: api.get(api.objects("contacts/1")),
        504: api.get(api.objects("contacts/1/associations/companies")),
        429: api.get("/crm/owners/2025-09"),
        404: api.post("/oauth/v2/private-apps/get/access-token-info", {"tokenKey": "x"}),
    }
    assert [response.status_code for response in calls.values()] == list(calls)
    for path in ("/crm/properties/2025-09/contacts", "/account-info/v3/details"):
        assert api.get(path).status_code == 403
    for path in ("/crm/pipelines/2025-09/deals", "/crm/v3/schemas"):
        assert api.get(path).status_code == 500
    for action in ("upsert", "update", "archive"):
        assert api.batch(action, {}).status_code == 500
    assert api.search().status_code == 500


def test_any_kind_counts_all_requests(starter: Starter) -> None:
    api = faulty(starter, "any/503:2")
    assert send(api).status_code == 201
    assert api.get("/account-info/v3/details").status_code == 503


def test_faults_count_past_authentication(starter: Starter) -> None:
    api = faulty(starter, "502:1")
    assert (
        api.http.post(
            api.objects("contacts/batch/create"), headers={"authorization": ""}
        ).status_code
        == 401
    )
    assert send(api).status_code == 502
