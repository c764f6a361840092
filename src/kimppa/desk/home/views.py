"""The home pages: the agreement now, what a municipality got, and the four verbs of staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kimppa.agreement.coverage.matrix import Mark, Row
from kimppa.core.area import Sentence, areas, beginning
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.tasks.actions import create_task
from kimppa.core.topics import label
from kimppa.desk.home.forms import AskForm
from kimppa.desk.home.lines import Line, Step, StepKind, most_urgent
from kimppa.desk.home.overview import Overview, overview, waiting_for
from kimppa.desk.home.verbs import VERBS, verb
from kimppa.ui.guard import needs, person_of
from kimppa.ui.marks import Dot, MunicipalityMark
from kimppa.ui.navigation import address
from kimppa.ui.numbers import day
from kimppa.ui.selection import selected
from kimppa.ui.status import STATUSES
from kimppa.ui.undo import done


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A next step in words, and where it is taken."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the template needs it."""

    number: str
    text: str
    url: str
    sentences: Sequence[Sentence]
    dots: list[Dot]
    marks: list[MunicipalityMark]
    state: str
    state_text: str
    step: ShownStep | None

    @property
    def has_work(self) -> bool:
        """Whether some month holds work, told in a sentence or not."""
        return any(dot.count for dot in self.dots)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its lines."""

    number: str
    title: str
    lines: list[ShownLine]


@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """The first page of everybody, by role."""
    person = person_of(request)
    if person.role == Role.STAFF:
        return _staff_home(request, person)
    selection = selected(request)
    summary = overview(selection.year, selection.municipality)
    links = _links(selection.year)
    if not summary.lines and not Municipality.objects.exists():
        links["municipalities"] = address("desk:consortium")
    context = {
        "overview": summary,
        "year": selection.year,
        "municipality": selection.municipality,
        "sections": _sections(summary, person),
        "states": [
            (str(STATUSES[state].word).lower(), count)
            for state, count in summary.coverage.states().items()
            if count
        ],
        "urgent": _urgent(summary, person),
        "waiting": waiting_for(person),
        "view": "report" if request.GET.get("nakyma") == "raportti" else "table",
        "links": links,
    }
    return render(request, "desk/home/home.html", context)


def _staff_home(request: HttpRequest, person: Person) -> HttpResponse:
    verbs = [
        {
            "url": beginning(entry.topic) or reverse("desk:ask", args=[entry.slug]),
            "title": entry.title,
            "text": entry.text,
            "icon": entry.icon,
        }
        for entry in VERBS
    ]
    context = {
        "municipality": person.municipality,
        "verbs": verbs,
        "waiting": waiting_for(person),
        "links": {"tasks": address("desk:tasks")},
    }
    return render(request, "desk/home/staff.html", context)


@needs(Permission.DO_TASKS)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A verb that no room begins: a few lines that become a task for the coordinator."""
    entry = verb(slug)
    if entry is None or beginning(entry.topic):
        raise Http404
    form = AskForm(request.POST or None, verb=entry)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        create_task(
            by=person,
            title=form.cleaned_data["title"],
            note=form.cleaned_data["note"],
            topic=entry.topic,
            municipality=person.municipality,
        )
        done(request, _("Sent. You see in your tasks when it is done."))
        return redirect("desk:home")
    context = {"verb": entry, "form": form, "home": reverse("desk:home")}
    return render(request, "desk/home/ask.html", context)


def _links(year: int) -> dict[str, str]:
    return {
        "waiting": address("desk:waiting"),
        "tasks": address("desk:tasks"),
        "lines": reverse("desk:work-lines"),
        "import_agreement": address("agreement:import"),
        "coverage": reverse("agreement:coverage", args=[year]),
    }


def _sections(summary: Overview, person: Person) -> list[ShownSection]:
    year = summary.coverage.year
    rooms, acts = _rooms(person), person.can(Permission.EDIT_REPORT)
    return [
        ShownSection(
            section.number,
            section.title,
            [_line(line, year, rooms, acts=acts) for line in section.lines],
        )
        for section in summary.sections
    ]


