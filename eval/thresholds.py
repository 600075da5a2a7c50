"""What an evaluation must reach, read from a TOML file: `[command.figure]` with `at_least` or `at_most`.

`[sets.name.figure]` is for the cases of one file, `name.jsonl`; it takes the place of the command's threshold for the same figure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.errors import CasesError

DEFAULT = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True, slots=True)
class Threshold:
    """The bounds within which a figure is good enough."""

    at_least: float = 0.0
    at_most: float = 1.0

    def __str__(self) -> str:
        return f">= {self.at_least:g}" if self.at_least > 0 else f"<= {self.at_most:g}"

    def holds(self, figure: float) -> bool:
        return self.at_least <= figure <= self.at_most


def read_thresholds(command: str, path: Path = DEFAULT, *, cases: str = "") -> dict[str, Threshold]:
    """The thresholds of one command, and of the set of cases of that name, by the name of the figure. Raises CasesError naming the file."""
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
        section = sections.get(command, {}) | sections.get("sets", {}).get(cases, {})
        return {name: Threshold(**bounds) for name, bounds in section.items()}
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise CasesError(f"{path} does not hold thresholds: {error}") from error


def missed(figures: Mapping[str, float], thresholds: Mapping[str, Threshold]) -> list[str]:
    """One line for each figure beyond its threshold; a figure that nothing was measured for cannot miss."""
    return [
        f"{name} is {figures[name]:.3f}, must be {threshold}"
        for name, threshold in thresholds.items()
        if name in figures and not threshold.holds(figures[name])
    ]
