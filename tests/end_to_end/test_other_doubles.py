"""Against a double that has batch/create and nothing else: names go as they are, and hubcli says so."""

import json
from collections.abc import Callable

import pytest

from tests.end_to_end.contacts import Contact, contacts
from tests.end_to_end.double import Answer, Double, Request, batch, http, packed, serving, well
from tests.end_to_end.process import Ended, InProcess
from tests.end_to_end.written import csv_bytes, read_csv

Inside = Callable[[str], InProcess]
_ROWS = contacts(230)


def _sent(hubcli: InProcess, rows: list[Contact] = _ROWS, kind: str = "contacts") -> Ended:
    hubcli.put("data.csv", csv_bytes(rows))
    args = ("--json", "--results", "ids.csv", "--patience", "0", "--concurrency", "1")
    return hubcli("create", kind, "data.csv", *args)


def _true(double: Double, hubcli: InProcess) -> dict[str, int]:
    """How many rows came to each end, after every id was held against the record."""
    counts: dict[str, int] = {}
    seen: set[str] = set()
    for line in read_csv((hubcli.folder / "ids.csv").read_bytes().decode()):
        counts[line["_outcome"]] = counts.get(line["_outcome"], 0) + 1
        if number := line["_id"]:
            assert number not in seen
            seen.add(number)
            own = {name: line[name] for name in _ROWS[0] if line[name].strip()}
            assert double.records[number] == own
    return counts


def _edited(number: int, edit: Callable[[Request], bytes | None]) -> Answer:
    """One answer is another than it should be."""
    return lambda request: edit(request) if request.number == number else well(request)


def test_names_go_as_they_are_and_that_is_said(inside: Inside) -> None:
    with serving() as double:
        hubcli = inside(double.base_url)
        end = _sent(hubcli)
        assert (end.code, end.rows) == (0, {"read": 230, "created": 230})
        assert _true(double, hubcli) == {"created": 230}
        said = " ".join(end.stderr.split())
        assert "Could not check" in said
        assert "the properties of contacts can't be read" in said
        assert "names and values are sent as they are" in said
        assert "a portal that could not be named" in said
        assert [path for path in double.paths if "/batch/" in path] == [
            "POST /crm/objects/2025-09/contacts/batch/create"
        ] * 3


def test_headers_are_not_matched_to_labels_that_nobody_knows(inside: Inside) -> None:
    with serving() as double:
        hubcli = inside(double.base_url)
        hubcli.put("data.csv", "E-mail,First Name\nada@example.com,Ada\n")
        assert hubcli("create", "contacts", "data.csv").code == 0
        assert list(double.records.values()) == [{"E-mail": "ada@example.com", "First Name": "Ada"}]


def test_a_mapping_and_an_object_that_are_not_known_here(inside: Inside) -> None:
    with serving() as double:
        hubcli = inside(double.base_url)
        hubcli.put("data.csv", "Name,Size\nLuna,3\n")
        hubcli.put("m.yaml", "columns:\n  Name: name\n  Size: {property: size, as: number}\n")
        assert hubcli("create", "2-12345", "data.csv", "-m", "m.yaml").code == 0
        assert list(double.records.values()) == [{"name": "Luna", "size": "3"}]
        assert "POST /crm/objects/2025-09/2-12345/batch/create" in double.paths


def _names_of_another(request: Request) -> bytes:
    """Every result has the id of another."""
    made = [{**one, "properties": {}} for one in request.made]
    return http(201, json.dumps(batch(made)).encode())


def _foreign(request: Request) -> bytes:
    """Results with trace ids and e-mails that were never sent."""
    made = [
        {**one, "objectWriteTraceId": f"x{index}", "properties": {"email": f"x{index}@example.com"}}
        for index, one in enumerate(request.made[:-1])
    ]
    return http(201, json.dumps(batch(made)).encode())


def _repeated(request: Request) -> bytes:
    """One result twice, another not at all."""
    made = [*request.made[:-1], request.made[0]]
    return http(201, json.dumps(batch(made)).encode())


def _no_ids(request: Request) -> bytes:
    made = [{"properties": one["properties"]} for one in request.made]
    return http(201, json.dumps(batch(made)).encode())


