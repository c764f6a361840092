"""The address of the database: what is read from it, and what is said of a wrong one."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.operations.database import OPTIONS, SSL_MODES, Address, AddressError, database, parse

NAMES = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="/\x7f\x85\xa0"),
    min_size=1,
    max_size=20,
)
SECRETS = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), max_size=20)
HOSTS = st.sampled_from(["localhost", "db.example.org", "10.0.0.7", "::1", "/run/postgresql", ""])


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    host, user = draw(HOSTS), draw(NAMES | st.just(""))
    return Address(
        name=draw(NAMES),
        user=user,
        password=draw(SECRETS) if user else "",
        host=host,
        port=draw(st.none() | st.integers(1, 65535)) if host and host[0] != "/" else None,
        options=draw(st.fixed_dictionaries({}, optional={"sslmode": st.sampled_from(SSL_MODES)})),
    )


@given(addresses())
def test_an_address_is_read_as_it_was_written(address: Address) -> None:
    assert parse(address.url()) == address


@given(addresses(), st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(address: Address, text: str) -> None:
    for given_text in (text, f"postgresql://{text}", address.url() + text):
        with suppress(AddressError):
            parse(given_text)


@given(addresses())
def test_the_password_is_never_shown(address: Address) -> None:
    secret = replace(address, user="kimppa", password="correct horse battery")
    assert "correct horse" not in secret.describe()
    assert "correct horse" not in repr(secret)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://host/name", "must begin with postgresql://"),
        ("postgresql:name", "// is missing"),
        ("postgresql://host", "name of the database is missing"),
        ("postgresql://host/", "name of the database is missing"),
        ("postgresql://host:port/name", "port must be a number"),
        ("postgresql://host:70000/name", "port must be a number"),
        ("postgresql://u:p#w@host/name", "write %23"),
        ("postgresql://u:p/w@host/name", "write %2F"),
        ("postgresql://host/a/b", "has a / in it"),
        ("postgresql://host/na me", "unseen character"),
        ("postgresql://host/name?ssl=1", "option ssl is not known"),
        ("postgresql://host/name?sslmode=on", "sslmode must be one of"),
        ("postgresql://host/name?sslmode=", "has no value"),
        ("postgresql://host/name?sslmode", "name=value"),
        ("postgresql://host/name?sslmode=allow&sslmode=allow", "stands twice"),
        ("postgresql://host/name?connect_timeout=soon", "number of seconds"),
        ("postgresql://host/name?host=/run", "host is given twice"),
        ("postgresql://[::1/name", "IPv6 address stands in brackets"),
        (f"postgresql://host/{'n' * 64}", "longer than 63 bytes"),
    ],
)
def test_what_is_wrong_is_said(url: str, words: str) -> None:
    with pytest.raises(AddressError) as refused:
        parse(url, "--to")
    assert str(refused.value).startswith("--to: ")
    assert words in str(refused.value)


def test_the_socket_forms_are_read() -> None:
    assert parse("postgresql:///kimppa") == Address("kimppa")
    folder = Address("kimppa", host="/run/postgresql")
    assert parse("postgresql:///kimppa?host=/run/postgresql") == folder
    assert parse("postgres://%2Frun%2Fpostgresql/kimppa") == folder


def test_nothing_told_is_the_file_in_the_instance_folder(tmp_path: Path) -> None:
    told = database(" ", tmp_path)
    assert told["NAME"] == tmp_path / "kimppa.sqlite3"
    assert told["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_keeps_connections_and_looks_whether_they_stand(tmp_path: Path) -> None:
    told = database("postgresql://u:p@db:6543/kimppa?sslmode=verify-full", tmp_path)
    assert (told["HOST"], told["PORT"], told["NAME"]) == ("db", "6543", "kimppa")
    assert told["CONN_HEALTH_CHECKS"]
    assert told["CONN_MAX_AGE"] > 0
    assert told["OPTIONS"]["sslmode"] == "verify-full"
    assert "sslmode" in OPTIONS
