"""Every figure comes with what it rests on; what has no meaning is refused in words."""

import json

import pytest

from npt_coder.agree.plan import Plan, plan_for
from npt_coder.agree.ratings import of_coders
from npt_coder.agree.read import Table, read_ratings
from npt_coder.agree.report import Frame, agreement, by_dots, forest_rows

FRAME = Frame("given", "all", "code", by_dots, draws=300)
FIGURES = ("percent", "kappa", "alpha", "ac1", "pabak", "brennan_prediger")


def ratings(*rows, columns=("unit", "coder", "code", "value", "group", "round", "edition")):
    """Return ratings of rows like ("1", "anna", "x", "1")."""
    cells = [
        (n, dict(zip(columns, (*row, "", "", "")[: len(columns)], strict=True)))
        for n, row in enumerate(rows, start=2)
    ]
    return read_ratings(Table("r.csv", columns, tuple(cells))).ratings


def pairs(code="x", *, both=0, first=0, second=0, neither=0, coders=("anna", "ben")):
    """Return rows of two coders with these 2x2 counts."""
    says = [("1", "1")] * both + [("1", "0")] * first + [("0", "1")] * second
    says += [("0", "0")] * neither
    return [
        (str(n), coder, code, value)
        for n, said in enumerate(says)
        for coder, value in zip(coders, said, strict=True)
    ]


def of(document, code):
    return next(entry for entry in document["codes"] if entry["code"] == code)


def test_the_keys_that_others_rely_on_are_there():
    made = agreement(ratings(*pairs(both=8, first=2, second=1, neither=9)), FRAME)
    assert set(made) >= {"unit", "universe", "n_units", "coders", "codes", "overall"}
    keys = {"code", "n", "prevalence", "percent", "kappa", "kappa_ci95", "alpha", "alpha_ci95"}
    assert set(of(made, "x")) >= keys | {"ac1", "pabak", "counts", "refused"}
    assert (made["unit"], made["universe"], made["n_units"]) == ("given", "all", 20)
    assert (of(made, "x")["n"], of(made, "x")["prevalence"]) == (20, pytest.approx(19 / 40))
    counts = {"both": 8, "only": {"anna": 2, "ben": 1}, "neither": 9}
    assert of(made, "x")["counts"] == counts
    assert of(made, "x")["n_coded"] == 11
    json.dumps(made, allow_nan=False)


def test_a_code_that_nobody_used_has_no_kappa_and_says_why():
    rows = pairs(both=3, first=1, neither=6) + pairs("y", neither=10)
    made = agreement(ratings(*rows), FRAME)
    entry = of(made, "y")
    assert (entry["kappa"], entry["kappa_ci95"], entry["alpha"]) == (None, None, None)
    assert "every rating of the 10 units is 'not coded'" in entry["refused"]["kappa"]
    assert entry["percent"] == entry["pabak"] == 1
    json.dumps(made, allow_nan=False)


def test_one_coder_is_refused_with_the_reason():
    made = agreement(ratings(("1", "anna", "x", "1"), ("2", "anna", "x", "0")), FRAME)
    assert made["refused"] == "there is only one coder (anna): agreement needs two"
    assert all(of(made, "x")[figure] is None for figure in FIGURES)
    json.dumps(made, allow_nan=False)


def test_coders_who_never_judged_the_same_unit_are_refused():
    rows = [("1", "anna", "x", "1"), ("2", "anna", "x", "0"), ("3", "ben", "x", "0")]
    assert agreement(ratings(*rows), FRAME)["refused"] == "no unit was judged by two coders"


def test_full_agreement_still_has_an_interval_with_a_width():
    entry = of(agreement(ratings(*pairs(both=5, neither=15)), FRAME), "x")
    assert entry["kappa"] == 1
    low, high = entry["kappa_ci95"]
    assert (0.5 < low < 0.8, high) == (True, 1)
    assert "no disagreement" in entry["kappa_ci95_method"]


