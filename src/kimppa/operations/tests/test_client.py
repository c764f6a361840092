"""Whose request it is: what a visitor writes about itself is never believed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.operations import env
from kimppa.operations.front.client import LOCAL, Proxies, proxies, settle
from kimppa.operations.tests.wsgi import environ_of
from kimppa.ui.address import network

VISITOR, SPOOFED, CADDY, BALANCER = "198.51.100.7", "203.0.113.9", "127.0.0.1", "10.1.2.3"
ONE = proxies([CADDY])
TWO = proxies([CADDY, "10.0.0.0/8"])


def settled(peer: str, trusted: Proxies, **headers: str) -> dict[str, Any]:
    environ = environ_of(REMOTE_ADDR=peer, **headers)
    settle(environ, trusted)
    return environ


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "visitor"),
    [
        (VISITOR, SPOOFED, Proxies(), VISITOR),
        (VISITOR, SPOOFED, ONE, VISITOR),
        (CADDY, VISITOR, ONE, VISITOR),
        (CADDY, f"{SPOOFED}, {VISITOR}", ONE, VISITOR),
        (CADDY, f"{SPOOFED}, {VISITOR}, {BALANCER}", TWO, VISITOR),
        (CADDY, f"{SPOOFED}, {VISITOR}, {BALANCER}", ONE, BALANCER),
        (CADDY, "", ONE, CADDY),
        (CADDY, "nonsense", ONE, CADDY),
        (CADDY, f"nonsense, {VISITOR}", ONE, VISITOR),
        (CADDY, f"{VISITOR}:51234", ONE, VISITOR),
        (CADDY, "[2001:db8::1]:51234", ONE, "2001:db8::1"),
        (f"::ffff:{CADDY}", VISITOR, ONE, VISITOR),
        ("", VISITOR, proxies(["unix"]), VISITOR),
        ("", VISITOR, ONE, ""),
    ],
)
def test_the_address_is_the_last_that_is_no_proxy_of_ours(
    peer: str, forwarded: str, trusted: Proxies, visitor: str
) -> None:
    environ = settled(peer, trusted, HTTP_X_FORWARDED_FOR=forwarded)
    assert environ["REMOTE_ADDR"] == visitor


@given(st.text(max_size=60), st.sampled_from([ONE, TWO, Proxies()]))
def test_nothing_a_visitor_writes_moves_its_address(written: str, trusted: Proxies) -> None:
    """The proxy adds the true address at the end of whatever the visitor wrote."""
    through = settled(CADDY, ONE, HTTP_X_FORWARDED_FOR=f"{written}, {VISITOR}")
    directly = settled(VISITOR, trusted, HTTP_X_FORWARDED_FOR=written)
    assert through["REMOTE_ADDR"] == directly["REMOTE_ADDR"] == VISITOR


def test_headers_about_the_way_go_no_further() -> None:
    names = ("X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_REAL_IP", "FORWARDED")
    headers = {f"HTTP_{name}": "x" for name in names}
    for trusted in (Proxies(), ONE):
        environ = settled(CADDY, trusted, **headers)
        assert not environ.keys() & headers.keys()


@pytest.mark.parametrize(
    ("peer", "told", "scheme"),
    [(CADDY, "https", "https"), (CADDY, "ftp", "http"), (VISITOR, "https", "http")],
)
def test_only_a_trusted_proxy_says_that_the_visitor_came_by_https(
    peer: str, told: str, scheme: str
) -> None:
    assert settled(peer, ONE, HTTP_X_FORWARDED_PROTO=told)["wsgi.url_scheme"] == scheme


@pytest.mark.parametrize(
    ("peer", "headers", "local"),
    [
        (CADDY, {}, True),
        ("::1", {}, True),
        ("", {}, True),
        (VISITOR, {}, False),
        (CADDY, {"HTTP_X_FORWARDED_FOR": VISITOR}, False),
        (CADDY, {"HTTP_X_FORWARDED_FOR": CADDY}, False),
        (CADDY, {"HTTP_VIA": "1.1 Caddy"}, False),
        (CADDY, {"HTTP_FORWARDED": "for=127.0.0.1"}, False),
    ],
)
def test_local_is_who_came_from_this_machine_past_no_proxy(
    peer: str, headers: dict[str, str], local: bool
) -> None:
    for trusted in (Proxies(), ONE):
        assert settled(peer, trusted, **headers)[LOCAL] is local


def test_only_a_trusted_proxy_names_requests() -> None:
    assert "HTTP_X_REQUEST_ID" in settled(CADDY, ONE, HTTP_X_REQUEST_ID="abcdefgh")
    assert "HTTP_X_REQUEST_ID" not in settled(VISITOR, ONE, HTTP_X_REQUEST_ID="abcdefgh")


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIMPPA_PROXY", "127.0.0.1, caddy")
    with pytest.raises(env.EnvironmentVariableError, match="KIMPPA_PROXY: 'caddy'"):
        env.networks("KIMPPA_PROXY")
    monkeypatch.setenv("KIMPPA_PROXY", "10.0.0.0/8, unix")
    found = env.networks("KIMPPA_PROXY")
    assert found.trust("10.255.0.1")
    assert found.trust("")
    assert not found.trust("11.0.0.1")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("", ""),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_limits_count_by_what_one_subscriber_has(rf: Any, address: str, counted: str) -> None:
    request = rf.get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=SPOOFED)
    assert network(request) == counted
