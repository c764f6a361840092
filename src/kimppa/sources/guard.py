"""Which addresses may be asked when a person gave the address. Pure but for one name look-up.

Our server stands inside a city's network: an address that a person types must not make it ask
what only the inside reaches. A name is looked up once, every address it has is checked, and the
connection goes to a checked address: a name that answers otherwise a moment later (DNS rebinding)
leads nowhere.
"""

import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

PORTS = {"http": 80, "https": 443}
# Addresses that carry an IPv4 address inside: what they lead to is what counts.
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")

type Address = IPv4Address | IPv6Address
type Lookup = Callable[[str, int], list[str]]


class ForbiddenAddressError(Exception):
    """The address is not for programs on the inside to ask; the message says why."""


def is_public(address: Address) -> bool:
    """Whether the address is one machine of the open internet.

    Not: private, loopback, link-local (cloud metadata), shared, multicast, reserved, unspecified,
    and IPv6 forms that carry such an IPv4 address.
    """
    if isinstance(address, IPv6Address):
        inner = _embedded_ipv4(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _COMPATIBLE or any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def look_up(host: str, port: int) -> list[str]:
    """Every address of a name, in the order to try. Raises OSError.

    Octal, hexadecimal and single-number forms come out as plain addresses.
    """
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


@dataclass(frozen=True, slots=True)
class Guard:
    """Checks a host and port before a connection. `allow` are "host:port" that are let through:
    internal receivers that whoever runs the server has named.
    """

    allow: frozenset[str] = frozenset()
    lookup: Lookup = look_up

    def addresses(self, scheme: str, host: str, port: int | None) -> list[str]:
        """The checked addresses to connect to.

        Raises ForbiddenAddressError, and OSError for a name that is not found.
        """
        if scheme not in PORTS:
            raise ForbiddenAddressError(f"only http and https are asked, not {scheme}")
        target_port = port or PORTS[scheme]
        if f"{host.lower()}:{target_port}" in self.allow:
            return self.lookup(host, target_port)
        if target_port not in PORTS.values():
            raise ForbiddenAddressError(f"port {target_port} is not open to asking")
        try:
            addresses = self.lookup(host, target_port)
        except UnicodeError as error:
            raise ForbiddenAddressError(f"{host} is no host name") from error
        if not addresses:
            raise ForbiddenAddressError(f"{host} has no address")
        for address in addresses:
            if not is_public(parse_address(address)):
                raise ForbiddenAddressError(f"{host} is on the inside")
        return addresses


def parse_address(text: str) -> Address:
    """An address of a look-up. Raises ForbiddenAddressError for what is none."""
    try:
        return ip_address(text)
    except ValueError as error:
        raise ForbiddenAddressError(f"{text} is no address") from error


def guard(allow: Collection[str] = ()) -> Guard:
    """A guard with an allow-list of "host:port"."""
    return Guard(frozenset(host.strip().lower() for host in allow))
