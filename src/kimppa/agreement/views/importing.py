"""Bringing in an agreement's text: paste or upload, mend what was read, save."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kimppa.agreement.actions import (
    bring,
    forget_paper,
    mend,
    save_paper,
    set_year,
    undo_mend,
)
from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.forms import ImportForm, YearForm
from kimppa.agreement.meaning.terms import Terms, terms_of
from kimppa.agreement.messages import KEYS, refusal
from kimppa.agreement.models import Paper
from kimppa.agreement.proposals import lacking_names
from kimppa.agreement.queries import municipality_names, service_register, unfinished_papers
from kimppa.agreement.structure.asking import alike
from kimppa.agreement.structure.mending import Mend, Verb
from kimppa.agreement.text.paper import Role
from kimppa.agreement.views.opened import line_keys
from kimppa.agreement.views.paper import AT, OPEN, WHOLE_TREE, PaperPage, Place
from kimppa.agreement.views.shared import only_years
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.topics import TOPICS
from kimppa.ui.guard import needs, person_of
from kimppa.ui.navigation import address
from kimppa.ui.numbers import day, money
from kimppa.ui.seen import CHANGED, one_save_at_a_time
from kimppa.ui.sent import posted
from kimppa.ui.undo import done

type PaperView = Callable[..., HttpResponseBase]


def _pressed(view: PaperView) -> PaperView:
    """What a button does. Its address alone leads to the paper, as does that of a saved paper."""

    @wraps(view)
    def press(request: HttpRequest, pk: int) -> HttpResponseBase:
        if request.method != "POST" or Paper.objects.filter(pk=pk, saved_at__isnull=False).exists():
            return redirect("agreement:preview", pk=pk)
        return view(request, pk)

    return press


@needs(Permission.EDIT_AGREEMENT)
def import_page(request: HttpRequest) -> HttpResponse:
    """Paste or upload; the text is kept as it came and shown as it was understood."""
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content, name = form.data_and_name()
        try:
            paper = bring(by=person_of(request), content=content, name=name)
        except AgreementTextError as error:
            form.add_error(None, refusal(error))
        else:
            return redirect("agreement:preview", pk=paper.pk)
    context = {
        "form": form,
        "cancel": reverse("agreement:list"),
        "unfinished": list(unfinished_papers()[:5]),
    }
    return render(request, "agreement/import.html", context)


@needs(Permission.EDIT_AGREEMENT)
@one_save_at_a_time
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper with the part of each of its lines, and what becomes of it; saving is the end."""
    paper = get_object_or_404(Paper, pk=pk)
    if paper.saved_at:
        return render(request, "agreement/paper_saved.html", {"paper": paper})
    form = YearForm(posted(request))
    year = form.cleaned_data["year"] if form.is_valid() else paper.year
    if request.method == "POST" and form.is_valid() and year:
        if "look" in request.POST:
            set_year(by=person_of(request), paper=paper, year=year)
            return redirect("agreement:preview", pk=pk)
        try:
            return _save(request, paper, year)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
    register = service_register()
    page = PaperPage(paper, Place.of(request.GET), year=year, register=register)
    if request.method != "POST":
        form = YearForm(initial={"year": page.target_year})
    text = page.result.agreement
    terms = terms_of(text, municipality_names())
    target = page.target
    context = {
        "page": page,
        "paper": paper,
        "form": form,
        "target": target,
        "only_years": only_years(target.comparison) if target.comparison else 0,
        "lacking": lacking_names(text, register) if page.result.hoped <= WHOLE_TREE else [],
        "register": address("desk:services"),
        "line_keys": line_keys(),
        "next_key": KEYS["next"],
        "undo_key": KEYS["undo"],
        "cancel": reverse("agreement:import"),
        "terms": terms,
        "facts": _facts(page, terms),
        "second": page.second_agreement(),
    }
    return render(request, "agreement/preview.html", context)


@dataclass(frozen=True, slots=True)
class Fact:
    """What the paper says of itself, and where one goes on from it."""

    label: str
    text: str
    url: str = ""
    link: str = ""


def _facts(page: PaperPage, terms: Terms) -> list[Fact]:
    first_day, last_day = terms.in_force.first, terms.in_force.last
    times = f"{day(first_day) if first_day else ''} – {day(last_day) if last_day else ''}".strip()
    notice = terms.notice_months
    facts = [
        Fact(_("Parties"), ", ".join([*_names(terms.parties), *terms.outside])),
        Fact(_("Producer"), ", ".join(_names([terms.producer]))),
        Fact(_("In force"), times if terms.in_force else ""),
        Fact(
            pgettext("of an agreement", "Notice"),
            ngettext("%(n)d month", "%(n)d months", notice) % {"n": notice} if notice else "",
        ),
        Fact(
            _("Price"),
            _price(terms),
            address("desk:allocation-keys") or "",
            _("Make a key"),
        ),
        Fact(_("Laws"), ", ".join(terms.laws)),
    ]
    return [fact for fact in facts if fact.text]


def _price(terms: Terms) -> str:
    price = _("%(price)s a year") % {"price": money(terms.price)} if terms.price else ""
    return ", ".join(filter(None, (price, terms.paying)))


