"""`kimppa marc convert`."""

import argparse

from kimppa.marc.cli.messages import word
from kimppa.marc.cli.output import reading, say, say_json, wrong_use
from kimppa.marc.reading import Format
from kimppa.marc.results.messages import number
from kimppa.marc.writing import convert


def run(options: argparse.Namespace) -> int:
    """Write a file in another format; what the format cannot say is left out and told."""
    if options.out.exists() and options.out.samefile(options.file):
        return wrong_use(word("onto-itself", options.language))
    outcome = convert(options.out, reading(options.file, options.language), Format(options.to))
    if options.json:
        refused = [{"offset": offset, "reason": str(error)} for offset, error in outcome.refused]
        say_json(
            {"records": outcome.records, "quarantined": outcome.quarantined, "refused": refused}
        )
    else:
        count = number(outcome.records, options.language)
        say(word("converted", options.language, records=count, path=options.out))
        reasons = [error.text(options.language) for _, error in outcome.refused]
        _say_left_out(outcome.quarantined, reasons, options.language)
    return 1 if outcome.quarantined or outcome.refused else 0


def _say_left_out(quarantined: int, refused: list[str], language: str) -> None:
    if not quarantined and not refused:
        return
    say(word("left-out", language, count=number(quarantined + len(refused), language)))
    if quarantined:
        say(f"  {word('unreadable', language, count=number(quarantined, language))}")
    say(*(f"  {reason}" for reason in refused[:20]))
