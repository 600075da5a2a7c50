"""A moment is a date with the precision that was written.

That is a year, half, quarter, month or day, a fiscal year, a decade, or a month or day without a year.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """What was written; `part` is "Q1" … "Q4", "H1", "H2" or "" and `span` the number of years (10 for a decade)."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    fiscal: bool = False
    span: int = 1

    @classmethod
    def checked(cls, year: int | None, month: int, day: int) -> Moment | None:
        """A day, or None where the calendar has no such day."""
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(year or 2024, month)[1]:
            return None
        return cls(year, month, day)

    @property
    def precision(self) -> str:
        if self.day:
            return "day"
        if self.month:
            return "month"
        return "part" if self.part else "year"

    def normal(self) -> str:
        """2025, 2025-Q2, 2025-03, 2025-03-14, FY2025, FY2025-Q2, 2020s, -0044 for 44 BC; --03-14 and --03 where the year is unstated."""
        if self.span > 1:
            return f"{self.year}s"
        year = f"{'-' * (self.year < 0)}{abs(self.year):04}" if self.year is not None else "-"
        head = f"FY{year}" if self.fiscal else year
        return head + "".join(
            f"-{piece}" for piece in (f"{self.month:02}" if self.month else "", f"{self.day:02}" if self.day else "", self.part) if piece
        )

    def bounds(self) -> tuple[Decimal, Decimal] | None:
        """First and last day as YYYYMMDD; a fiscal year is taken for the calendar year of its name, for want of a better."""
        if self.year is None:
            return None
        first, last = self._months()
        end = self.day or monthrange(self.year + self.span - 1, last)[1]
        return Decimal(self.year * 10000 + first * 100 + (self.day or 1)), Decimal((self.year + self.span - 1) * 10000 + last * 100 + end)

    def _months(self) -> tuple[int, int]:
        if self.month:
            return self.month, self.month
        if self.part:
            length = 3 if self.part[0] == "Q" else 6
            first = (int(self.part[1]) - 1) * length + 1
            return first, first + length - 1
        return 1, 12


def of_day(day: date) -> Moment:
    return Moment(day.year, day.month, day.day)
