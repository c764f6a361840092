"""The inventory: what pages there are, who looks after each, and what needs work."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.pages import actions
from kimppa.pages.forms import PageForm, SettingsForm
from kimppa.pages.languages import LANGUAGES
from kimppa.pages.linking.queries import broken
from kimppa.pages.models import Page
from kimppa.pages.queries import Standing, every_page, may_manage, pages, standings
from kimppa.pages.states import State
from kimppa.pages.views.common import WORDS, mark, page_for
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, add_errors, attempt, posted
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done


@dataclass(frozen=True, slots=True)
class Row:
    """A page and how it is in each language."""

    page: Page
    standings: list[Standing]

    def in_language(self, language: str) -> Standing | None:
        """How it is in a language; None when it is not wanted in it."""
        return next((one for one in self.standings if one.language == language), None)

    def has(self, state: str) -> bool:
        """Whether it is in a state in some language."""
        return any(one.state == state for one in self.standings)


@require_GET
@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Every page, the languages beside each other."""
    person = person_of(request)
    rows = [Row(page, standings(page)) for page in pages()]
    table = Table(
        request,
        columns=_columns(),
        rows=rows,
        filters=[
            ChoiceFilter(
                "tila",
                _("Needs work"),
                [(str(state), words) for state, (_key, words) in WORDS.items()][:3],
                test=lambda row, value: row.has(value),
            ),
            ChoiceFilter("tyyppi", _("Kind"), Page.Kind.choices, field="page__kind"),
            ChoiceFilter(
                "kenen",
                _("Owner"),
                [("oma", _("My pages"))],
                test=lambda row, _value: row.page.owner_id == person.pk,
            ),
        ],
        filename="sivut",
        caption=_("Pages of the web library"),
        row_mark=lambda row: row.page,
    )
    if export := table.response():
        return export
    context = {
        "table": table,
        "any": bool(rows),
        "counts": _counts(rows),
        "broken": broken().count(),
        "manages": may_manage(person),
        "removed": every_page().filter(removed_at__isnull=False) if may_manage(person) else (),
    }
    return render(request, "pages/home.html", context)


def _counts(rows: list[Row]) -> list[tuple[str, str, int]]:
    """What needs work: status, words, in how many texts."""
    found = []
    for state in (State.MISSING, State.STALE, State.DUE):
        count = sum(one.state is state for row in rows for one in row.standings)
        if count:
            key, words = WORDS[state]
            found.append((key, str(words), count))
    return found


def _columns() -> list[Column]:
    languages = [
        Column(
            f"in-{code}",
            name,
            kind="status",
            value=lambda row, code=code: (  # type: ignore[misc]  # the loop's own value
                mark(one) if (one := row.in_language(code)) else None
            ),
            sortable=False,
        )
        for code, name in LANGUAGES.items()
    ]
    return [
        Column(
            "page",
            _("Page"),
            kind="link",
            value=lambda row: str(row.page),
            url=lambda row: row.page.get_absolute_url(),
        ),
        Column(
            "due",
            _("To be looked at by"),
            kind="date",
            value=lambda row: min((s.text.due for s in row.standings if s.text), default=None),
        ),
        *languages,
        Column(
            "owner", _("Owner"), value=lambda row: row.page.owner.name if row.page.owner else ""
        ),
        Column("months", _("Every … months"), kind="integer", value=lambda row: row.page.months),
        Column("name", _("Name"), value=lambda row: row.page.name),
    ]


@needs(Permission.MANAGE_PAGES)
def new(request: HttpRequest) -> HttpResponse:
    """Take a page into the inventory."""
    initial = {"languages": list(LANGUAGES), "service": _web_library()}
    form = PageForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            page = actions.add_page(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("The page is in the inventory. Write it next."))
            return redirect("pages:edit", pk=page.pk)
    context = {"form": form, "cancel": reverse("pages:home")}
    return render(
        request, "pages/page_form.html", context, status=REFUSED if form.is_bound else 200
    )


def _web_library() -> object:
    form = PageForm()
    return form.fields["service"].queryset.filter(kind="web-library").first()  # type: ignore[attr-defined]  # a model choice


@needs(Permission.MANAGE_PAGES)
@one_save_at_a_time
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Its owner, languages and how often it is looked at."""
    page = page_for(pk)
    form = SettingsForm(posted(request), instance=page, initial={"languages": page.wanted[1:]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_page(by=person_of(request), page=page, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Saved."))
            return redirect(page)
    context = {"form": form, "page": page, "cancel": page.get_absolute_url()}
    return render(
        request, "pages/page_form.html", context, status=REFUSED if form.is_bound else 200
    )


@require_POST
@needs(Permission.MANAGE_PAGES)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer kept up."""
    page = page_for(pk)
    return attempt(
        request,
        lambda: actions.remove_page(by=person_of(request), page=page),
        back=reverse("pages:home"),
        message=_("The page was removed from the inventory; its versions stay."),
        undo=reverse("pages:bring-back", args=[page.pk]),
    )


@require_POST
@needs(Permission.MANAGE_PAGES)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a removal."""
    page = page_for(pk)
    return attempt(
        request,
        lambda: actions.bring_back(by=person_of(request), page=page),
        back=page.get_absolute_url(),
        message=_("The page is in the inventory again."),
    )
