"""The result of a check as one page of HTML that needs nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Final

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.results.excerpts import Excerpt
from kimppa.marc.results.lines import by_severity, ordered, undefined_tags
from kimppa.marc.results.lists import numberless_name
from kimppa.marc.results.messages import number, word
from kimppa.marc.results.terminal import breaks, nothing, systems_line
from kimppa.marc.results.unread import unread

_STYLE: Final = """
:root { color-scheme: light dark; --line: #6b7280; --soft: #f3f4f6; --link: #1d4ed8; }
@media (prefers-color-scheme: dark) { :root { --line: #9ca3af; --soft: #1f2937; --link: #93c5fd; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 80rem; margin: 0 auto; padding: 1rem; }
a { color: var(--link); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 60%; margin: 0 0 2rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); }
thead th { background: var(--soft); }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.t { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
"""


_UNREAD: Final = 50  # records that could not be read


def write(
    checked: Checked, findings: Iterable[Excerpt], numberless: Mapping[int, int], language: str
) -> str:
    """The page: what was read and what was not, a table of what was found, by severity and owner,
    and examples of each rule. `numberless` counts each rule's records that have no number."""
    title = f"{word('title', language)}: {checked.source.name}"
    parts = [
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>{escape(title)}</h1>",
        _counts_section(checked, language),
        *(f"<p>{escape(sentence)}</p>" for sentence in systems_line(checked, language)),
        *(
            f"<p><strong>{escape(sentence)}</strong></p>"
            for sentence in breaks(checked.breaks, language)
        ),
    ]
    if checked.counts.quarantined:
        parts.append(_unread(checked, language))
    if checked.headings:
        parts += [f"<p>{escape(word('next', language))}</p>", _severities(checked, language)]
        parts += [_summary_table(checked, language), _owners(checked, language)]
        parts.append(_examples(findings, numberless, language))
    elif text := nothing(checked, language):
        parts.append(f"<p>{escape(text)}</p>")
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def _counts_section(checked: Checked, language: str) -> str:
    counts = checked.counts
    rows = [
        (word(name, language), value)
        for name, value in (
            ("profile", checked.profile),
            ("read", counts.read),
            ("good", counts.good),
            ("repaired", counts.repaired),
            ("quarantined", counts.quarantined),
        )
    ]
    body = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th>{_cell(value, language)}</tr>'
        for name, value in rows
    )
    return f"<table><caption>{escape(checked.source.name)}</caption>\n<tbody>{body}</tbody></table>"


def _unread(checked: Checked, language: str) -> str:
    """The first records that could not be read; how many there are stands above."""
    rows = [
        (row.order, row.offset, row.control, row.reason, _Text(row.begins))
        for row in unread(checked, language, _UNREAD)
    ]
    title = word("unread", language, count=number(checked.counts.quarantined, language))
    columns = ("order", "byte", "control", "why", "begins")
    parts = [f"<h2>{escape(title)}</h2>", _table(title, columns, rows, language)]
    if unlisted_count := checked.counts.quarantined - len(rows):
        parts.append(
            f"<p>{escape(word('more', language, count=number(unlisted_count, language)))}</p>"
        )
    return "\n".join(parts)


def _severities(checked: Checked, language: str) -> str:
    rows = [
        (f"{line.severity} {word(line.severity, language)}", line.rules, line.findings)
        for line in by_severity(checked)
    ]
    title = word("by-severity", language)
    return _table(title, ("severity", "rules", "findings"), rows, language)


def _summary_table(checked: Checked, language: str) -> str:
    rows: list[tuple[_Value, ...]] = []
    for heading in ordered(checked):
        severity = f"{heading.severity} {word(heading.severity, language)}"
        fix = word(heading.fix, language) if heading.fix else "–"
        rows.append((severity, heading, heading.findings, heading.records, fix))
        rows += [
            (severity, f"– {line.message}", line.findings, line.records, "–")
            for line in undefined_tags(checked, heading, language)
        ]
    head = ("severity", "message", "findings", "records", "fix")
    return f"<h2>{escape(word('summary', language))}</h2>\n" + _table(
        word("findings", language), head, rows, language
    )


def _owners(checked: Checked, language: str) -> str:
    by_owner: dict[str, dict[str, int]] = {}
    severity = {heading.number: heading.severity for heading in checked.headings}
    for rule, owner, findings, _records in checked.by_owner().iter_rows():
        counts_of_owner = by_owner.setdefault(owner, {})
        counts_of_owner[severity[rule]] = counts_of_owner.get(severity[rule], 0) + findings
    levels = sorted(set(severity.values()))
    rows: list[tuple[_Value, ...]] = [
        (
            name or word("nobody", language),
            sum(counts.values()),
            *(counts.get(p, 0) for p in levels),
        )
        for name, counts in sorted(by_owner.items())
    ]
    if set(by_owner) == {""}:
        return ""
    return f"<h2>{escape(word('owners', language))}</h2>\n" + _table(
        word("owners", language), ("owner", "all", *levels), rows, language, whole=True
    )


def _examples(findings: Iterable[Excerpt], numberless: Mapping[int, int], language: str) -> str:
    parts = [f"<h2>{escape(word('examples', language))}</h2>"]
    for heading, group in groupby(findings, key=lambda finding: finding.heading):
        parts.append(f'<h3 id="{escape(heading.id)}">{escape(heading.message[language])}</h3>')
        if count := numberless.get(heading.number):
            facts = {"count": number(count, language), "list": numberless_name(heading.id)}
            parts.append(f"<p>{escape(word('numberless-listed', language, **facts))}</p>")
        problem = heading.problem is not None
        head = ["control", "name", "owner", "place", "text", *(["message"] if problem else [])]
        rows = [
            [
                finding.control,
                finding.title,
                finding.owners,
                finding.place,
                _Text(finding.text),
                finding.told,
            ][: len(head)]
            for finding in group
        ]
        parts.append(_table(heading.id, head, rows, language))
    return "\n".join(parts)


class _Text(str):
    """A text of a record, shown as it stands."""

    __slots__ = ()


type _Value = str | int | Heading


def _table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[_Value]],
    language: str,
    *,
    whole: bool = False,
) -> str:
    """A table that scrolls by itself where it is too wide; `whole` names levels by their codes."""
    titles = [cell if whole and cell[:1] == "P" else word(cell, language) for cell in head]
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in titles)
    body = "\n".join(
        "<tr>" + "".join(_cell(cell, language) for cell in row) + "</tr>" for row in rows
    )
    title = escape(caption)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{title}"><table>'
        f"<caption>{title}</caption>\n<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _cell(value: _Value, language: str) -> str:
    if isinstance(value, Heading):
        text = escape(value.message[language])
        return f'<td><a href="#{escape(value.id)}">{text}</a></td>'
    if isinstance(value, int):
        return f'<td class="n">{number(value, language)}</td>'
    style = ' class="t"' if isinstance(value, _Text) else ""
    return f"<td{style}>{escape(value)}</td>"
