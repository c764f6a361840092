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
        yield _themes(facts)
    if outcomes := list(_outcomes(facts)):
        yield blocks.heading(_("What was changed because of it"))
        yield blocks.bullets(*outcomes)
    if waiting := list(_waiting_sentences(facts)):
        yield blocks.heading(_("What waits"))
        yield blocks.bullets(*waiting)
    yield blocks.heading(_("By municipality"))
    yield _by_place(facts)
    yield blocks.paragraph(method(), voice="quiet")


def method() -> str:
    """How the figures are meant."""
    return _("Handled: in the month, whenever it came. The subjects are those of the month, and a "
             "municipality of which nobody wrote is left out. The list holds counts only, no words "
             "of customers.")  # fmt: skip


def _lead(facts: Facts) -> Iterator[str]:
    sums, themes = facts["together"], facts["told"]
    when = in_months([dt.date.fromisoformat(f"{facts['month']}-01")])
    yield say(_arrivals_sentence(sums), when=when, count=sums["arrived"], earlier=sums["earlier"])
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
    sums, (now, before) = facts["together"], _months(facts)
    pairs = [(now, sums["arrived"], True), (before, sums["earlier"], False)]
    rows = [Bar(name, Decimal(count), str(count), own) for name, count, own in pairs]
    alt = "; ".join(f"{name} {count}" for name, count, _own in pairs) + "."
    words = ngettext("piece of feedback", "pieces of feedback", sums["arrived"])
    yield blocks.Card(_("Arrived"), str(sums["arrived"]), words, (bars(rows, alt),))
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
    yield _("Days to the answer on average: %(days)s.") % {"days": _number(sums["days"])}


def _themes(facts: Facts) -> blocks.Block:
    top = max(row["together"] for row in facts["told"])
    names = {place["code"]: place["name"] for place in facts["places"]}
    now, before = _months(facts)
    columns = [
        blocks.Column(_("Theme"), weight=2.4),
        blocks.Column(_("How many"), weight=1.3),
        blocks.number_column(now, 1.1),
        blocks.number_column(before, 1.1),
        blocks.Column(_("Where"), weight=2.4),
    ]
    rows = [
        (
            row["name"],
            # The number beside it says what the picture does.
            bars([Bar("", Decimal(row["together"]), "", own=True)], "", width=_WIDTH, top=top),
            _number(row["together"]),
            _number(row["earlier"]),
            _places_words(row["by"], names),
        )
        for row in facts["told"]
    ]
    return blocks.table("", columns, rows)


def _places_words(by: Mapping[str, int], names: Mapping[str, str]) -> str:
    """The places of a theme, those with the most of it by name."""
    order = list(names)
    ranked = sorted(by.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
    most = PLACES if len(ranked) > PLACES + 1 else len(ranked)
    words = [f"{names[code]} {count}" for code, count in ranked[:most]]
    if rest := sum(count for _code, count in ranked[most:]):
        words.append(_("others %(count)d") % {"count": rest})
    return ", ".join(words)


def _outcomes(facts: Facts) -> Iterator[str]:
    """What came of the month's feedback, by the topic of its tasks."""
    for row in facts["done"]:
        phrases = [
            (row["new"], ngettext("{count} task given", "{count} tasks given", row["new"])),
            (row["done"], ngettext("{count} task done", "{count} tasks done", row["done"])),
        ]
        words = [fill(text, count=count) for count, text in phrases if count]
        if words:
            yield f"{row['name']}: {listed(words)}."
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
        waits = [p for p in facts["places"] if p["waiting"]]
        words = _places_words(
            {place["code"]: place["waiting"] for place in waits},
            {place["code"]: place["name"] for place in waits},
        )
        yield f"{say(text, count=count)}: {words}."
    tasks = [row for row in facts["done"] if row["open"]]
    if count := sum(row["open"] for row in tasks):
        text = ngettext("{count} task is open", "{count} tasks are open", count)
        words = ", ".join(f"{row['name']} {row['open']}" for row in tasks)
        yield capital(f"{say(text, count=count)}: {words}.")


def _months(facts: Facts) -> tuple[str, str]:
    """The names of the month and of the one before, as headings."""
    number, language = int(facts["month"][5:]), active_language()
    now = numbers.month_name(number, language)
    return capital(now), capital(numbers.month_name((number - 2) % 12 + 1, language))


def measures(facts: Facts) -> dict[str, str]:
    """The counts of a place by their keys, in the order of the table."""
    return {
        "arrived": _months(facts)[0],
        "earlier": _months(facts)[1],
        "handled": _("Handled"),
        "in_time": _("In the time promised"),
        "waiting": _("Waits at the end of the month"),
    }


def _by_place(facts: Facts) -> blocks.Block:
    """A row for each place that has anything to count, and their sum."""
    keys = measures(facts)
    rows = [place for place in facts["places"] if any(place[key] for key in keys)]
    rows.append({"name": _("All"), **facts["together"]})
    columns = [
        blocks.Column(_("Municipality"), weight=2),
        *(blocks.number_column(title) for title in keys.values()),
    ]
    cells = [(row["name"], *(_number(row[key]) for key in keys)) for row in rows]
    return blocks.table("", columns, cells, total_row=True, dense=len(rows) > ROWS)


def _number(value: float) -> str:
    return numbers.decimal(value, active_language(), 1 if isinstance(value, float) else 0)