def _cut_packed(request: Request) -> bytes:
    whole = packed(request)
    head, _, body = whole.partition(b"\r\n\r\n")
    half = body[: len(body) // 2]
    length = f"Content-Length: {len(half)}".encode()
    lines = [length if line.startswith(b"Content-Length") else line for line in head.split(b"\r\n")]
    return b"\r\n".join(lines) + b"\r\n\r\n" + half


def _cut(request: Request) -> bytes:
    whole = well(request).replace(b"\r\n\r\n", b"\r\nX-Cut: yes\r\n\r\n", 1)
    return whole[: len(whole) // 2]


_LOST = {
    "no answer": lambda _: None,
    "cut in the middle": _cut,
    "garbage": lambda _: b"\x16\x03\x01 no http at all\r\n\r\n",
    "half a gzip": _cut_packed,
    "not the gzip it says it is": lambda _: http(201, b"{}", "Content-Encoding: gzip"),
    "an empty body": lambda _: http(201, b""),
    "JSON that is no object": lambda _: http(200, b"[]"),
    "null": lambda _: http(200, b"null"),
    "deep JSON": lambda _: http(200, b"[" * 100_000),
    "not UTF-8": lambda _: http(201, b'{"results": "\xff\xfe"}'),
    "results that are none": lambda _: http(201, b'{"results": {"id": 1}}'),
    "results of another form": lambda _: http(201, b'{"results": [1, null, "x"], "errors": 7}'),
    "results without ids": _no_ids,
    "a redirect": lambda _: http(307, b"", "Location: /elsewhere"),
    "too many headers": lambda _: http(201, b"{}", *[f"X-{n}: {'x' * 1000}" for n in range(300)]),
    "a strange length": lambda _: http(201, b"{}", "Content-Length: -1"),
}


@pytest.mark.parametrize("name", _LOST)
def test_an_answer_that_says_nothing_leaves_its_rows_in_doubt(name: str, inside: Inside) -> None:
    with serving(_edited(2, _LOST[name])) as double:
        hubcli = inside(double.base_url)
        end = _sent(hubcli)
        assert (end.code, end.rows) == (7, {"read": 230, "created": 130, "inDoubt": 100}), (
            end.stderr
        )
        assert _true(double, hubcli) == {"created": 130, "inDoubt": 100}
        assert double.creates == 3
        assert not [path for path in double.paths if "elsewhere" in path]


@pytest.mark.parametrize("edit", [_foreign, _repeated], ids=["foreign", "repeated"])
def test_results_that_do_not_fit_are_never_given_to_a_row(
    edit: Callable[[Request], bytes], inside: Inside
) -> None:
    with serving(_edited(2, edit)) as double:
        hubcli = inside(double.base_url)
        end = _sent(hubcli)
        assert end.code == 7
        counts = _true(double, hubcli)
        assert counts["created"] + counts["inDoubt"] == 230
        assert counts["inDoubt"] in {1, 100}


def test_as_many_nameless_results_as_rows_are_created_without_an_id(inside: Inside) -> None:
    with serving(_edited(2, _names_of_another)) as double:
        hubcli = inside(double.base_url)
        end = _sent(hubcli)
        assert (end.code, end.rows) == (0, {"read": 230, "created": 230})
        lines = read_csv((hubcli.folder / "ids.csv").read_bytes().decode())
        assert sum(not line["_id"] for line in lines) == 100
        assert _true(double, hubcli) == {"created": 230}


_HEADERS = {
    "Retry-After": ("\xb2", "-5", "nan", "1e999", "Mon, 99 Foo 2026", "Fri, 31 Dec 99999 23:59:59 GMT", "", "٣"),
    "Date": ("\xb2", "yesterday", "Fri, 31 Dec 99999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 +2359", ""),
    "X-HubSpot-RateLimit-Max": ("0", "-1", "9" * 5000, "\xb2", "ten"),
    "X-HubSpot-RateLimit-Interval-Milliseconds": ("0", "9" * 5000, "x"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in _HEADERS.items() for value in values]
)
def test_headers_that_make_no_sense_do_no_harm(name: str, value: str, inside: Inside) -> None:
    def strange(request: Request) -> bytes:
        body = json.dumps(batch(request.made)).encode()
        header = f"{name}: {value}".encode(
            "utf-8" if not value.isascii() and value > "\xff" else "latin-1"
        )
        return http(201, body, "X-Here: y").replace(b"X-Here: y", header)

    with serving(strange) as double:
        hubcli = inside(double.base_url)
        hubcli.put("data.csv", csv_bytes(_ROWS[:2]))
        end = hubcli("create", "contacts", "data.csv", "--json", "--batch-size", "1")
        assert (end.code, end.rows) == (0, {"read": 2, "created": 2}), end.stderr


@pytest.mark.parametrize("value", [value for value in _HEADERS["Retry-After"] if value != "1e999"])
def test_a_strange_wait_is_no_reason_to_lose_rows(value: str, inside: Inside) -> None:
    def locked(request: Request) -> bytes | None:
        header = f"Retry-After: {value}".encode("utf-8" if value > "\xff" else "latin-1")
        return http(423, b"{}", "X-Here: y").replace(b"X-Here: y", header)

    with serving(_edited(1, locked)) as double:
        hubcli = inside(double.base_url)
        hubcli.put("data.csv", csv_bytes(_ROWS[:2]))
        end = hubcli("create", "contacts", "data.csv", "--json")
        assert (end.code, end.rows) == (0, {"read": 2, "created": 2}), end.stderr


_STATES = ("CANCELED", "PENDING", "PROCESSING", "SOMETHING_NEW", None, 7)


@pytest.mark.parametrize("state", _STATES)
def test_under_any_status_the_rows_that_are_named_decide(state: object, inside: Inside) -> None:
    def partly(request: Request) -> bytes:
        traces = [item["objectWriteTraceId"] for item in request.inputs]
        emails = {
            item["properties"]["email"]: item["objectWriteTraceId"] for item in request.inputs
        }
        named = {emails[one["properties"]["email"]] for one in request.made[:50]}
        errors = [
            {
                "category": "VALIDATION_ERROR",
                "message": "no",
                "context": {"objectWriteTraceId": [trace]},
            }
            for trace in traces
            if trace not in named
        ][:30]
        body = batch(request.made[:50], errors=errors, numErrors=99, status=state)
        return http(207, json.dumps(body).encode())

    with serving(_edited(2, partly)) as double:
        hubcli = inside(double.base_url)
        end = _sent(hubcli)
        assert end.code == 7
        assert end.rows == {"read": 230, "created": 180, "refused": 30, "inDoubt": 20}
        assert _true(double, hubcli) == {"created": 180, "refused": 30, "inDoubt": 20}
        told = end.document["batches"][1]
        assert told["numErrors"] == 99
        assert told["status"] == (state if isinstance(state, str) else None)


def test_it_can_be_packed(inside: Inside) -> None:
    with serving(packed) as double:
        hubcli = inside(double.base_url)
        assert _sent(hubcli).code == 0
        assert _true(double, hubcli) == {"created": 230}
