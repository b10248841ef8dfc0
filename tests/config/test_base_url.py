import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.config.base_url import parse_base_url


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://api.hubapi.com", "https://api.hubapi.com"),
        ("https://api.hubapi.com/", "https://api.hubapi.com"),
        ("HTTPS://API.hubapi.COM:443//", "https://api.hubapi.com:443"),
        ("https://proxy.example/hubspot/", "https://proxy.example/hubspot"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:1/", "http://localhost:1"),
        ("http://LOCALHOST", "http://localhost"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_https_anywhere_and_http_on_this_machine(text: str, plain: str) -> None:
    assert parse_base_url(text) == plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("http://api.hubapi.com", "plain http would show the token .* to api.hubapi.com"),
        ("http://127.0.0.1.evil.example", "plain http"),
        ("http://localhost.evil.example", "plain http"),
        ("http://127.1", "plain http"),
        ("http://2130706433", "plain http"),
        ("http://0.0.0.0", "plain http"),
        ("http://10.0.0.1", "plain http"),
        ("http://[::ffff:127.0.0.1]", "plain http"),
        ("http://[::2]", "plain http"),
        ("http://127.0.0.1@evil.example", "no @"),
        ("http://127.0.0.1:80@evil.example", "no @"),
        ("https://user:secret@api.hubapi.com", "no @"),
        ("http://127.0.0.1\\@evil.example", "without spaces"),
        ("http://127.0.0.1#@evil.example", "without spaces"),
        ("https://api.hubapi.com?x=1", "without spaces"),
        ("https://api.hubapi.com#x", "without spaces"),
        ("http://[::1%25eth0]", "without spaces"),
        ("https://api.hubapi.com\n", "without spaces"),
        (" https://api.hubapi.com", "without spaces"),
        ("http://127.0.0.1\t.evil.example", "without spaces"),
        ("https://äpi.example", "without spaces"),
        ("", "without spaces"),
        ("api.hubapi.com", "begins with https"),
        ("localhost:8080", "begins with https"),
        ("ftp://127.0.0.1", "begins with https"),
        ("file:///etc/passwd", "begins with https"),
        ("https://", "with a host"),
        ("https:api.hubapi.com", "with a host"),
        ("https://.", "with a host"),
        ("https://a,b", "with a host"),
        ("https://[::1", "such as"),
        ("https://host:x", "such as"),
        ("https://host:99999", "such as"),
    ],
)
def test_anything_else_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        parse_base_url(text)
    assert "secret" not in str(caught.value)


@given(st.text() | st.text("htps:/[]@.127#?\\%localhost").map("http://127.0.0.1".__add__))
def test_no_text_gives_anything_but_an_address_or_a_value_error(text: str) -> None:
    try:
        plain = parse_base_url(text)
    except ValueError:
        return
    assert parse_base_url(plain) == plain
    assert plain.startswith(("https://", "http://127.", "http://localhost", "http://[::1]"))
