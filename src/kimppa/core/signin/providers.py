"""The OpenID providers of this instance, as its keeper has named them. Pure: no Django, no clock.

`KIMPPA_OIDC` holds short names parted by commas; what is told of each stands in
`KIMPPA_OIDC_<NAME>_…` (docs/operations/sign-in.md).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

type Read = Callable[[str, str], str]

NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
LANGUAGES = ("fi", "sv", "en")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


class ProviderError(Exception):
    """A provider's settings cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider.

    `trusts_email`: the provider's e-mail addresses count as proved even if it does not say
    `email_verified`; only within `domains`. `strong`: it asks for a second factor itself.
    `tenants`: the Entra tenants let in, where the issuer's address has a tenant in it.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str
    titles: tuple[str, str, str] = ("", "", "")
    domains: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    trusts_email: bool = False
    strong: bool = False
    email_claim: str = "email"
    subject_claim: str = "sub"

    def title(self, language: str) -> str:
        """The button's text; Finnish stands in for a missing one, empty when there is none."""
        index = LANGUAGES.index(language) if language in LANGUAGES else 0
        return self.titles[index] or self.titles[0]

    @property
    def discovery(self) -> str:
        """Where the provider describes itself (OpenID Connect Discovery 1.0 §4)."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def lets_in(self, email: str) -> bool:
        """Whether an address may be matched to a person: every domain, when none is named."""
        return not self.domains or email.rpartition("@")[2].lower() in self.domains


def read_providers(read_setting: Read) -> tuple[Provider, ...]:
    """Every provider that the settings name; `read(variable, default)` gives a setting's text.

    Raises ProviderError, naming the variable, when something is missing or unsafe.
    """
    names = _words(read_setting("KIMPPA_OIDC", ""))
    for name in names:
        if not NAME.fullmatch(name):
            raise ProviderError(f"KIMPPA_OIDC: use small letters, digits and hyphens: {name!r}")
    if len(set(names)) != len(names):
        raise ProviderError("KIMPPA_OIDC names a provider twice")
    return tuple(_provider(name, read_setting) for name in names)


def _provider(name: str, read_setting: Read) -> Provider:
    prefix = f"KIMPPA_OIDC_{name.upper().replace('-', '_')}"
    provider = Provider(
        name=name,
        issuer=_issuer(f"{prefix}_ISSUER", read_setting),
        client_id=_required_setting(f"{prefix}_CLIENT_ID", read_setting),
        client_secret=_required_setting(f"{prefix}_CLIENT_SECRET", read_setting),
        titles=(
            read_setting(f"{prefix}_TITLE", ""),
            read_setting(f"{prefix}_TITLE_SV", ""),
            read_setting(f"{prefix}_TITLE_EN", ""),
        ),
        domains=_words(read_setting(f"{prefix}_DOMAINS", "").lower()),
        tenants=_words(read_setting(f"{prefix}_TENANTS", "").lower()),
        trusts_email=_flag(f"{prefix}_TRUST_EMAIL", read_setting),
        strong=_flag(f"{prefix}_STRONG", read_setting),
        email_claim=read_setting(f"{prefix}_EMAIL_CLAIM", "") or "email",
        subject_claim=read_setting(f"{prefix}_SUBJECT_CLAIM", "") or "sub",
    )
    if provider.trusts_email and not provider.domains:
        raise ProviderError(
            f"{prefix}_TRUST_EMAIL needs {prefix}_DOMAINS: whose addresses are trusted"
        )
    return provider


def _issuer(variable: str, read_setting: Read) -> str:
    issuer = _required_setting(variable, read_setting)
    parts = urlsplit(issuer)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.query or parts.fragment:
        raise ProviderError(f"{variable} must be an https address: {issuer!r}")
    return issuer


def _required_setting(variable: str, read_setting: Read) -> str:
    setting = read_setting(variable, "")
    if not setting:
        raise ProviderError(f"{variable} is missing")
    return setting


def _flag(variable: str, read_setting: Read) -> bool:
    setting = read_setting(variable, "").strip().lower()
    if setting not in YES | NO:
        raise ProviderError(f"{variable} must be 1 or 0, it is {setting!r}")
    return setting in YES


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
