"""A theme list as a document, for the screen, paper and Word alike: what the month was at a
glance, what customers wrote of, what came of it, what waits. Pure but for the catalogues of words.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.language import active_language
from kimppa.core.releases.facts import Stamp
from kimppa.core.words.messages import capital, fill, in_months, listed, say
from kimppa.documents import blocks, numbers
from kimppa.documents.cards import arranged
from kimppa.documents.charts.small import Bar, bars

type Facts = Mapping[str, Any]

PLACES = 4  # named beside a theme
ROWS = 12  # of municipalities in the larger type
_WIDTH = 110.0  # of a bar in a table


def document(facts: Facts, stamp: Stamp) -> blocks.Document:
    """The list to read and to print: one page for some ten municipalities with feedback."""
    version = _("version %(version)d") % {"version": stamp.version} if stamp.version else _("draft")
    return blocks.Document(
        title=facts["title"],
        subtitle=facts["consortium"],
        subject=facts["title"],
        author=facts["producer"] or facts["consortium"],
        language=active_language(),
        date=stamp.date,
        blocks=tuple(_blocks(facts, stamp)),
        footer=f"{facts['title']} · {version}",
        provisional=stamp.provisional or not stamp.version,
    )


def _blocks(facts: Facts, stamp: Stamp) -> Iterator[blocks.Block]:
    if facts["example"]:
        text = _("The feedback of this list is partly made-up examples.")
        yield blocks.paragraph(text, voice="quiet")
    if stamp.reason:
        yield blocks.paragraph(_("Why a new version: %(reason)s") % {"reason": stamp.reason})
    yield blocks.paragraph(" ".join(_lead(facts)), voice="lead")
    yield blocks.Cards(tuple(arranged(list(_cards(facts)))))
    if facts["told"]:
        yield blocks.heading(_("What customers wrote of"))
        yield _theme_table(facts)
    if outcome_sentences := list(_outcomes(facts)):
        yield blocks.heading(_("What was changed because of it"))
        yield blocks.bullets(*outcome_sentences)
    if waiting_sentences := list(_waiting_sentences(facts)):
        yield blocks.heading(_("What waits"))
        yield blocks.bullets(*waiting_sentences)
    yield blocks.heading(_("By municipality"))
    yield _place_table(facts)
    yield blocks.paragraph(method(), voice="quiet")


def method() -> str:
    """How the figures are meant."""
    return _("Handled: in the month, whenever it came. The subjects are those of the month, and a "
             "municipality of which nobody wrote is left out. The list holds counts only, no words "
             "of customers.")  # fmt: skip


def _lead(facts: Facts) -> Iterator[str]:
    sums, themes = facts["together"], facts["told"]
    month = in_months([dt.date.fromisoformat(f"{facts['month']}-01")])
    yield say(_arrivals_sentence(sums), when=month, count=sums["arrived"], earlier=sums["earlier"])
    if len(themes) > 1 and themes[0]["together"] > themes[1]["together"]:
        text = _("Most of it was about one matter, {name}: {count}.")
        yield say(text, name=f"”{themes[0]['name']}”", count=themes[0]["together"])
    if sums["handled"]:
        text = ngettext(
            "{count} piece was handled{in_time}.", "{count} pieces were handled{in_time}.",
            sums["handled"],
        )  # fmt: skip
        yield say(text, count=sums["handled"], in_time=_in_time(sums))


def _arrivals_sentence(sums: Facts) -> str:
    if not sums["arrived"]:
        return _("No feedback came {when}.")
    if sums["earlier"]:
        return ngettext(
            "{count} piece of feedback came {when}, {earlier} the month before.",
            "{count} pieces of feedback came {when}, {earlier} the month before.",
            sums["arrived"],
        )
    return ngettext(
        "{count} piece of feedback came {when}.",
        "{count} pieces of feedback came {when}.",
        sums["arrived"],
    )


def _in_time(sums: Facts) -> str:
    """How many of what was handled were in time, as the end of a sentence."""
    if sums["in_time"] == sums["handled"]:
        return _(" in the time promised")
    if not sums["in_time"]:
        return _(" later than promised")
    return fill(_(", {count} of them in the time promised"), count=sums["in_time"])


def _cards(facts: Facts) -> Iterator[blocks.Card]:
    sums, (month, last_month) = facts["together"], _month_names(facts)
    counts = [(month, sums["arrived"], True), (last_month, sums["earlier"], False)]
    month_bars = [Bar(name, Decimal(count), str(count), is_now) for name, count, is_now in counts]
    alt = "; ".join(f"{name} {count}" for name, count, _is_now in counts) + "."
    words = ngettext("piece of feedback", "pieces of feedback", sums["arrived"])
    yield blocks.Card(_("Arrived"), str(sums["arrived"]), words, (bars(month_bars, alt),))
    if sums["handled"]:
        words = ngettext("piece was handled", "pieces were handled", sums["handled"])
        yield blocks.Card(
            _("Handled"), str(sums["handled"]), words, lines=tuple(map(blocks.runs, _pace(sums)))
        )
    if sums["waiting"]:
        words = ngettext("piece waits", "pieces wait", sums["waiting"])
        at_end = (blocks.runs(_("At the end of the month.")),)
        yield blocks.Card(_("Waits"), str(sums["waiting"]), words, lines=at_end)


def _pace(sums: Facts) -> Iterator[str]:
    share = numbers.percent(sums["in_time"] / sums["handled"], active_language(), 0)
    yield _("In the time promised: %(count)d (%(share)s).") % {
        "count": sums["in_time"],
        "share": share,
    }
    yield _("Days to the answer on average: %(days)s.") % {"days": _figure_text(sums["days"])}


def _theme_table(facts: Facts) -> blocks.Block:
    peak = max(theme["together"] for theme in facts["told"])
    name_by_code = {place["code"]: place["name"] for place in facts["places"]}
    month_name, earlier_month_name = _month_names(facts)
    columns = [
        blocks.Column(_("Theme"), weight=2.4),
        blocks.Column(_("How many"), weight=1.3),
        blocks.number_column(month_name, 1.1),
        blocks.number_column(earlier_month_name, 1.1),
        blocks.Column(_("Where"), weight=2.4),
    ]
    lines = [
        (
            theme["name"],
            # The number beside it says what the picture does.
            bars([Bar("", Decimal(theme["together"]), "", own=True)], "", width=_WIDTH, top=peak),
            _figure_text(theme["together"]),
            _figure_text(theme["earlier"]),
            _places_words(theme["by"], name_by_code),
        )
        for theme in facts["told"]
    ]
    return blocks.table("", columns, lines)


def _places_words(count_by_code: Mapping[str, int], name_by_code: Mapping[str, str]) -> str:
    """The places of a theme, those with the most of it by name."""
    codes = list(name_by_code)
    counts = sorted(count_by_code.items(), key=lambda pair: (-pair[1], codes.index(pair[0])))
    named_count = PLACES if len(counts) > PLACES + 1 else len(counts)
    words = [f"{name_by_code[code]} {count}" for code, count in counts[:named_count]]
    if other_count := sum(count for _code, count in counts[named_count:]):
        words.append(_("others %(count)d") % {"count": other_count})
    return ", ".join(words)


def _outcomes(facts: Facts) -> Iterator[str]:
    """What came of the month's feedback, by the topic of its tasks."""
    for outcome in facts["done"]:
        phrases = [
            (outcome["new"], ngettext("{count} task given", "{count} tasks given", outcome["new"])),
            (outcome["done"], ngettext("{count} task done", "{count} tasks done", outcome["done"])),
        ]
        words = [fill(text, count=count) for count, text in phrases if count]
        if words:
            yield f"{outcome['name']}: {listed(words)}."
    if count := facts["together"]["forwarded"]:
        text = ngettext(
            "{count} piece was passed on to the owner of the service.",
            "{count} pieces were passed on to the owners of the services.",
            count,
        )
        yield say(text, count=count)


