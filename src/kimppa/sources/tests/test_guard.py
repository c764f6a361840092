"""No address of the inside passes, in whatever clothes."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.sources.guard import ForbiddenAddressError, Guard, guard, is_public

# Written by hand from the registries of special-purpose addresses (RFC 6890 and its followers).
INSIDE_4 = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
    *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32"),
]
INSIDE_6 = [
    *("::/128", "::1/128", "fc00::/7", "fe80::/10"),
    *("fec0::/10", "ff00::/8", "2001:db8::/32", "100::/64"),
]


def members(networks: list[str]) -> st.SearchStrategy[str]:
    kinds = [IPv6Network(one) if ":" in one else IPv4Network(one) for one in networks]
    return st.sampled_from(kinds).flatmap(
        lambda net: st.integers(0, net.num_addresses - 1).map(lambda n: str(net[n]))
    )


def resolving(*addresses: str) -> Guard:
    return Guard(lookup=lambda _host, _port: list(addresses))


@given(members(INSIDE_4 + INSIDE_6))
def test_no_address_of_the_inside_is_public(text: str) -> None:
    assert not is_public(ip_address(text))
    with pytest.raises(ForbiddenAddressError):
        resolving(text).addresses("https", "example.org", None)


@given(members(INSIDE_4))
def test_no_ipv6_form_of_an_inner_ipv4_is_public(text: str) -> None:
    number = int(IPv4Address(text))
    for form in (
        f"::ffff:{text}",
        f"64:ff9b::{text}",
        f"64:ff9b:1::{text}",
        str(IPv6Address((0x2002 << 112) | (number << 80))),
        str(IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF))),
        f"::{text}",
    ):
        assert not is_public(ip_address(form)), form


@given(members(INSIDE_4 + INSIDE_6), st.integers(0, 2))
def test_one_inner_address_among_public_ones_is_enough(inner: str, at: int) -> None:
    found = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    found.insert(at, inner)
    with pytest.raises(ForbiddenAddressError):
        resolving(*found).addresses("https", "example.org", None)


@given(st.integers(0, 2**24 - 1))
def test_loopback_in_odd_clothes_is_known(rest: int) -> None:
    whole = (127 << 24) | rest
    a, b, c, d = whole.to_bytes(4)
    forms = {
        str(whole),
        hex(whole),
        f"0{whole:o}",
        f"{a}.{(b << 16) | (c << 8) | d}",
        f"0x{a:x}.{b}.{(c << 8) | d}",
        f"0{a:o}.{b}.{c}.0x{d:x}",
    }
    for form in forms:
        with pytest.raises(ForbiddenAddressError):
            guard().addresses("http", form, None)


@pytest.mark.parametrize("text", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111"])
def test_the_open_internet_passes(text: str) -> None:
    assert resolving(text).addresses("https", "example.org", None) == [text]


@pytest.mark.parametrize("scheme", ["file", "gopher", "ftp", ""])
def test_only_http_is_asked(scheme: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        resolving("1.1.1.1").addresses(scheme, "example.org", None)


@pytest.mark.parametrize("port", [22, 25, 5432, 8000, 8443])
def test_other_ports_are_closed(port: int) -> None:
    with pytest.raises(ForbiddenAddressError):
        resolving("1.1.1.1").addresses("https", "example.org", port)


def test_a_named_internal_server_passes_by_its_port_only() -> None:
    allowed = Guard(frozenset({"intra.example.org:8443"}), lambda _h, _p: ["10.0.0.7"])
    assert allowed.addresses("https", "Intra.example.org", 8443) == ["10.0.0.7"]
    with pytest.raises(ForbiddenAddressError):
        allowed.addresses("https", "intra.example.org", 443)


def test_a_link_local_address_with_a_zone_is_refused() -> None:
    with pytest.raises(ForbiddenAddressError):
        resolving("fe80::1%eth0").addresses("http", "example.org", None)


def test_a_name_that_is_not_found_is_an_error_of_the_network() -> None:
    def nothing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    with pytest.raises(OSError):
        Guard(lookup=nothing).addresses("https", "example.org", None)
