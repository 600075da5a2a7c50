"""A folder of modules is a registry: every module in it is a plug-in, and there is no second table to edit."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def plugins(package: ModuleType) -> Iterator[ModuleType]:
    """The modules of `package`, in alphabetical order."""
    for module in sorted(iter_modules(package.__path__), key=lambda module: module.name):
        yield import_module(f"{package.__name__}.{module.name}")
