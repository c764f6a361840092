"""What the types of a declared command do not see."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver

from kimppa.ui import pages as ui


def commands() -> Iterator[tuple[ui.Commands[Any], ui.Command[Any]]]:
    """Every command of every room."""
    assert get_resolver().url_patterns  # imports every view
    modules = [module for name, module in sorted(sys.modules.items()) if name[:7] == "kimppa."]
    sets = {id(it): it for m in modules for it in vars(m).values() if isinstance(it, ui.Commands)}
    for declared in sets.values():
        for command in declared.commands:
            yield declared, command


def values_of(command: ui.Command[Any]) -> dict[str, Any] | None:
    """What the command's form gives its action by name; None when the form works that out."""
    if command.form is None:
        return {}
    if hasattr(command.form, "values"):
        return None
    return dict.fromkeys(getattr(command.form, "base_fields", {}))


def test_each_command_gives_its_action_what_it_takes() -> None:
    checked = 0
    for declared, command in commands():
        assert command.action or command.to, command.name
        if command.action is None:
            continue
        values = values_of(command)
        given = {"by": None, declared.argument: None} | (values or {})
        signature = inspect.signature(command.action)
        where = f"{declared.name}-{command.name}"
        try:
            signature.bind_partial(**given) if values is None else signature.bind(**given)
        except TypeError as error:
            raise AssertionError(f"{where}: {error}") from error
        checked += 1
    assert checked


def test_each_command_with_a_form_has_a_page_that_shows_its_refusal() -> None:
    alone = [
        command.name
        for declared, command in commands()
        if command.form and not command.title and not declared.shown_by
    ]
    assert alone == []


def test_names_are_used_once() -> None:
    names = [f"{declared.name}-{command.name}" for declared, command in commands()]
    assert len(names) == len(set(names))
