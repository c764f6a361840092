"""Which service of the register a clause names: by the words of the data, else by its own name.

Pure. The register's services are found under whatever code they were given: what the data calls
`ekirjasto` is also the register's "Kuntien yhteinen e-kirjasto".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kimppa.agreement.meaning.keywords import keywords
from kimppa.agreement.meaning.vocabulary import Words

_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Registered:
    """A service of the register: its id, code, names in any language, and in the reader's."""

    id: int
    slug: str
    names: tuple[str, ...]
    name: str = ""


def service_of(slug: str | None, text: str, register: Sequence[Registered]) -> int | None:
    """The id of the service that a suggestion means, None when the register lacks it.

    `slug` is the data's; without one the clause's text may name a service that the data does not
    know. A text that names several of them says nothing.
    """
    if slug:
        services_of_slug = [service for service in register if service.slug == slug]
        return next(
            (service.id for service in services_of_slug or register if slug in known_as(service)),
            None,
        )
    ids = [service.id for service in register if not known_as(service) and _is_named(service, text)]
    return ids[0] if len(ids) == 1 else None


@lru_cache(maxsize=512)
def known_as(service: Registered) -> frozenset[str]:
    """The data's codes of a service of the register; empty when the data does not know it."""
    names = [Words(name) for name in service.names]
    return frozenset(
        slug
        for slug, words in keywords().services
        if slug == service.slug or any(name.matching(words) for name in names)
    )


def lacking(slugs: Iterable[str | None], register: Sequence[Registered]) -> list[str]:
    """The data's codes among those suggested that no service of the register answers to."""
    have = frozenset[str]().union(*(known_as(service) for service in register))
    return [slug for slug in dict.fromkeys(slugs) if slug and slug not in have]


def _is_named(service: Registered, text: str) -> bool:
    words = Words(text)
    return any(words.find(entry) >= 0 for name in service.names if (entry := _keyword(name)))


def _keyword(name: str) -> str:
    """A name as an entry of the data: the beginnings that its words keep in Finnish cases."""
    parts = [part for part in name.lower().split() if len(part) >= _SHORTEST]
    return " ".join(part.removesuffix("nen") for part in parts)
