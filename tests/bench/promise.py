"""One thing that the project promises, with what a run has measured of it."""
import statistics
from dataclasses import dataclass


def verdict(value, limit):
    return "met" if value <= limit else f"missed by {100 * (value / limit - 1):.0f} %"


@dataclass
class Promise:
    """Ours is at most `limit` times the least of the bars."""
    figure: str
    ours: list  # one value for each round
    bars: dict  # peer: its values
    limit: float

    def row(self):
        """Figure, peer, ratio, target, verdict; None where a side was not measured."""
        ratios = {name: statistics.median(mine / other for mine, other in zip(self.ours, values))
                  for name, values in self.bars.items() if values and self.ours}
        if not ratios:
            return None
        nearest = max(ratios, key=ratios.get)
        return [self.figure, nearest, f"{ratios[nearest]:.2f}", f"{self.limit:.2f}", verdict(ratios[nearest], self.limit)]


@dataclass
class Bound:
    """Ours is at most so much."""
    figure: str
    ours: list
    limit: float

    def row(self):
        if not self.ours:
            return None
        middle = statistics.median(self.ours)
        return [self.figure, "—", f"{middle:.4g}", f"{self.limit:.4g}", verdict(middle, self.limit)]