def test_units_without_groups_get_the_interval_by_formula_and_groups_the_bootstrap():
    rows = pairs(both=8, first=2, second=1, neither=9)
    alone = of(agreement(ratings(*rows), FRAME), "x")
    assert alone["kappa_ci95"] == alone["kappa_ci95_analytic"]
    grouped = agreement(ratings(*((*row, f"g{int(row[0]) % 6}") for row in rows)), FRAME)
    entry = of(grouped, "x")
    assert entry["kappa_ci95"] == entry["kappa_ci95_bootstrap"] != alone["kappa_ci95"]
    assert entry["kappa_ci95_method"] == "percentile bootstrap over 6 transcripts"
    assert any("6 transcripts only" in note for note in grouped["notes"])


def test_two_transcripts_are_too_few_to_draw_from_and_the_reader_is_told():
    """Both transcripts agree alike: drawing them again and again would show no spread at all."""
    rows = pairs(both=2, first=1, second=0, neither=7) * 2
    rows = [(f"{n // 20}-{row[0]}", *row[1:], f"g{n // 20}") for n, row in enumerate(rows)]
    made = agreement(ratings(*rows), FRAME)
    low, high = of(made, "x")["percent_ci95"]
    assert low < 0.9 < high
    assert (made["n_groups"], made["groups"]) == (2, "transcripts")
    assert any("2 transcripts are too few" in note for note in made["notes"])


def test_the_universe_of_coded_units_drops_what_nobody_coded_and_says_so():
    rows = pairs(both=8, first=2, second=1, neither=9)
    frame = Frame("given", "coded", "code", by_dots, draws=100)
    made = agreement(ratings(*rows), frame)
    assert made["n_units"] == 11
    assert of(made, "x")["counts"]["neither"] == 0
    assert any("nobody coded" in note for note in made["notes"])


def test_constructs_stand_beside_codes_and_take_their_place_on_demand():
    rows = pairs("coherence.differentiation", both=2, first=2, neither=6)
    rows += pairs("coherence.internalisation", both=2, second=2, neither=6)
    made = agreement(ratings(*rows), FRAME)
    assert [e["code"] for e in made["constructs"]] == ["coherence"]
    assert made["constructs"][0]["counts"] == {
        **{"both": 4, "only": {"anna": 0, "ben": 0}, "neither": 6}
    }
    frame = Frame("given", "all", "construct", by_dots, draws=100)
    top = agreement(ratings(*rows), frame)
    assert ([e["code"] for e in top["codes"]], top["constructs"]) == (["coherence"], [])


def test_overall_puts_unit_and_code_decisions_together():
    rows = pairs(both=3, first=1, neither=6) + pairs("y", both=1, second=2, neither=7)
    overall = agreement(ratings(*rows), FRAME)["overall"]
    assert overall["n"] == 20
    assert overall["counts"] == {"both": 4, "only": {"anna": 1, "ben": 2}, "neither": 13}
    assert overall["kappa_ci95_analytic"] is None  # two codes of one unit are not independent
    assert "more than one code" in overall["one_code_per_unit"]["refused"]


def test_one_code_per_unit_gives_the_textbook_figure_too():
    """Krippendorff 2011, section B: alpha 0.692 with codes as values."""
    ben, gerry = "aabbdcccedda", "babbbcccedd" + "d"
    rows = [
        (str(n), coder, code, "1")
        for n, codes in enumerate(zip(ben, gerry, strict=True))
        for coder, code in zip(("Ben", "Gerry"), codes, strict=True)
    ]
    overall = agreement(ratings(*rows), FRAME)["overall"]
    assert round(overall["one_code_per_unit"]["alpha"], 3) == 0.692
    assert "pabak" in overall["one_code_per_unit"]["refused"]


def test_three_coders_get_fleiss_and_every_pair_cohen():
    rows = pairs(both=8, first=2, second=1, neither=9)
    rows += [(n, "cleo", code, value) for n, who, code, value in rows if who == "anna"]
    made = agreement(ratings(*rows), FRAME)
    entry = of(made, "x")
    assert entry["kappa_kind"] == "Fleiss"
    assert [p["coders"] for p in entry["pairs"]] == [
        ["anna", "ben"],
        ["anna", "cleo"],
        ["ben", "cleo"],
    ]
    assert entry["pairs"][1]["kappa"] == 1
    assert [p["kappa_kind"] for p in made["pairs"]] == ["Cohen"] * 3
    two = agreement(of_coders(ratings(*rows), ("anna", "ben")), FRAME)
    assert of(two, "x")["kappa"] == pytest.approx(entry["pairs"][0]["kappa"])


