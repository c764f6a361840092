"""What the pages share: the check they are about, whose records, and how refusals are told."""

from collections.abc import Iterable
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue import queries
from kimppa.catalogue.models import Check, RecordLink, Rule
from kimppa.catalogue.queries import Part, Scope
from kimppa.catalogue.records import Findings
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import person_of
from kimppa.ui.numbers import number
from kimppa.ui.selection import memory, selected

BRANCH = "toimipiste"


def scope(request: HttpRequest) -> Scope:
    cache = memory(request)
    if "catalogue-scope" not in cache:
        cache["catalogue-scope"] = queries.scope_of(person_of(request))
    open_to: Scope = cache["catalogue-scope"]
    return open_to


def part_of(request: HttpRequest, open_to: Scope) -> Part:
    """Whose records the figures are of: a branch of the address, else the top bar's choice."""
    branch = open_to.branch(request.GET.get(BRANCH, ""))
    if branch is not None:
        return Part(branch=branch)
    municipality = selected(request).municipality
    if municipality is None and not open_to.sees_all_figures:
        raise Http404
    return Part(municipality=municipality)


def rule_or_404(slug: str) -> Rule:
    rule = queries.rule_by(slug)
    if rule is None:
        raise Http404
    return rule


def current_or_404() -> Check:
    """The newest check; there are no pages of rules before the first one."""
    check = queries.current_check()
    if check is None:
        raise Http404
    return check


def findings_or_404(check: Check) -> Findings:
    """The findings on disk; 404 when somebody has removed the files."""
    try:
        return queries.findings_of(check)
    except FileNotFoundError as error:
        raise Http404(_("The files of this check are no longer there.")) from error


def numberless_words(count: int) -> list[str]:
    """Instead of numbers, when there are none: why, and where the records are told."""
    if not count:
        return [_("There are no records here now.")]
    text = ngettext(
        "%(count)s record is concerned, and it has no number. The list of findings tells where it"
        " stands in the file.",
        "%(count)s records are concerned, and none of them has a number. The list of findings tells"
        " where they stand in the file.",
        count,
    )
    return [text % {"count": number(count, 0)}]


def plain_text(lines: Iterable[str], name: str) -> HttpResponse:
    """Lines as they are pasted into another program."""
    return attachment(name, "text/plain", "".join(f"{line}\n" for line in lines))


def links_of(control: str, source: str) -> list[tuple[str, str]]:
    """Where a record is seen in other systems: names and addresses."""
    if not control:
        return []
    return [
        (
            record_link.title,
            record_link.pattern.format(control=quote(control), source=quote(source)),
        )
        for record_link in RecordLink.objects.all()
    ]
