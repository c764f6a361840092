"""The functions of this folder: each module is imported, each `@function` is known."""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

_FUNCTIONS: dict[str, Callable[..., None]] = {}


def function[F: Callable[..., None]](implementation: F) -> F:
    """Make a function known by its name. It is given the `Place` and the keys of `[fix]`."""
    _FUNCTIONS[implementation.__name__] = implementation
    return implementation


@cache
def functions() -> dict[str, Callable[..., None]]:
    package = import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_FUNCTIONS.items()))
