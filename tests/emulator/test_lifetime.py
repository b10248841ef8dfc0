import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from hubcli.emulator.server import EmulatorError, start
from hubcli.emulator.switches import Switches
from tests.emulator.client import Client, fresh_email, fresh_emails
from tests.emulator.conftest import Starter

SERVE = """
from hubcli.emulator.server import serve
from hubcli.emulator.switches import Switches
serve(Switches(), lambda address: print(address, flush=True))
"""


def test_what_a_file_holds_survives(tmp_path: Path) -> None:
    switches = Switches(db=str(tmp_path / "portal.db"))
    email, later = fresh_email(), fresh_emails(100)
    with start(switches) as emulator, Client(emulator) as api:
        api.unique_property("key")
        company = api.one("companies", name="n")
        there = api.one(email=email, key="k")
        api.http.put(
            f"/crm/objects/2025-09/contacts/{there}/associations/default/companies/{company}"
        )
    with start(switches) as emulator, Client(emulator) as api:
        assert emulator.store.count("contacts") == 1
        assert api.create([{"email": email}], traced=False).status_code == 409
        assert api.create([{"key": "k"}], traced=False).status_code == 400
        assert emulator.store.records("contacts")[0].associations
        results = api.create([{"email": one} for one in later]).json()["results"]
        assert {int(result["id"]) for result in results}.isdisjoint({int(there), int(company)})


def test_what_memory_holds_does_not(starter: Starter) -> None:
    starter().one(firstname="Ada")
    assert starter().emulator.store.count("contacts") == 0


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EmulatorError, match=f"can't listen on 127.0.0.1:{port}"):
            start(Switches(port=port))


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at as if it were one" * 10)
    with pytest.raises(EmulatorError, match="as the emulator's database"):
        start(Switches(db=str(path)))


def test_a_file_is_used_by_one_emulator_at_a_time(tmp_path: Path) -> None:
    switches = Switches(db=str(tmp_path / "portal.db"))
    with start(switches), pytest.raises(EmulatorError, match="locked"):
        start(switches)


def test_it_stops_at_once_and_hangs_up_on_who_waits(starter: Starter) -> None:
    api = starter(latency=30)
    address = httpx.URL(api.emulator.base_url)
    with socket.create_connection((address.host, address.port or 80), timeout=5) as waiting:
        waiting.sendall(
            b"GET /account-info/v3/details HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n"
        )
        time.sleep(0.05)
        started = time.monotonic()
        api.emulator.stop()
        assert time.monotonic() - started < 2
        assert waiting.recv(1) == b""
    with pytest.raises(httpx.ConnectError):
        api.http.get(api.objects("contacts"))


def test_latency(starter: Starter) -> None:
    api = starter(latency=0.1)
    started = time.monotonic()
    api.get(api.objects("contacts"))
    assert time.monotonic() - started >= 0.1


def test_requests_are_kept_when_asked_for(starter: Starter) -> None:
    api = starter(log_requests=2)
    for kind in ("contacts", "companies", "widgets"):
        api.create([{"name": "n"}], kind)
    first, second = api.emulator.requests
    assert (first.method, first.path, first.status) == (
        "POST",
        "/crm/objects/2025-09/companies/batch/create",
        201,
    )
    assert b'"name":"n"' in first.body
    assert first.headers["authorization"] == "Bearer pat-na1-test"
    assert second.status == 400
    assert starter().emulator.requests == ()


def test_what_the_store_shows(starter: Starter) -> None:
    api = starter()
    there = api.one(email="a@example.com", firstname="Ada")
    api.batch("archive", {"inputs": [{"id": api.one(firstname="Bea")}]})
    (record,) = api.emulator.store.records("contacts")
    assert (record.id, record.archived) == (there, False)
    assert record.properties["firstname"] == "Ada"
    assert [
        r.properties["firstname"] for r in api.emulator.store.records("contacts", archived=True)
    ] == ["Bea"]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_server_of_its_own_ends_quietly(ending: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert httpx.get(f"{address}/account-info/v3/details").status_code == 401
    process.send_signal(ending)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (0, "", "")
