"""One page: its texts, versions, and looking at them."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.pages import actions
from kimppa.pages.confirming.forms import AskForm
from kimppa.pages.confirming.queries import confirmed
from kimppa.pages.differences import compare
from kimppa.pages.examining.access import findings
from kimppa.pages.examining.outline import outline
from kimppa.pages.examining.reading import reading
from kimppa.pages.examining.wording import told
from kimppa.pages.forms import TextsForm
from kimppa.pages.languages import BASE, LANGUAGES
from kimppa.pages.linking import saying
from kimppa.pages.linking.queries import worth_telling
from kimppa.pages.models import Check, Page, Text, Version
from kimppa.pages.preview import html_of, preview
from kimppa.pages.queries import (
    may_manage,
    may_write,
    previous,
    standings,
    versions_of,
)
from kimppa.pages.states import State
from kimppa.pages.views.common import mark, page_for, page_to_write
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, add_errors, attempt, posted
from kimppa.ui.undo import done

SHOWN = 20  # versions on the page itself


@require_GET
@needs(Permission.VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in each language, its state, and what to do next."""
    return show_page(request, page_for(pk))


def show_page(request: HttpRequest, found: Page, ask: AskForm | None = None) -> HttpResponse:
    """The page; `ask` is a question to the municipalities that was refused as it was filled in."""
    person = person_of(request)
    versions = list(versions_of(found)[: SHOWN + 1])
    context = {
        "page": found,
        "rows": [
            {
                "language": one.language,
                "name": LANGUAGES[one.language],
                "text": one.text,
                "mark": mark(one),
                "address": found.address(one.language),
                "stale": one.state is State.STALE,
            }
            for one in standings(found)
        ],
        "links": [saying.told(row) for row in worth_telling(found)],
        "confirming": confirmed(found, person) if found.level else None,
        "ask": ask or AskForm(),
        "versions": versions[:SHOWN],
        "more": len(versions) > SHOWN,
        "writes": may_write(person, found) and found.removed_at is None,
        "manages": may_manage(person),
    }
    return render(request, "pages/page.html", context, status=REFUSED if ask else 200)


@require_GET
@needs(Permission.VIEW)
def shown(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The page in a language as customers see it."""
    found = page_for(pk)
    text = found.by_language.get(language)
    if text is None:
        raise Http404
    page_outline = outline(html_of(found, text.title, text.body))
    context = {
        "page": found,
        "text": text,
        "findings": [told(one) for one in findings(page_outline, language)],
        "reading": reading(page_outline.paragraphs),
        "name": LANGUAGES[language],
        "address": found.address(language),
        "html": preview(found, text.title, text.body),
        "others": [one for code, one in found.by_language.items() if code != language],
    }
    return render(request, "pages/shown.html", context)


@needs(Permission.LOG_WORK)
@one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the page in all its languages side by side."""
    found = page_to_write(request, pk)
    form = TextsForm(posted(request), standings=standings(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_texts(
                by=person_of(request),
                page=found,
                texts=form.texts,
                reason=form.cleaned_data["reason"],
                minor=form.cleaned_data["minor"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, found, made)
    context = {
        "form": form,
        "page": found,
        "columns": [
            {"name": LANGUAGES[one.language], "mark": mark(one), "title": title, "body": body}
            for one, title, body in form.columns
        ],
    }
    return render(request, "pages/edit.html", context, status=REFUSED if form.is_bound else 200)


def _saved(request: HttpRequest, page: Page, made: list[Version]) -> HttpResponse:
    if not made:
        done(request, _("Nothing was changed."))
        return redirect(page)
    undo = ""
    if len(made) == 1 and (before := previous(made[0])) is not None:
        undo = reverse("pages:restore", args=[before.pk])
    message = ngettext("%(count)d text was saved.", "%(count)d texts were saved.", len(made))
    done(request, message % {"count": len(made)}, undo)
    return redirect(page)


@require_GET
@needs(Permission.VIEW)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A version and what it changed of the one before."""
    found = get_object_or_404(Version.objects.select_related("text__page"), pk=pk)
    before = previous(found)
    context = {
        "version": found,
        "page": found.text.page,
        "before": before,
        "name": LANGUAGES[found.text.language],
        "lines": compare(_whole(before), _whole(found)) if before else [],
        "newest": found.number == found.text.number,
        "writes": may_write(person_of(request), found.text.page),
    }
    return render(request, "pages/version.html", context)


def _whole(version: Version) -> str:
    return f"{version.title}\n\n{version.body}"


@require_POST
@needs(Permission.LOG_WORK)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an earlier version anew."""
    found = get_object_or_404(Version.objects.select_related("text__page"), pk=pk)
    page_to_write(request, found.text.page_id)
    now = found.text.versions.first()
    return attempt(
        request,
        lambda: actions.restore_version(by=person_of(request), version=found),
        back=found.text.page.get_absolute_url(),
        message=_("Version %(number)d was restored.") % {"number": found.number},
        undo=reverse("pages:restore", args=[now.pk]) if now and now != found else "",
    )


@require_POST
@needs(Permission.LOG_WORK)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has looked at texts and found them right: one language, or all that are written."""
    found = page_to_write(request, pk)
    asked = request.POST.getlist("language")
    texts = [one for one in found.texts.all() if not asked or one.language in asked]
    if not texts:
        raise Http404
    made = [actions.check_text(by=person_of(request), text=text) for text in texts]
    undo = reverse("pages:uncheck", args=[made[0].pk]) if len(made) == 1 else ""
    done(request, _("Marked as looked at today."), undo)
    return redirect(found)


@require_POST
@needs(Permission.LOG_WORK)
def uncheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a look."""
    found = get_object_or_404(Check.objects.select_related("text__page"), pk=pk)
    page_to_write(request, found.text.page_id)
    return attempt(
        request,
        lambda: actions.take_check_back(by=person_of(request), check=found),
        back=found.text.page.get_absolute_url(),
        message=_("The mark was taken back."),
    )


@require_POST
@needs(Permission.LOG_WORK)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """A translation corresponds to the Finnish text as it stands."""
    text = get_object_or_404(Text.objects.select_related("page").exclude(language=BASE), pk=pk)
    page_to_write(request, text.page_id)
    return attempt(
        request,
        lambda: actions.match_text(by=person_of(request), text=text),
        back=text.page.get_absolute_url(),
        message=_("The translation corresponds to the Finnish text."),
    )
