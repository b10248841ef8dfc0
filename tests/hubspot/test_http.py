"""What was surely never sent and what was lost, over raw sockets; a redirect is never followed."""

import gzip
import socket

import pytest

from hubcli.core.replies import Lost, NeverSent
from hubcli.hubspot.http import Exchange, Http, Outcome
from tests.hubspot.raw import RESET, answer, raw_server


def _sent(base_url: str, body: bytes = b'{"inputs": []}') -> Outcome:
    http = Http(base_url)
    try:
        return http.send("POST", f"{base_url}/x", http.headers({"Authorization": "Bearer t"}), body)
    finally:
        http.close()


def test_an_answer_comes_as_it_is() -> None:
    with raw_server([answer("207 Multi-Status", b'{"a": 1}', "X-Some-Header: Ä")]) as raw:
        outcome = _sent(raw.base_url)
    assert isinstance(outcome, Exchange)
    assert (outcome.status, outcome.content) == (207, b'{"a": 1}')
    assert "x-some-header" in outcome.headers


def test_the_request_leaves_once_and_as_it_was_given() -> None:
    with raw_server([answer()]) as raw:
        _sent(raw.base_url, b'{"caf\xc3\xa9": true}')
        (request,) = raw.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert body == b'{"caf\xc3\xa9": true}'
    assert head.startswith(b"POST /x HTTP/1.1\r\n")
    assert b"authorization: bearer t" in head.lower()
    assert b"cookie" not in head.lower()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = _sent(f"http://127.0.0.1:{port}")
    assert isinstance(outcome, NeverSent)
    assert "refused" in outcome.reason.lower()


def test_a_name_that_does_not_resolve() -> None:
    assert isinstance(_sent("http://127.0.0.1.invalid"), NeverSent)


_BODY = b'{"results": []}'
_LOST = {
    "closed without an answer": b"",
    "reset without an answer": RESET,
    "cut in the head": b"HTTP/1.1 201 Cre",
    "cut in the middle": answer("201 Created", _BODY)[:-5],
    "reset in the middle": answer("201 Created", _BODY)[:-5] + RESET,
    "garbage": b"\x16\x03\x01\x00\x00 this is no HTTP\r\n\r\n",
    "a status that is none": b"HTTP/1.1 banana OK\r\n\r\n",
    "two lengths": b"HTTP/1.1 201 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a negative length": b"HTTP/1.1 201 OK\r\nContent-Length: -1\r\n\r\n{}",
    "half a chunk": b"HTTP/1.1 201 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{",
    "no gzip": answer("201 Created", b"plain", "Content-Encoding: gzip"),
    "an early hint and nothing more": b"HTTP/1.1 103 Early Hints\r\n\r\n",
}


@pytest.mark.parametrize("said", _LOST.values(), ids=_LOST.keys())
def test_the_request_left_and_no_usable_answer_came(said: bytes) -> None:
    with raw_server([said]) as raw:
        outcome = _sent(raw.base_url)
        assert isinstance(outcome, Lost), outcome
        assert outcome.reason
        assert len(raw.requests) == 1


def test_a_gzip_that_is_cut_off_is_no_whole_answer() -> None:
    """Its length is as announced, so only who reads the JSON can tell."""
    half = gzip.compress(b'{"results": [1, 2, 3]}' * 100)[:-20]
    with raw_server([answer("201 Created", half, "Content-Encoding: gzip")]) as raw:
        outcome = _sent(raw.base_url)
    match outcome:
        case Exchange(content=content):
            assert not content.endswith(b"]}")
        case _:
            assert isinstance(outcome, Lost)


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"]
)
def test_a_redirect_is_an_answer_like_any_other(status: str) -> None:
    """Following it would send the token, and the rows, somewhere else, and again."""
    with raw_server([answer(status, b"", "Location: /elsewhere"), answer()]) as raw:
        outcome = _sent(raw.base_url)
        assert len(raw.requests) == 1
    assert isinstance(outcome, Exchange)
    assert outcome.status == int(status[:3])


def test_an_idle_connection_that_was_closed_meanwhile_is_not_taken_for_a_lost_request() -> None:
    """The first answer is kept alive and then closed by the server, as load balancers do."""
    with raw_server([answer(), answer("201 Created")]) as raw:
        http = Http(raw.base_url)
        headers = http.headers({})
        first = http.send("POST", f"{raw.base_url}/x", headers, b"{}")
        for _ in range(100):
            second = http.send("POST", f"{raw.base_url}/x", headers, b"{}")
            break
        http.close()
        assert isinstance(first, Exchange)
        assert isinstance(second, Exchange | Lost)
        assert len(raw.requests) == 1 + isinstance(second, Exchange)


def test_cookies_are_not_kept() -> None:
    with raw_server(
        [answer("200 OK", b"{}", "Set-Cookie: a=b", "Connection: close"), answer()]
    ) as raw:
        http = Http(raw.base_url)
        for _ in range(2):
            http.send("GET", f"{raw.base_url}/x", http.headers({}))
        http.close()
        assert all(b"cookie" not in request.lower() for request in raw.requests)


def test_no_proxy_sees_what_goes_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http is for this machine: a proxy would read the token, and take it elsewhere."""
    with raw_server([answer("201 Created")]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url)
        monkeypatch.setenv("all_proxy", proxy.base_url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert isinstance(_sent("http://hubspot.invalid"), NeverSent)
        assert not proxy.requests


def test_https_asks_the_proxy_unless_told_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server([answer("407 Proxy Authentication Required")]) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base_url)
        monkeypatch.setenv("no_proxy", "hubspot.invalid")
        assert isinstance(_sent("https://hubspot.invalid"), NeverSent)
        assert not proxy.requests


def test_a_proxy_that_refuses_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server([answer("407 Proxy Authentication Required")]) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base_url)
        assert isinstance(_sent("https://hubspot.invalid"), NeverSent)
