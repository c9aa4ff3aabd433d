"""How fast the taggers read, and how long the model takes to load.

`python -m benchmarks.model_speed`: the sentences of the sample transcripts on one core. Sentences a
second differ from machine to machine; the ratio of the taggers to one another holds.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from npt_coder.codebook.read import read_codebook
from npt_coder.ingest.read import find_files, read_transcript
from npt_coder.model import Sentence
from npt_coder.sentences import split_sentences
from npt_coder.shipped import shipped
from npt_coder.tag.encoder import WEIGHTS
from npt_coder.tag.index import make_tagger

_LOAD = (
    "import time; t = time.perf_counter(); "
    "from npt_coder.tag.encoder import shipped_encoder; shipped_encoder().read(['Hello.']); "
    "print(time.perf_counter() - t)"
)


def sample() -> list[Sentence]:
    """Return the sentences of the participants of the sample transcripts."""
    files, _ = find_files([Path(str(shipped("transcripts_sample")))])
    return [s for path in files for s in split_sentences(read_transcript(path).transcript)]


def main() -> None:
    """Print sentences and words a second of each tagger, and size and load time of the model."""
    sentences = sample()
    n_words = sum(len(sentence.text.split()) for sentence in sentences)
    book = read_codebook("npt")
    seconds: dict[str, float] = {}
    for name in ("rules", "model", "default"):
        tagger = make_tagger(name, book)
        list(tagger.tag(sentences[:20]))  # loads what is loaded when first used
        begin = time.perf_counter()
        n = len(list(tagger.tag(sentences)))
        seconds[name] = time.perf_counter() - begin
        print(
            f"{name:<8} {len(sentences) / seconds[name]:8,.0f} sentences/s "
            f"{n_words / seconds[name]:10,.0f} words/s  {n:,} codings "
            f"{seconds[name] / seconds['rules']:6.1f} x rules"
        )
    size = sum(path.stat().st_size for path in WEIGHTS.iterdir() if path.is_file())
    ran = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True)
    print(f"model: {size / 2**20:.1f} MiB on disk, {float(ran.stdout):.2f} s to import and load")


if __name__ == "__main__":
    main()
