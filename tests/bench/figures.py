# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: one figure is a row of the table."""
import dataclasses
import statistics


@dataclasses.dataclass
class Limit:
    """A goal: `at_most` or `at_least`, of the ratio to the baseline or of the figure itself; `plus`
    is taken from the figure before the ratio is made."""
    at_most: float = None
    at_least: float = None
    of_ratio: bool = True
    plus: float = 0

    def say(self, unit):
        bound = self.at_most if self.at_most is not None else self.at_least
        text = f"{'<=' if self.at_most is not None else '>='} {bound:g}"
        text += " x" if self.of_ratio else f" {unit}"
        return text + (f" + {self.plus:g} {unit}" if self.plus else "")

    def is_met(self, value):
        return value <= self.at_most if self.at_most is not None else value >= self.at_least


@dataclasses.dataclass
class Figure:
    """`values` were measured in turn with `baseline_values`, if there is a baseline."""
    goal: str
    work: str
    unit: str
    values: list
    baseline: str = ""
    baseline_values: list = dataclasses.field(default_factory=list)
    limit: Limit = None
    # What a later run may be worse by, as a share, before --compare says so.
    tolerance: float = 0.15
    more_is_better: bool = False
    # Rates and latencies of the load that it was measured under, one each round.
    loads: list = dataclasses.field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def ratios(self):
        plus = self.limit.plus if self.limit else 0
        return [(value - plus) / base for value, base in zip(self.values, self.baseline_values)
                if base > 0]

    @property
    def ratio(self):
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def is_met(self):
        """None: there is no goal."""
        if self.limit is None or (self.limit.of_ratio and self.ratio is None):
            return None
        return self.limit.is_met(self.ratio if self.limit.of_ratio else self.median)

    @property
    def share(self):
        """Of the goal, so that 1 is just met; None: there is no goal."""
        if self.is_met is None:
            return None
        value = self.ratio if self.limit.of_ratio else self.median
        if self.limit.at_least is not None:
            return self.limit.at_least / value if value > 0 else float("inf")
        return value / self.limit.at_most if self.limit.at_most else 1 + value

    def to_json(self):
        return {"goal": self.goal, "work": self.work, "unit": self.unit, "median": self.median,
                "min": min(self.values), "max": max(self.values), "values": self.values,
                "baseline": self.baseline, "baseline_values": self.baseline_values,
                "ratio": self.ratio, "ratios": self.ratios,
                "limit": self.limit and self.limit.say(self.unit), "met": self.is_met,
                "share": self.share,
                "tolerance": self.tolerance, "more_is_better": self.more_is_better,
                "loads": self.loads}
