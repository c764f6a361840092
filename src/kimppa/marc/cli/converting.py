"""`kimppa marc convert`."""

import argparse

from kimppa.marc.cli.refusals import refusal
from kimppa.marc.cli.telling import reading, say, say_json, wrong_use
from kimppa.marc.cli.words import word
from kimppa.marc.reading import Format
from kimppa.marc.results.words import number
from kimppa.marc.writing import convert


def run(given: argparse.Namespace) -> int:
    """Write a file in another format; what the format cannot say is left out and told."""
    if given.out.exists() and given.out.samefile(given.file):
        return wrong_use(word("onto-itself", given.language))
    made = convert(given.out, reading(given.file, given.language), Format(given.to))
    if given.json:
        refused = [{"offset": offset, "reason": str(error)} for offset, error in made.refused]
        say_json({"records": made.records, "quarantined": made.quarantined, "refused": refused})
    else:
        count = number(made.records, given.language)
        say(word("converted", given.language, records=count, path=given.out))
        reasons = [refusal(error, given.language) for _, error in made.refused]
        _left_out(made.quarantined, reasons, given.language)
    return 1 if made.quarantined or made.refused else 0


def _left_out(quarantined: int, refused: list[str], language: str) -> None:
    if not quarantined and not refused:
        return
    say(word("left-out", language, count=number(quarantined + len(refused), language)))
    if quarantined:
        say(f"  {word('unreadable', language, count=number(quarantined, language))}")
    say(*(f"  {why}" for why in refused[:20]))
