"""Items: the 23 items of NoMAD by number, with labels of our own.

Finch et al. 2018, doi:10.1186/s12874-018-0591-x (validation; the instrument is its additional
file), and Rapley et al. 2018, doi:10.1186/s12874-018-0590-y (development). The wording of items is
theirs and is not repeated here: labels only say which idea of normalisation process theory an
item stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Subscale = Literal[
    "coherence", "cognitive_participation", "collective_action", "reflexive_monitoring"
]
SUBSCALES: tuple[Subscale, ...] = get_args(Subscale)
GENERAL = "general"
ALL_ITEMS = "all items"
REVERSED = 13
"""The item whose wording runs against the others: agreement with it speaks against."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item. subscale: a construct, or `general` for the three rated from 0 to 10."""

    number: int
    subscale: Subscale | Literal["general"]
    label: str

    @property
    def bounds(self) -> tuple[int, int]:
        """Return the least and the highest answer."""
        return (0, 10) if self.subscale == GENERAL else (1, 5)


_LABELS: dict[Subscale | Literal["general"], tuple[str, ...]] = {
    "general": ("familiarity", "normal now", "normal in future"),
    "coherence": (
        *("differentiation", "communal specification", "individual specification"),
        "internalisation",
    ),
    "cognitive_participation": ("initiation", "legitimation", "enrolment", "activation"),
    "collective_action": (
        *("interactional workability", "relational integration: disruption (reverse)"),
        *("relational integration: confidence", "skill-set workability: allocation"),
        *("skill-set workability: training", "contextual integration: resources"),
        "contextual integration: support",
    ),
    "reflexive_monitoring": (
        *("systematisation", "communal appraisal", "individual appraisal"),
        *("reconfiguration: feedback", "reconfiguration: own work"),
    ),
}
ITEMS: tuple[Item, ...] = tuple(
    Item(number, subscale, label)
    for number, (subscale, label) in enumerate(
        ((name, label) for name, labels in _LABELS.items() for label in labels), start=1
    )
)
N_ITEMS = len(ITEMS)
N_CONSTRUCT_ITEMS = sum(item.subscale != GENERAL for item in ITEMS)


def items_of(subscale: str) -> tuple[Item, ...]:
    """Return the items of a subscale, of `general`, or with `all items` those of the constructs."""
    if subscale == ALL_ITEMS:
        return tuple(item for item in ITEMS if item.subscale != GENERAL)
    return tuple(item for item in ITEMS if item.subscale == subscale)
