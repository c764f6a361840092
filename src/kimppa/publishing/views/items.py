"""An item: shown, written and copied."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import visible_decisions
from kimppa.core.language import active_language
from kimppa.publishing import actions, messages, outside, positions, queries, texts
from kimppa.publishing.actions.items import require_change
from kimppa.publishing.commands import ITEM, PROPOSAL_MESSAGE, find_item
from kimppa.publishing.directory import closed_days, entry_of
from kimppa.publishing.forms import ItemForm, errors_at_fields
from kimppa.publishing.models import LANGUAGES, Item, Occurrence
from kimppa.publishing.texts import words
from kimppa.publishing.views.lists import items_table, owner_of, state_of
from kimppa.ui import pages as ui
from kimppa.ui.numbers import day, moment, number


@ITEM.page
@ui.needs(Permission.VIEW)
def item(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """What it says, when it is held, what to do next."""
    item, person = find_item(request, pk), ui.person_of(request)
    times = item.occurrences.filter(whole=False)
    buttons = ITEM.buttons(item, person, refusal=refusal)
    return ui.detail_page(
        request,
        item,
        title=item.title,
        title_language=item.title_language,
        lead=" · ".join(filter(None, [item.get_kind_display(), owner_of(item)])),
        mark=state_of(item),
        template="publishing/item.html",
        commands=buttons,
        participants=buttons.only("participants"),
        facts=_facts(item, person, times),
        texts=list(_texts(item)),
        closed=_closed_text(item, times),
        similar=queries.items_alike(item) if item.status != Item.Status.CANCELLED else [],
        changed=bool(item.source) and queries.is_changed_there(item),
    )


def _on_map(item: Item) -> str:
    if item.latitude is None or item.longitude is None:
        return ""
    return positions.words_of((item.latitude, item.longitude))


def _facts(item: Item, person: Person, times: Iterable[Occurrence]) -> list[ui.Fact]:
    place = [item.branch.name if item.branch else "", item.place]
    price = texts.price(item, active_language())
    return [
        *(ui.Fact(_("When"), messages.time_words(time.start, time.end)) for time in times),
        ui.Fact(_("Where"), " ".join(filter(None, [*place, item.street_address, item.locality]))),
        ui.Fact(_("On the map"), _on_map(item)),
        ui.Fact(_("For whom and of what"), ", ".join(words(item, active_language()))),
        ui.Fact(_("Price"), price if item.kind == Item.Kind.EVENT else ""),
        ui.Fact(_("Signing up"), item.registration),
        ui.Fact(_("Organiser"), item.organiser),
        ui.Fact(_("Who is asked for more"), item.contact),
        ui.Fact(_("Joint with"), ", ".join(place.name for place in _partners(item))),
        ui.Fact(_("Made joint by"), _decision_text(person, item) if item.joint else ""),
        ui.Fact(_("Shown from"), moment(item.publish_at) if item.publish_at else ""),
        ui.Fact(_("Shown until"), moment(item.expires_at) if item.expires_at else ""),
        ui.Fact(_("Translation missing"), messages.languages(item.missing_languages)),
        ui.Fact(
            _("Participants"), "" if item.participants is None else number(item.participants, 0)
        ),
        *_public_address(item),
        ui.Fact(_("Sender"), item.sender),
    ]


def _public_address(item: Item) -> list[ui.Fact]:
    address = outside.page_path(item) if item.is_public else ""
    return [ui.Fact(_("What everybody sees"), address, address)]


def _partners(item: Item) -> Iterable[Municipality]:
    return Municipality.objects.filter(code__in=item.partners) if item.partners else ()


def _decision_text(person: Person, item: Item) -> str:
    """The decision that made it joint, if the person may read it."""
    decision: Decision | None = visible_decisions(person).filter(pk=item.decision_id or 0).first()
    if decision is None:
        return _("no decision is named")
    section = f", § {decision.section}" if decision.section else ""
    return f"{decision.text} {decision.meeting}, {day(decision.date)}{section}"


def _texts(item: Item) -> Iterator[dict[str, Any]]:
    """What is told in each language, the item's own first; its title stands above already."""
    own_language = item.language
    for code in sorted(LANGUAGES, key=lambda code: code != own_language):
        title, summary, body = (
            getattr(item, f"{name}_{code}") for name in ("title", "summary", "text")
        )
        if code == own_language or title or body:
            yield {
                "language": code,
                "heading": ui.label(Item, f"text_{code}"),
                "title": "" if code == own_language else title,
                "summary": summary,
                "body": body,
            }


