"""Who a request comes from, when proxies stand between.

A header is worth as much as whoever wrote it. `X-Forwarded-For` is read from its end, where our
own proxy writes, and only past proxies that are trusted by name; what a visitor wrote at its
beginning is never believed. After `settle` the request looks as if the visitor had connected
directly, so that nobody further in reads these headers again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from wsgiref.types import WSGIEnvironment

LOCAL = "kimppa.local"
UNIX = "unix"
_FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


@dataclass(frozen=True, slots=True)
class Proxies:
    """The networks whose word about visitors is believed, and whether the Unix socket's is."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    unix: bool = False

    def trust(self, address: str) -> bool:
        """Whether a proxy of ours connects from the address; "" is the Unix socket."""
        if not address:
            return self.unix
        ip = parse_ip(address)
        return ip is not None and any(ip in network for network in self.networks)


def proxies(words: Iterable[str]) -> Proxies:
    """From addresses, networks (10.0.0.0/8) and the word `unix`. Raises ValueError naming what
    is neither."""
    entries = list(words)
    networks = []
    for word in entries:
        if word != UNIX:
            try:
                networks.append(ip_network(word))
            except ValueError as error:
                raise ValueError(f"{word!r} is no address, network or {UNIX!r}: {error}") from error
    return Proxies(tuple(networks), UNIX in entries)


def parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    """An address with or without a port; an IPv4 address in IPv6's clothes comes out of them."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    ipv4_address = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return ipv4_address or address


def subscriber(address: str) -> str:
    """What one visitor has: an IPv4 address, or the first 64 bits of an IPv6 one."""
    ip = parse_ip(address)
    if isinstance(ip, IPv6Address):
        return str(ip_network((ip, 64), strict=False))
    return str(ip or "")


def settle(environ: WSGIEnvironment, trusted: Proxies) -> None:
    """Put the visitor's address and scheme where WSGI has them; take the headers away.

    `kimppa.local` is set when the request comes from this machine and passed no proxy.
    """
    headers = {name: environ.pop(name, "") for name in _FORWARDED}
    peer = environ.get("REMOTE_ADDR", "")
    is_trusted = trusted.trust(peer)
    if is_trusted:
        environ["REMOTE_ADDR"] = visitor(peer, headers["HTTP_X_FORWARDED_FOR"], trusted)
        scheme = headers["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower()
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
    else:
        environ.pop("HTTP_X_REQUEST_ID", None)
    ip = parse_ip(peer)
    is_local = ip.is_loopback if ip else not peer
    environ[LOCAL] = is_local and not any(headers.values())


def visitor(peer: str, forwarded_for: str, trusted: Proxies) -> str:
    """The last address in the chain that is no proxy of ours; the nearest one known, else."""
    nearest_ip = peer
    for word in reversed(forwarded_for.split(",")):
        ip = parse_ip(word)
        if ip is None:
            break
        nearest_ip = str(ip)
        if not trusted.trust(nearest_ip):
            break
    return nearest_ip
