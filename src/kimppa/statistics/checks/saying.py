"""What a finding says to a person, in the language of the reader."""

from decimal import Decimal

from kimppa.documents import numbers
from kimppa.statistics.checks.checks import Finding
from kimppa.statistics.checks.conditions import Value
from kimppa.statistics.variables.catalogue import catalogue


def sentence(finding: Finding, language: str) -> str:
    """The finding's message with its names and numbers."""
    variable = catalogue().get(finding.field)
    name = variable.name.text(language) if variable else finding.field
    facts = {key: format_value(value, language) for key, value in finding.facts.items()}
    return finding.check.message.format(language, **({"name": name} | facts | _year(finding)))


def _year(finding: Finding) -> dict[str, str]:
    year = finding.facts.get("year")
    return {"year": str(year)} if year is not None else {}


def format_value(value: Value | str, language: str) -> str:
    """A number as the reader writes it: at most two decimals, none where there are none."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return numbers.MISSING if value is None else str(value)
    places = 0 if value == value.to_integral_value() else 2
    text = numbers.decimal(value, language, places)
    point = "." if language == "en" else ","
    return text.rstrip("0").rstrip(point) if places and Decimal(value) else text
