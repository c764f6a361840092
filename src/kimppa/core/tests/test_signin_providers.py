"""Providers in the settings, and what is kept of a visitor."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.signin.providers import ProviderError, read_providers
from kimppa.core.signin.visitor import Visitor, network_of

FORSSA = {
    "KIMPPA_OIDC": "forssa",
    "KIMPPA_OIDC_FORSSA_ISSUER": "https://login.example/t/v2.0",
    "KIMPPA_OIDC_FORSSA_CLIENT_ID": "id",
    "KIMPPA_OIDC_FORSSA_CLIENT_SECRET": "secret",
}


def read(**more: str) -> object:
    told = FORSSA | {f"KIMPPA_OIDC_FORSSA_{key}": value for key, value in more.items()}
    (found,) = read_providers(told.get)
    return found


def test_nothing_set_is_no_provider() -> None:
    assert read_providers({}.get) == ()


def test_a_provider_is_read_with_its_words_and_limits() -> None:
    found = read(
        TITLE="Kirjaudu", TITLE_SV="Logga in", DOMAINS="Forssa.fi, tammela.fi", TRUST_EMAIL="1"
    )
    assert (found.title("fi"), found.title("sv"), found.title("en")) == (
        "Kirjaudu",
        "Logga in",
        "Kirjaudu",
    )
    assert found.discovery == "https://login.example/t/v2.0/.well-known/openid-configuration"
    assert found.lets_in("a@FORSSA.fi")
    assert not found.lets_in("a@forssa.fi.evil.example")
    assert not found.lets_in("a@notforssa.fi")
    assert found.trusts_email
    assert not found.strong
    assert read().lets_in("anybody@example.org")


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"ISSUER": ""}, "_ISSUER"),
        ({"ISSUER": "http://login.example/"}, "_ISSUER"),
        ({"ISSUER": "https://login.example/?x=1"}, "_ISSUER"),
        ({"ISSUER": "login.example"}, "_ISSUER"),
        ({"CLIENT_ID": ""}, "_CLIENT_ID"),
        ({"CLIENT_SECRET": ""}, "_CLIENT_SECRET"),
        ({"TRUST_EMAIL": "1"}, "_DOMAINS"),
        ({"STRONG": "perhaps"}, "_STRONG"),
    ],
)
def test_unsafe_or_missing_settings_are_named(more: dict[str, str], named: str) -> None:
    with pytest.raises(ProviderError, match=named):
        read(**more)


@pytest.mark.parametrize("names", ["Forssa", "forssa,forssa", "a b", "../x", "é"])
def test_impossible_names_are_refused(names: str) -> None:
    told = FORSSA | {"KIMPPA_OIDC": names}
    with pytest.raises(ProviderError, match="KIMPPA_OIDC"):
        read_providers(told.get)


@given(st.one_of(st.binary(min_size=4, max_size=4), st.binary(min_size=16, max_size=16)))
def test_a_kept_network_never_names_one_visitor(packed: bytes) -> None:
    address = ip_address(packed)
    kept = ip_network(network_of(str(address)))
    assert kept.num_addresses >= 256


@given(st.text(max_size=60))
def test_whatever_a_browser_says_is_no_error(text: str) -> None:
    visitor = Visitor(text, text)
    assert len(visitor.network) <= 50
    assert len(visitor.device) <= 60


def test_a_device_is_told_in_two_words() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Edg/142.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/605.1"
    assert Visitor(agent=edge).device == "Edge, Windows"
    assert Visitor(agent=phone).device == "Safari, iPhone"
    assert Visitor("192.0.2.77").network == "192.0.2.0/24"
    assert Visitor("::ffff:192.0.2.77").network == "192.0.2.0/24"
    assert Visitor("2001:db8:1:2::/64").network == "2001:db8:1::/48"
