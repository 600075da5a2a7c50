"""The metrics: each file of this folder holds one, named after the file; there is no other list of them.

A metric is a function `score(case, answer, texts)` that gives a `Score` for one answer, or None where it does not apply; the figure
reported is the mean of the scores. Underscored files are the pieces that several metrics share.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from assistant import Answer, Citation
from eval.cases import Case

Texts = Callable[[Citation], str]
"""Gives the text of the document that a citation points into; raises LookupError when there is none."""


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer fared, from 0 to 1; `why` says what is wrong with it, `warnings` what is right but worth a look."""

    value: float
    why: str = ""
    warnings: tuple[str, ...] = ()


Metric = Callable[[Case, Answer, Texts], Score | None]


def metrics() -> dict[str, Metric]:
    """Every metric by name, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    return {name: import_module(f"{__name__}.{name}").score for name in names}
