"""Published: what was reported of link worker networks, to stand beside a result, never in it."""

from __future__ import annotations

SOURCE = (
    "Social prescribing in socially and economically disadvantaged settings, University of "
    "Oxford: interim figures of 2023 as summarised from a research blog. We know of no paper that "
    "reports them. 21 link workers: 14 in areas of high deprivation, 5 mixed, 2 low."
)


def published() -> dict[str, object]:
    """Return the reported facts as plain values, with their source and their limits."""
    return {
        "status": "published facts, not computed from this file",
        "source": SOURCE,
        "groups": {"high": 14, "mixed": 5, "low": 2},
        "mean_caseload": {"disadvantaged": 56.2, "low": 24.5},
        "facts": [
            "Mean caseload: 56.2 patients in disadvantaged areas, 24.5 where deprivation is low. "
            "The second is a mean of two people.",
            "Contacts per patient: fewer where deprivation is high (direction only).",
            "Link workers who work with other link workers name more contacts (direction only).",
        ],
    }
