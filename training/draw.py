"""Draw: the reliability diagram of the model, from training/judged.json.

Run from the root of the repository: `python -m training.draw`. Writes docs/reliability.svg.
"""

from __future__ import annotations

import json

import matplotlib.pyplot as plt

from training.data import HERE


def main() -> None:
    """Write the picture; the numbers of passages stand beside the points."""
    found = json.loads((HERE / "judged.json").read_text(encoding="utf-8"))["reliability"]
    plt.rcParams["svg.hashsalt"] = "npt-coder"
    figure, axes = plt.subplots(figsize=(5.2, 4.6))
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
    said = [one["score"] for one in found["bins"]]
    right = [one["right"] for one in found["bins"]]
    axes.plot(said, right, color="#00497a", marker="o", linewidth=1.5)
    for one in found["bins"]:
        axes.annotate(
            f"{one['n']:,}", (one["score"], one["right"]), textcoords="offset points",
            xytext=(7, -11), fontsize=8, color="0.3",
        )  # fmt: skip
    axes.set(
        xlim=(0, 1), ylim=(0, 1), xlabel="score of the model", ylabel="share that has the code",
        title=f"Four constructs on unseen settings; calibration error {found['ece']:.3f}",
    )  # fmt: skip
    axes.title.set_fontsize(10)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(HERE.parent / "docs" / "reliability.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