def _rooms(person: Person) -> dict[str, str]:
    """Where the work of a topic is done: the first page of the area that has the topic."""
    room_urls: dict[str, str] = {}
    for area in areas():
        if area.nav and person.can(area.nav[0].permission):
            room_urls.update(dict.fromkeys(area.topics, address(area.nav[0].url_name)))
    return room_urls


def _line(line: Line, year: int, rooms: dict[str, str], *, acts: bool) -> ShownLine:
    row = line.row
    work = reverse("agreement:work", args=[year, row.clause.number])
    return ShownLine(
        number=row.clause.number,
        text=row.clause.text,
        url=work,
        sentences=line.sentences,
        dots=_dots(row, work),
        marks=[_mark(mark) for mark in row.marks],
        state=row.state,
        state_text=f"{STATUSES[row.state].word} {row.label}".strip() if row.label else "",
        step=_step(line.step, rooms, work, acts=acts) if line.step else None,
    )


def _dots(row: Row, work: str) -> list[Dot]:
    return [
        Dot(cell.state or "empty", cell.count, f"{work}?kuukausi={cell.slot}" if cell.count else "")
        for cell in row.cells
    ]


def _mark(mark: Mark) -> MunicipalityMark:
    return MunicipalityMark(mark.name, mark.state)


def _step(step: Step, rooms: dict[str, str], work: str, *, acts: bool) -> ShownStep:
    due = {"day": day(step.due), "missing": ", ".join(step.missing)} if step.due else {}
    due |= {"missing": ", ".join(step.missing), "title": step.title}
    words = _to_do(step) if acts else _awaited(step)
    return ShownStep(words % due, _place_of(step, rooms, work, acts=acts))


def _place_of(step: Step, rooms: dict[str, str], work: str, *, acts: bool) -> str:
    """Where a step is taken: in the topic's room, else on the form that logs work for its line."""
    if step.url:
        return step.url
    if step.topic in rooms:
        return rooms[step.topic]
    if step.kind is StepKind.GO_ON or not acts:
        return work
    query = urlencode({"rivi": str(step.duty), "next": reverse("desk:home")})
    return f"{reverse('desk:log-work')}?{query}"


def _to_do(step: Step) -> str:
    """The step in the words of whoever takes it."""
    return {
        StepKind.DELIVER: _("Deliver by %(day)s") if step.due else _("Deliver"),
        StepKind.DELIVER_REST: _("Deliver still to: %(missing)s"),
        StepKind.RECORD: _("Do and record by %(day)s") if step.due else _("Record what was done"),
        StepKind.RECORD_NEED: _("Record the work, or that no need arose"),
        StepKind.GO_ON: _("Next due %(day)s"),
        StepKind.PLANNED: _("%(title)s, by %(day)s"),
    }[step.kind]


def _awaited(step: Step) -> str:
    """The step in the words of those for whom it is taken."""
    return {
        StepKind.DELIVER: _("Will be delivered by %(day)s") if step.due else _("Will be delivered"),
        StepKind.DELIVER_REST: _("Will still be delivered to: %(missing)s"),
        StepKind.RECORD: _("Will be done by %(day)s") if step.due else _("Not done yet"),
        StepKind.RECORD_NEED: _("Done when it is needed"),
        StepKind.GO_ON: _("Next due %(day)s"),
        StepKind.PLANNED: _("%(title)s, by %(day)s"),
    }[step.kind]


def _urgent(summary: Overview, person: Person) -> ShownStep | None:
    """The coordinator's next step in a few words: the agreement itself, else the first line."""
    if not person.can(Permission.EDIT_REPORT):
        return None
    if summary.draft:
        agreement = reverse("agreement:agreement", args=[summary.coverage.year])
        return ShownStep(_("Put the agreement in force"), agreement)
    line = most_urgent(summary.sections)
    if line is None or line.step is None:
        return None
    work = reverse("agreement:work", args=[summary.coverage.year, line.row.clause.number])
    step = _step(line.step, _rooms(person), work, acts=True)
    topic = line.step.topic or line.row.clause.duties[0].topic
    subject = f"{line.row.clause.number} {label(topic)}"
    return ShownStep(f"{subject}: {step.text[:1].lower()}{step.text[1:]}", step.url)
