"""What one logged line becomes: its topic, line, day, year, municipalities and figures."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kimppa.agreement.meaning.services import service_of
from kimppa.agreement.queries import service_register
from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Municipality, Service
from kimppa.core.consortium.queries import consortium
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence, kind_of
from kimppa.core.evidence.queries import lines_with_chosen_topics, newest_lines
from kimppa.core.search.lexemes import stems, words_of
from kimppa.core.topics import label
from kimppa.desk.fields import ALL
from kimppa.desk.work.guessing import Guess, Place, guess, ranked_topics
from kimppa.desk.work.named_services import ServiceLine, by_service
from kimppa.desk.work.own_words import OwnWords, learn
from kimppa.desk.work.said_figures import said_figures
from kimppa.ui.sent import whole_number


def line_in_address(request: HttpRequest) -> dict[str, Any]:
    """What a form that a line of the agreement opens starts from (`?rivi=`)."""
    line = Duty.objects.filter(pk=whole_number(request.GET.get("rivi", "")) or 0).first()
    if line is None:
        return {}
    initial: dict[str, Any] = {"line": line.pk, "topic": line.topic}
    if line.kind == Duty.Kind.DELIVERABLE:
        initial["kind"] = Evidence.Kind.DELIVERY
    return initial


def confirmation(fields: Mapping[str, Any], words: Guess, evidence: Evidence) -> str:
    """That it was logged, whether it counts for anything, and whom it names in vain."""
    sentences = [_counting(fields, evidence)]
    if fields["kind"] == Evidence.Kind.CALLED_OFF:
        sentences = [
            _(
                "Logged as called off or moved: nothing was done, but it is not late either. "
                "Was it held? Correct it."
            )
        ]
    if fields["municipalities"] is None and words.strangers:
        names = {"names": ", ".join(words.strangers)}
        sentences.append(
            _("%(names)s is not in the consortium, so it was logged for all municipalities.")
            % names
        )
    return " ".join(sentences)


def waiting(year: int) -> str:
    """What happens to work of a year without an agreement, and what can be done."""
    text = _(
        "The agreement of %(year)s is missing: the work is kept, and counts for its line as soon "
        "as the coordinator has brought the agreement in. Is it work of another year? Choose the "
        "year."
    )
    return text % {"year": year}


def lead_of_form(missing_year: int, agreed: Collection[int]) -> str:
    """What the form does; in a year without an agreement (else 0) also what becomes of its work,
    and which work counts at once by the years `agreed` upon.
    """
    lead = _("Write one line. Topic, municipality and date are guessed from your words.")
    if not missing_year:
        return lead
    if missing_year - 1 not in agreed:
        text = _(
            "The agreement of %(year)d is missing: work of %(year)d is kept and counts once the "
            "agreement is brought in."
        )
        return f"{lead} {text % {'year': missing_year}}"
    text = _(
        "The agreement of %(year)d is missing: work of %(year)d is kept and counts once the "
        "agreement is brought in. Work of %(last)d counts at once: write its day or choose its "
        "line."
    )
    return f"{lead} {text % {'year': missing_year, 'last': missing_year - 1}}"


def of_no_line(evidence: Evidence) -> str:
    """That work belongs to no line of its year's agreement; empty where it does, or may yet."""
    is_outside = evidence.placing == Evidence.Placing.OUTSIDE
    return _("It belongs to no line of the agreement.") if is_outside else ""


def _counting(fields: Mapping[str, Any], evidence: Evidence) -> str:
    year, topic = fields["agreement_year"], fields["topic"]
    duties = Duty.objects.filter(agreement_year=year)
    if fields["duty"] or not topic or duties.filter(topic=topic).exists():
        return f"{_('Logged.')} {of_no_line(evidence)}".strip()
    if not duties.exists():
        return _("Logged.") + " " + waiting(year)
    params = {"topic": label(topic), "year": year}
    return (
        _("Logged, but no line of the agreement of %(year)s asks for the topic “%(topic)s”.")
        % params
    )


def _places(towns: list[Municipality]) -> list[Place]:
    """The municipalities with the branches of this year and the last, as a line may name them."""
    branches: dict[int, list[str]] = defaultdict(list)
    today = clock.today()
    in_use = Branch.objects.valid_between(dt.date(today.year - 1, 1, 1), today)
    for branch in in_use.filter(municipality__in=towns):
        branches[branch.municipality_id] += branch.names
    return [Place(m.code, m.names, tuple(branches[m.pk])) for m in towns]


def read_line(title: str, towns: list[Municipality]) -> Guess:
    consortium_row = consortium()
    names = [consortium_row.short_name] if consortium_row and consortium_row.short_name else []
    words = guess(
        title,
        today=clock.today(),
        places=_places(towns),
        consortium=names,
        own_words=_own_words(towns),
    )
    year = words.year or (words.date or clock.today()).year
    duties = Duty.objects.filter(agreement_year=year, service__isnull=False).exclude(topic="")
    lines = [
        ServiceLine((*service.names, service.vendor), duty.topic)
        for duty in duties.select_related("service")
        if (service := duty.service)
    ]
    vendors = [name for s in Service.objects.all() for name in (*s.names, s.vendor)]
    return by_service(words, title, lines, vendors)


def _own_words(towns: list[Municipality]) -> OwnWords:
    """The words that lines with a chosen topic teach; names of municipalities tell no topic."""
    examples = lines_with_chosen_topics()
    if not examples:
        return OwnWords()
    names = {stem for town in towns for word in words_of(town.name) for stem in stems(word)}

    def is_known(word: str) -> bool:
        return bool(ranked_topics(word)) or not names.isdisjoint(stems(word))

    return learn(examples, newest_lines(), is_known)


def possible_municipalities(words: Guess, towns: list[Municipality]) -> list[Municipality]:
    """Whom the line may have meant, where the writer has several to choose among."""
    return [town for town in towns if town.code in words.unsure] if len(towns) > 1 else []


def values_of(
    fields: Mapping[str, Any], words: Guess, towns: list[Municipality], *, coordinator: bool
) -> dict[str, Any]:
    """What to record: what was chosen in the form, else guessed, else the default."""
    title, code = fields["title"], fields["municipality"]
    line = Duty.objects.filter(pk=fields.get("line") or 0).select_related("service").first()
    date: dt.date = fields["date"] or words.date or clock.today()
    codes = [code] if code else list(words.codes)
    for_all = code == ALL or (not codes and (words.for_all or coordinator))
    return {
        "title": title,
        "topic": line.topic if line else fields["topic"] or words.topic,
        "topic_chosen": not line and bool(fields["topic"]) and fields["topic"] != words.topic,
        "kind": fields["kind"] or kind_of(title),
        "duty": line,
        "date": date,
        "agreement_year": line.agreement_year if line else words.year or date.year,
        "service": line.service if line else _service(words.service, title),
        "figures": said_figures(title),
        "municipalities": None if for_all else [m for m in towns if m.code in codes] or towns,
    }


def _service(slug: str, line: str) -> Service | None:
    """The service of the register that a line names, under whatever code it stands there."""
    pk = service_of(slug or None, line, service_register())
    return Service.objects.filter(pk=pk).first() if pk else None
