"""The front-page package: what is pasted into Finna's view, made of this instance's own settings.

The keys are those that Finna's code reads: `OrganisationInfo.ini`, `rss.ini`, and the templates
`home-N` with `linkedEventsTabs`. The values for branches go into Kirjastohakemisto's custom data.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.publishing import outside
from kimppa.publishing.keywords import slug_of

LOCALES = {"fi": "fi", "sv": "sv", "en-gb": "en"}
LIMIT = 6
READ = 60  # items of a feed: an older one opens too, by a link that somebody has kept
HOME = "themes/custom/templates/search/home"


@dataclass(frozen=True, slots=True)
class File:
    """One file of the package."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class BranchFeeds:
    """The values of a branch's custom data, by Kirjastohakemisto's ids."""

    branch: Branch
    news: str
    events: str


def api_url() -> str:
    """Where Finna asks for events: `meta.next` begins with the very same."""
    return outside.address("event-list").removesuffix("event/")


def package(towns: Sequence[Municipality]) -> list[File]:
    """Every file."""
    return [
        File("local/config/finna/OrganisationInfo.ini", organisation_info()),
        File("local/config/vufind/rss.ini", rss_ini(towns)),
        File("local/config/vufind/rss-organisation-page.ini", organisation_page()),
        *(File(f"{HOME}/home-1_{locale}.phtml", tabs(towns, locale)) for locale in LOCALES),
        *(File(f"{HOME}/home-2_{locale}.phtml", news_block()) for locale in LOCALES),
    ]


def zipped(towns: Sequence[Municipality]) -> bytes:
    """The package as one zip, the same bytes for the same settings."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in package(towns):
            archive.writestr(zipfile.ZipInfo(file.path), file.text.encode())
    return buffer.getvalue()


def organisation_info() -> str:
    """The section of Linked Events."""
    return (
        "[LinkedEvents]\n"
        f'api_url = "{api_url()}"\n'
        f'publisher_id = "{outside.EVERYBODY}"\n'
        "include_super_events = false\n"
    )


def rss_ini(towns: Sequence[Municipality]) -> str:
    """A section for the news of all and for each municipality's events and news."""
    parts = [_section("uutiset", "news", "all")]
    for town in towns:
        slug, scope = slug_of(town.names[0]), f"municipality-{town.code}"
        parts.append(_section(f"tapahtumat-{slug}", "events", scope))
        parts.append(_section(f"uutiset-{slug}", "news", scope))
    return "\n".join(parts)


def _section(name: str, contents: str, scope: str) -> str:
    addresses = [
        f'url[{locale}] = "{outside.address("feed", language, contents, scope)}"'
        for locale, language in LOCALES.items()
    ]
    return "\n".join(
        [
            f"[{name}]",
            "active = true",
            'type = "list"',
            *addresses,
            f"items = {READ}",
            f"visualItems = {LIMIT}",
            'linkTo = "content-page"',
            'dateFormat = "j.n."',
            'fullDateFormat = "j.n.Y"',
            *_hidden_dates(contents),
            "",
        ]
    )


def _hidden_dates(contents: str) -> list[str]:
    """An event has its own times: the day on which it was published is not to be taken for them."""
    return ["content[date] = 0", "content[text] = 0"] if contents == "events" else []


def organisation_page() -> str:
    """How the feeds of a branch look on its page, where their type is always grid."""
    sections = (
        [
            f"[organisation-info-{contents}]",
            "items = 5",
            'linkTo = "content-page"',
            *_hidden_dates(contents),
            "",
        ]
        for contents in ("news", "events")
    )
    return "\n".join("\n".join(lines) for lines in sections)


def tabs(towns: Sequence[Municipality], locale: str) -> str:
    """The events' tabs: all, then each municipality with its own and the joint ones."""
    language = LOCALES[locale]
    with translation.override(language):
        # Without any filter of its own a tab loses its limit.
        tab_lines = [_tab(_("All"), f"'publisher' => '{outside.EVERYBODY}'")]
        tab_lines += [_tab(town.name, f"'division' => '{town.code}'") for town in towns]
    return (
        "<?=$this->linkedEventsTabs([\n"
        "  'tabs' => [\n"
        f"{''.join(tab_lines)}"
        "  ],\n"
        f"  'limit' => {LIMIT},\n"
        "])?>\n"
    )


def _tab(title: str, params: str) -> str:
    safe_title = title.replace("\\", "").replace("'", "\\'").replace("<?", "").replace("?>", "")
    return f"    ['title' => '{safe_title}', 'params' => [{params}]],\n"


def news_block() -> str:
    """The news of all."""
    return "<?=$this->feed('uutiset')?>\n"


def branch_feeds(branches: Sequence[Branch]) -> list[BranchFeeds]:
    """What is pasted into Kirjastohakemisto for each branch, as `news` and `events`."""
    return [
        BranchFeeds(
            branch,
            outside.address("feed", "fi", "news", f"branch-{branch.code}"),
            outside.address("feed", "fi", "events", f"branch-{branch.code}"),
        )
        for branch in branches
    ]
