"""From where somebody signs in, as much of it as may be kept. Pure: no Django."""

import ipaddress
from dataclasses import dataclass

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor's address (or a network, as `192.0.2.0/24`) and what the browser calls itself."""

    address: str = ""
    agent: str = ""

    @property
    def network(self) -> str:
        """The address without its last part (IPv4 /24, IPv6 /48), for people to read."""
        return network_of(self.address)

    @property
    def limit_key(self) -> str:
        """What tries are counted by: an IPv6 visitor has a whole /64 to choose from."""
        return _network(self.address, 32, 64)

    @property
    def device(self) -> str:
        """ "Firefox, Windows", or as much of it as is known."""
        parts = (_first_known_name(BROWSERS, self.agent), _first_known_name(SYSTEMS, self.agent))
        return ", ".join(word for word in parts if word)


def network_of(address: str) -> str:
    """The network of an address; empty for what is no address.

    >>> shortened("192.0.2.77")
    '192.0.2.0/24'
    """
    return _network(address, 24, 48)


def _network(address: str, ipv4_prefix_length: int, ipv6_prefix_length: int) -> str:
    try:
        ip = ipaddress.ip_address(address.partition("/")[0].partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = ipv4_prefix_length if ip.version == 4 else ipv6_prefix_length
    return str(ipaddress.ip_network((ip, length), strict=False))


def _first_known_name(words: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in words if mark in agent), "")
