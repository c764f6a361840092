"""The named functions of this folder: each module is imported, each `@kernel` is known."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from kimppa.marc.rules.blocks.base import Level

type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kernel:
    """A function from rows (or a view, for whole records) to a mark for each."""

    name: str
    level: Level
    function: Callable[..., Mask]
    first: bool = False  # asked before `where`: it is cheaper, and knows no other rows


_KERNELS: dict[str, Kernel] = {}


def kernel[F: Callable[..., Any]](level: str, *, first: bool = False) -> Callable[[F], F]:
    """Make a function known by its name.

    Its first argument are `SubfieldRows`, `FieldRows`, or the `View` for level "record"; further
    arguments are keys of `[find]`. It answers with one mark for each row.
    """

    def register(function: F) -> F:
        name = function.__name__
        _KERNELS[name] = Kernel(name, Level(level), function, first)
        return function

    return register


@cache
def kernels() -> dict[str, Kernel]:
    package = import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_KERNELS.items()))
