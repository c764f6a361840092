"""What kinds of documents are released, by name."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "programme": _("Action programme"),
    "report": _("Yearly report"),
    "realisation": _("Realisation report"),
    "statistics": _("Statistics"),
    "minutes": _("Minutes"),
    "themes": _("Theme list of feedback"),
    "statement": _("Accessibility statement"),
}


def kind_label(kind: str) -> str:
    """The kind's name in the active language; an unknown kind is named by its slug."""
    return str(KINDS.get(kind) or _titles().get(kind, kind))


@cache
def known_kinds() -> tuple[str, ...]:
    """Every kind that may be released."""
    from kimppa.core.releases.drafts import release_kinds  # imports the tables, which name kinds

    return tuple(dict.fromkeys((*KINDS, *(kind.kind for kind in release_kinds()))))


@cache
def _titles() -> dict[str, str | Promise]:
    """What rooms call kinds of their own."""
    from kimppa.core.releases.drafts import release_kinds  # imports the tables, which name kinds

    return {kind.kind: kind.title for kind in release_kinds() if kind.title}


@cache
def closed_kinds() -> frozenset[str]:
    """The kinds that only directors see of what is delivered to their municipality."""
    from kimppa.core.releases.drafts import release_kinds  # imports the tables, which name kinds

    return frozenset(kind.kind for kind in release_kinds() if kind.for_directors)
