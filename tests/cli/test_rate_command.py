"""A person rates a cell: the command, what it refuses, and where both ratings are shown."""

import json
from urllib.parse import unquote

import pytest

WHY = "the talk is of the year before"


@pytest.fixture
def rate(npt, study):
    def run(*words, why=WHY):
        return npt("rate", *words, "--because", why, "--project", study, "--coder", "anna")

    return run


@pytest.fixture
def coherence(npt, study):
    def read():
        made = npt("classify", "--project", study, "--json").json
        return made["cases"][0]["constructs"]["coherence"]

    return read


def test_a_persons_rating_counts_and_that_of_the_codings_stays_beside_it(rate, coherence):
    before = coherence()
    assert (before["by_codings"], before["by_a_person"]) == (before["rating"], None)
    assert rate("amber", "coherence", "-2").code == 0
    after = coherence()
    assert (after["rating"], after["by_codings"]) == (-2, before["rating"])
    told = after["by_a_person"]
    assert (told["rating"], told["why"], told["who"]) == (-2, WHY, "anna")


def test_the_wave_may_be_named_and_another_wave_keeps_its_rating(npt, study, rate, coherence):
    (study / "cases.csv").write_text(
        "file,case,wave\namber-w1-gp1.txt,amber,1\namber-w1-pn1.txt,amber,2\n"
        "cyan-w1-gp1.txt,cyan,2\n"
    )
    before = coherence()
    assert rate("amber", "coherence", "1", "-2").code == 0
    assert coherence() == before
    rows = npt("matrix", "--cells", "rating", "--rows", "case,wave", "-p", study, "--json").json
    first = rows["cells"][rows["rows"].index("amber · 1")]
    assert first[rows["columns"].index("coherence")] == -2


def test_a_rating_is_undone_and_withdrawn_like_any_decision(npt, study, rate, coherence):
    before = coherence()
    rate("amber", "coherence", "+2")
    npt("undo", "--project", study)
    assert coherence() == before
    rate("amber", "coherence", "missing")
    assert coherence()["rating"] is None
    rate("amber", "coherence", "withdraw")
    assert coherence() == before
    log = npt("log", "--project", study, "--json").json["entries"]
    assert [entry["verb"] for entry in log][-3:] == ["undo", "rate", "rate"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere", "coherence", "1"), "unknown case 'nowhere'"),
        (("amber", "weather", "1"), "unknown construct or level 'weather'"),
        (("amber", "coherence", "3"), "unknown rating '3'"),
        (("amber", "coherence", "9", "1"), "unknown wave '9'"),
    ],
)
def test_what_is_not_known_is_refused_with_the_known_ones(rate, words, said):
    ran = rate(*words)
    assert ran.code == 1
    assert said in ran.err
    assert "Known: " in ran.err


def test_a_rating_needs_a_reason(rate):
    ran = rate("amber", "coherence", "1", why=" ")
    assert ran.code == 1
    assert "needs a reason" in ran.err


def test_too_many_words_are_a_fault_of_use(rate):
    assert rate("amber", "coherence", "1", "2", "1").code == 2


def test_a_rating_of_a_wave_that_is_no_more_is_told_and_not_lost_in_silence(npt, study, rate):
    rate("amber", "coherence", "-2")
    names = ("amber-w1-gp1", "amber-w1-pn1", "cyan-w1-gp1")
    rows = "".join(f"{name}.txt,{name[:5].rstrip('-')},9\n" for name in names)
    (study / "cases.csv").write_text(f"file,case,wave\n{rows}")
    notes = npt("classify", "--project", study, "--json").json["notes"]
    assert any("1 rating that a person gave is of a case, wave or cell" in note for note in notes)


@pytest.mark.parametrize("name", ["report.html", "study.xlsx", "report.docx", "study.json"])
def test_every_report_tells_the_reason(npt, study, rate, tmp_path, name):
    rate("amber", "coherence", "-2")
    path = tmp_path / name
    assert npt("export", path, "--project", study).code == 0
    assert WHY in words_of(path)


def words_of(path):
    if path.suffix in (".html", ".json"):
        return unquote(json.dumps(path.read_text("utf-8")))
    import zipfile

    with zipfile.ZipFile(path) as package:
        return " ".join(
            package.read(name).decode("utf-8", "replace") for name in package.namelist()
        )