def test_rounds_are_told_apart_with_their_edition():
    first = [(*row, "", "1", "0.9") for row in pairs(both=2, first=4, second=4, neither=2)]
    later = [(*row, "", "2", "1.0") for row in pairs(both=6, neither=6)]
    made = agreement(ratings(*first, *later), FRAME)
    shown = [(r["round"], r["edition"], r["n_units"]) for r in made["rounds"]]
    assert shown == [("1", "0.9", 12), ("2", "1.0", 12)]
    kappas = [r["overall"]["kappa"] for r in made["rounds"]]
    assert kappas == [pytest.approx(-1 / 3), 1]


def test_disagreements_are_listed_with_who_said_what():
    made = agreement(ratings(*pairs(both=1, first=1, second=1, neither=1)), FRAME)
    assert [(d["unit"], d["code"], d["ratings"]) for d in made["disagreements"]] == [
        ("1", "x", {"anna": "coded", "ben": "not coded"}),
        ("2", "x", {"anna": "not coded", "ben": "coded"}),
    ]


def test_a_forest_has_a_row_for_each_code_with_an_interval_and_the_overall_last():
    rows = pairs(both=3, first=1, neither=6) + pairs("y", neither=10)
    forest = forest_rows(agreement(ratings(*rows), FRAME))
    assert [row.label for row in forest] == ["x", "overall"]
    assert all(row.low <= row.estimate <= row.high for row in forest)
    assert forest[0].n == 10


def test_skewed_codes_are_pointed_out():
    made = agreement(ratings(*pairs(both=2, first=1, neither=97)), FRAME)
    assert any(note.startswith("Rare or nearly always coded: x.") for note in made["notes"])


def test_a_plan_takes_what_was_observed_unless_told_otherwise():
    made = agreement(ratings(*pairs(both=8, first=2, second=1, neither=9)), FRAME)
    (seen,) = plan_for(made["codes"], Plan(0.2), n_groups=None)["codes"]
    assert (seen["kappa_is"], seen["n_now"]) == ("observed", 20)
    assert seen["more"] == seen["n_units"] - 20
    (told,) = plan_for(made["codes"], Plan(0.2, 0.7, 0.5), n_groups=None)["codes"]
    assert (told["kappa_is"], told["n_units"]) == ("assumed", 196)


def test_a_plan_for_a_code_that_nobody_used_needs_a_prevalence():
    made = agreement(ratings(*pairs("y", neither=10)), FRAME)
    (planned,) = plan_for(made["codes"], Plan(0.2), n_groups=None)["codes"]
    assert planned["n_units"] is None
    assert "--prevalence" in planned["refused"]


def test_the_same_ratings_give_the_same_document():
    rows = pairs(both=8, first=2, second=1, neither=9)
    assert agreement(ratings(*rows), FRAME) == agreement(ratings(*rows), FRAME)


def test_a_plan_is_for_codes_of_yes_and_no():
    rows = [("1", "anna", "kind", "a"), ("1", "ben", "kind", "b"), ("2", "anna", "kind", "")]
    made = agreement(ratings(*rows, ("2", "ben", "kind", "a")), FRAME)
    (planned,) = plan_for(made["codes"], Plan(0.2), n_groups=None)["codes"]
    assert "yes and no" in planned["refused"]


def test_one_unit_judged_by_two_gives_a_figure_and_no_interval():
    rows = [("1", "anna", "x", "1"), ("1", "ben", "x", "0"), ("2", "anna", "x", "0")]
    entry = of(agreement(ratings(*rows), FRAME), "x")
    assert (entry["n"], entry["percent"], entry["percent_ci95"]) == (1, 0, None)
    assert "one unit" in entry["refused"]["percent_ci95"]