def _closed_text(item: Item, times: Iterable[Occurrence]) -> str:
    """On which of its coming days the library is closed; empty when on none that is known."""
    days = [time.start.astimezone(clock.ZONE).date() for time in times if time.end > clock.now()]
    closures = closed_days(entry_of(item), days)
    return messages.closed_words(item.branch.name, closures) if item.branch and closures else ""


NEWS_DAYS = 30
KINDS = {"event": Item.Kind.EVENT, "news": Item.Kind.NEWS, "notice": Item.Kind.NOTICE}


@ui.needs(Permission.PROPOSE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new event, news item or notice; sent on or kept as a draft."""
    if kind not in KINDS:
        raise Http404
    person = ui.person_of(request)
    # News is forgotten where it stands, so it is given an end unless its writer takes it away.
    until = clock.today() + dt.timedelta(days=NEWS_DAYS)
    initial = {} if kind == "event" else {"expires_at": until}
    form = ItemForm(
        ui.posted(request), request.FILES or None, person=person, kind=KINDS[kind], initial=initial
    )

    def create(content: actions.ItemInput) -> Item:
        return queries.just_sent(person.name, content.values) or actions.create_item(
            by=person, kind=KINDS[kind], content=content
        )

    titles = {"event": _("New event"), "news": _("New news item"), "notice": _("New notice")}
    back = reverse("publishing:home")
    return _form_page(request, form, create, title=titles[kind], back=back, proposes=True)


def _form_page(
    request: HttpRequest,
    form: ItemForm,
    write: Callable[[actions.ItemInput], Item],
    *,
    over: Item | None = None,
    **page: Any,
) -> HttpResponse:
    """The form of an item, which is proposed too when that was the button."""
    proposes = "propose" in request.POST

    def save(*, content: actions.ItemInput) -> Item:
        with errors_at_fields(form):
            item = write(content)
            if proposes and item.status == Item.Status.DRAFT:
                actions.propose(by=ui.person_of(request), item=item)
        return item

    return ui.form_page(
        request,
        form,
        save=save,
        over=over,
        then=Item.get_absolute_url,
        message=PROPOSAL_MESSAGE if proposes else "",
        lead=_("Title, day, times and place are enough. The rest can be opened when it is needed."),
        template="publishing/form.html",
        **page,
    )


@ui.needs(Permission.PROPOSE)
@ui.one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can be written of an item."""
    item, person = find_item(request, pk), ui.person_of(request)
    require_change(person, item)

    def change(content: actions.ItemInput) -> Item:
        return actions.change_item(by=person, item=item, content=content)

    return _form_page(
        request,
        ItemForm(ui.posted(request), request.FILES or None, person=person, item=item),
        change,
        title=_("Edit: %(title)s") % {"title": item.title},
        over=item,
        back=item.get_absolute_url(),
        proposes=item.status == Item.Status.DRAFT,
    )


@require_safe
@ui.needs(Permission.PROPOSE)
def last_year(request: HttpRequest) -> HttpResponse:
    """Events of a year ago, to be copied."""
    return ui.table_page(
        request,
        items_table(request, queries.of_last_year(ui.person_of(request), None)),
        title=_("Copy last year's event"),
        lead=_(
            "Events of a year ago around this time. Open one and copy it: the day moves by 52 "
            "weeks, so the weekday stays."
        ),
        actions=[ui.link(_("Events and news"), "publishing:home")],
    )