def _waiting_sentences(facts: Facts) -> Iterator[str]:
    if count := facts["together"]["waiting"]:
        text = ngettext(
            "{count} piece waits for an answer", "{count} pieces wait for an answer", count
        )
        waiting_places = [p for p in facts["places"] if p["waiting"]]
        words = _places_words(
            {place["code"]: place["waiting"] for place in waiting_places},
            {place["code"]: place["name"] for place in waiting_places},
        )
        yield f"{say(text, count=count)}: {words}."
    open_topics = [topic for topic in facts["done"] if topic["open"]]
    if count := sum(topic["open"] for topic in open_topics):
        text = ngettext("{count} task is open", "{count} tasks are open", count)
        words = ", ".join(f"{topic['name']} {topic['open']}" for topic in open_topics)
        yield capital(f"{say(text, count=count)}: {words}.")


def _month_names(facts: Facts) -> tuple[str, str]:
    """The names of the month and of the one before, as headings."""
    number, language = int(facts["month"][5:]), active_language()
    month_name = numbers.month_name(number, language)
    return capital(month_name), capital(numbers.month_name((number - 2) % 12 + 1, language))


def measures(facts: Facts) -> dict[str, str]:
    """The counts of a place by their keys, in the order of the table."""
    return {
        "arrived": _month_names(facts)[0],
        "earlier": _month_names(facts)[1],
        "handled": _("Handled"),
        "in_time": _("In the time promised"),
        "waiting": _("Waits at the end of the month"),
    }


def _place_table(facts: Facts) -> blocks.Block:
    """A row for each place that has anything to count, and their sum."""
    title_by_key = measures(facts)
    lines = [place for place in facts["places"] if any(place[key] for key in title_by_key)]
    lines.append({"name": _("All"), **facts["together"]})
    columns = [
        blocks.Column(_("Municipality"), weight=2),
        *(blocks.number_column(title) for title in title_by_key.values()),
    ]
    cells = [(line["name"], *(_figure_text(line[key]) for key in title_by_key)) for line in lines]
    return blocks.table("", columns, cells, total_row=True, dense=len(lines) > ROWS)


def _figure_text(figure: float) -> str:
    return numbers.decimal(figure, active_language(), 1 if isinstance(figure, float) else 0)
