"""How the draft stands beside the versions that have been frozen of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.releases.facts import Stamp, canonical, checksum
from kimppa.core.releases.models import Release
from kimppa.core.releases.queries import given_to_somebody
from kimppa.report.content import Content, facts_of


@dataclass(frozen=True, slots=True)
class DraftState:
    """A status word's key, the words beside it (empty = its own), and what the document says of
    its version: that of the frozen one while the words are the same.
    """

    status: str
    words: str
    stamp: Stamp


def draft_state(
    variants: Mapping[str, Content], versions: Mapping[str, Release], parties: int
) -> DraftState:
    """How the variants stand beside the newest versions, both by the municipality's code, of so
    many parties in all: one query.
    """
    releases = {code: versions[code] for code in variants if code in versions}
    matches = [release for code, release in releases.items() if _holds(release, variants[code])]
    if matches and len(matches) == parties:
        return DraftState(*_delivered(matches), _stamp(matches))
    words = ""
    if releases and len(releases) == parties:
        newest_number = max(release.version for release in releases.values())
        words = _("Changed since version %(version)d") % {"version": newest_number}
    elif releases:
        words = _("%(count)d of %(total)d frozen") % {"count": len(matches), "total": parties}
    return DraftState("draft", words, Stamp(clock.today()))


def _holds(release: Release, content: Content) -> bool:
    return release.facts_sha256 == checksum(canonical(facts_of(content)))


def _delivered(releases: Collection[Release]) -> tuple[str, str]:
    """Whether the versions have gone to those whom they are of."""
    count = len(given_to_somebody(releases))
    if count == 0:
        return "waiting", _("Frozen, not delivered")
    if count < len(releases):
        words = _("Delivered to %(count)d of %(total)d")
        return "partial", words % {"count": count, "total": len(releases)}
    if any(release.provisional for release in releases):
        return "provisional", _("Delivered as provisional")
    return "done", _("Delivered")


def _stamp(releases: Collection[Release]) -> Stamp:
    """What the newest of the versions says of itself."""
    release = max(releases, key=lambda release: release.version)
    day = release.frozen_at.astimezone(clock.ZONE).date()
    return Stamp(
        day,
        release.version,
        release.reason,
        provisional=release.provisional,
        sha256=release.facts_sha256,
    )