def _names(codes: Collection[str]) -> list[str]:
    """What the register calls them; those that it lacks are passed over."""
    return [town.name for town in Municipality.objects.filter(code__in=filter(None, codes))]


def _save(request: HttpRequest, paper: Paper, year: int) -> HttpResponseRedirect:
    agreement, event, is_new = save_paper(by=person_of(request), paper=paper, year=year)
    if is_new:
        undo = reverse("agreement:discard", args=[year])
        done(request, _("Saved as a draft. Check the topics and duties of each clause."), undo=undo)
    elif event is None:
        messages.info(request, _("The text is the same as before: nothing was changed."))
    else:
        undo = reverse("ui:undo", args=[event.pk])
        done(request, _("The draft has the new text; duties followed their clauses."), undo=undo)
    return redirect("agreement:agreement", year=agreement.year)


@needs(Permission.EDIT_AGREEMENT)
@_pressed
@one_save_at_a_time
def mend_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of a paper, and those alike that are ticked; then back to the line."""
    paper = get_object_or_404(Paper, pk=pk)
    place = Place.of(request.POST)
    key, _space, command = request.POST.get("do", "").partition(" ")
    if request.POST.get("seen") != str(len(paper.mends)):
        messages.error(request, str(CHANGED))
        return HttpResponseRedirect(_page(paper, place).address(key, **{AT: key}))
    page = _page(paper, place)
    change = _change(page, key, command, request.POST)
    try:
        mend(by=person_of(request), paper=paper, change=change)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return HttpResponseRedirect(page.address(key, **{OPEN: key}))
    if change.verb is Verb.JOIN:
        keys = [line.key for line in page.lines]
        key = keys[keys.index(key) - 1]
    moves = change.verb in (Verb.RAISE, Verb.LOWER)
    stays = OPEN if moves and place.open == key else AT
    return HttpResponseRedirect(_page(paper, place).address(key, **{stays: key}))


def _page(paper: Paper, place: Place) -> PaperPage:
    return PaperPage(paper, place, year=None, register=())


def _change(page: PaperPage, key: str, command: str, params: QueryDict) -> Mend:
    """The mend that a press means. Lines of one question change together."""
    question = page.question_of(key)
    keys = tuple(line.key for line in question.lines) if question else (key,)
    if "ticked" in params and page.place.open == key:
        keys = _ticked(page, key, params)
    verb, colon, detail = command.partition(":")
    if verb == "topic":
        return _topic_change(key, detail if colon else params.get("topic", ""), params)
    if verb == "guess" and question is None:
        topic = page.topics.get(key)
        guess = topic.guess if topic else None
        return Mend(Verb.KEEP, keys) if guess is None else _topic_change(key, guess, params)
    if verb in ("guess", "answer") and question:
        turn = int(detail) if detail.isdecimal() and len(detail) < 3 else 0
        answer = question.answers[min(turn, len(question.answers) - 1)].mend
        is_for_line = answer.verb in (Verb.SPLIT, Verb.KEEP, Verb.REPLACE, Verb.NEW)
        return answer if is_for_line else replace(answer, lines=keys)
    return _plain_change(key, keys, verb, detail)


def _topic_change(key: str, topic: str, params: QueryDict) -> Mend:
    """Another topic, for the other lines too that ask for the same and are ticked."""
    if topic and topic not in TOPICS:
        raise Http404
    return Mend(Verb.TOPIC, (key, *params.get("same", "").split()), topic=topic)


def _plain_change(key: str, keys: tuple[str, ...], verb: str, detail: str) -> Mend:
    match verb:
        case "role" if detail in Role:
            return Mend(Verb.ROLE, keys, Role(detail))
        case "raise" | "lower":
            return Mend(Verb(verb), keys)
        case "join":
            return Mend(Verb.JOIN, (key,))
        case "split":
            position = int(detail) if detail.isdecimal() and len(detail) < 8 else 0
            return Mend(Verb.SPLIT, (key,), at=position)
    raise Http404


def _ticked(page: PaperPage, key: str, params: QueryDict) -> tuple[str, ...]:
    """The ticked lines; all that follow each other and are alike, where they are too many."""
    if params.get("ticked") == "run":
        return tuple(line.key for line in alike(page.lines, key)[0]) if "run" in params else (key,)
    return tuple(params.getlist("row")) or (key,)


@needs(Permission.EDIT_AGREEMENT)
@_pressed
@one_save_at_a_time
def undo_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last change of a paper back, and go to where it was made."""
    paper = get_object_or_404(Paper, pk=pk)
    place = Place.of(request.POST)
    mends = _page(paper, place).mends
    if not mends or request.POST.get("seen") != str(len(mends)):
        messages.error(request, str(CHANGED))
        return redirect("agreement:preview", pk=pk)
    undo_mend(by=person_of(request), paper=paper)
    key = mends[-1].lines[0]
    return HttpResponseRedirect(_page(paper, place).address(key, **{AT: key}))


@needs(Permission.EDIT_AGREEMENT)
@_pressed
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a paper that will not become an agreement."""
    paper = get_object_or_404(Paper, pk=pk)
    forget_paper(by=person_of(request), paper=paper)
    done(request, _("The paper was removed. No agreement was changed."))
    return redirect("agreement:import")
