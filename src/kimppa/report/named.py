"""What the names of services are, as the register knows them: a reader of the report need not."""

import re
from collections.abc import Iterable

from kimppa.core.consortium.models import Service
from kimppa.report.facts import ServiceFact

SHORTEST = 4  # letters of a part of a name that stands for it alone, such as Finna
_BRACKETS = re.compile(r"(?<!\s)\s*+\([^()]*+\)")


def services() -> tuple[ServiceFact, ...]:
    """Every service of the register with its kind and who makes it: one query."""
    named_services = Service.objects.exclude(kind=Service.Kind.OTHER)
    return tuple(
        ServiceFact(
            _BRACKETS.sub("", service.name),
            str(service.get_kind_display()),
            service.vendor if service.vendor != service.name else "",
        )
        for service in named_services
    )


def mentioned(services: Iterable[ServiceFact], texts: Iterable[str]) -> tuple[ServiceFact, ...]:
    """Those that some of the texts name, also inflected ("Quriaan") or by the last part of the
    name ("Finnan" of Saari-Finna).
    """
    text = "\n".join(texts)
    return tuple(service for service in services if _is_named(service.name, text))


def _is_named(name: str, text: str) -> bool:
    last_part = name.rpartition("-")[2]
    names = {name, last_part} if last_part[:1].isupper() and len(last_part) >= SHORTEST else {name}
    return any(re.search(rf"(?<!\w){re.escape(spelling)}", text) for spelling in names)
