"""What names and codes of files may mean, to be chosen from."""

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.statistics.pages import language
from kimppa.statistics.variables.catalogue import catalogue

type Choices = list[tuple[str, str]]


def branch_choices() -> Choices:
    """Every branch by its target."""
    return [(f"branch:{branch.code}", branch.name) for branch in Branch.objects.all()]


def place_choices() -> Choices:
    """Every branch and municipality by its target."""
    towns = [(f"municipality:{town.code}", town.name) for town in Municipality.objects.all()]
    return [*branch_choices(), *towns]


def variable_choices() -> Choices:
    """Every variable by its code."""
    return [
        (code, f"{variable.name.text(language())} ({code})")
        for code, variable in catalogue().items()
    ]
