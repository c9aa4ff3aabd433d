"""The report: one inert file in which every number leads to words and all words to a turn."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html as lxml_html
from synthetic_study import build_study, coding_of, study_of, transcript_of

from npt_coder.export.base import Study
from npt_coder.export.html import report, write

HOSTILE = "</mark><script>alert('x')</script><img src=x onerror=alert(1)>"


class _Page(HTMLParser):
    """What a browser would load, run, and jump to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.targets: set[str] = set()
        self.tags: Counter[str] = Counter()
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name in ("href", "xlink:href"):
                self.targets.add(value or "")
            elif name in ("src", "srcset", "data", "poster", "action"):
                self.loads.append(value or "")
            elif name.startswith("on"):
                self.handlers.append(name)


@pytest.fixture(scope="module")
def page(study: Study) -> str:
    return report(study)


def test_every_link_lands_on_a_place_in_the_page_and_no_place_is_named_twice(page: str) -> None:
    found = _Page(page)
    assert {target[:1] for target in found.targets} == {"#"}
    assert {target[1:] for target in found.targets} <= set(found.ids)
    assert {id for id, n in found.ids.items() if n > 1} == set()


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    found = _Page(page)
    assert found.loads == []
    assert found.tags["link"] == found.tags["iframe"] == found.tags["img"] == 0
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    assert "default-src 'none'" in page


def test_hostile_names_and_words_are_inert() -> None:
    transcript = replace(transcript_of([("Nurse", HOSTILE)], case=HOSTILE), title=HOSTILE)
    coding = coding_of(transcript, HOSTILE, "coherence.differentiation")
    study = replace(study_of((transcript,), (coding,)), title=HOSTILE, notes=(HOSTILE,))
    found = _Page(report(study))
    assert found.tags["script"] == 1
    assert found.tags["img"] == 0
    assert found.handlers == []


def test_every_coding_that_counts_stands_in_its_transcript_and_among_the_evidence(
    study: Study, page: str
) -> None:
    ids = _Page(page).ids
    for id in study.evidence["id"]:
        assert ids[f"m-{id}"] == ids[f"q-{id}"] == 1


def test_a_rejected_coding_is_not_shown(study: Study, page: str) -> None:
    (rejected,) = [coding for coding in study.codings if coding.status == "rejected"]
    assert rejected.id not in page


def test_the_transcripts_are_there_word_for_word(study: Study, page: str) -> None:
    shown = [
        "".join(speech.itertext())
        for speech in lxml_html.fromstring(page).iterfind(".//p[@class='speech']")
    ]
    said = [t.text[turn.start : turn.end] for t in study.transcripts for turn in t.turns]
    assert shown == said


def test_a_quote_says_who_where_when_and_why(study: Study, page: str) -> None:
    quote = study.evidence.iloc[0]
    shown = lxml_html.fromstring(page).get_element_by_id(f"q-{quote['id']}").text_content()
    for words in (quote["quote"], quote["speaker"], quote["role"], f"turn {quote['turn']}",
                  quote["case"], f"wave {quote['wave']}", quote["reason"]):  # fmt: skip
        assert words in shown


def test_synthetic_material_is_announced_before_anything_else(page: str) -> None:
    banner = page.index("nobody said these words")
    assert banner < page.index('id="verdicts"')
    assert 'class="banner" role="note"' in page


def test_no_banner_without_a_statement(study: Study) -> None:
    assert 'class="banner"' not in report(replace(study, synthetic=None))


def test_the_report_owns_its_rule_and_says_what_it_cannot_show(page: str) -> None:
    assert "This rule is our operationalisation" in page
    assert "Silence is not evidence" in page
    assert "have not been decided by a person" in page
    assert "belong to a single person" in page


def test_interviewers_are_dimmed_and_carry_no_codes(page: str) -> None:
    asked = lxml_html.fromstring(page).find_class("asked")
    assert asked
    assert not any(line.findall(".//mark") for line in asked)


def test_an_overridden_verdict_shows_both(study: Study) -> None:
    first = replace(study.verdicts[1], override="FIP", override_reason="Seen on site.")
    page = report(replace(study, verdicts=(first,)))
    assert "Set by a person: Seen on site." in page
    assert f"The rule says {first.verdict}." in page


def test_tables_name_their_rows_and_columns(page: str) -> None:
    for table in lxml_html.fromstring(page).iter("table"):
        heads = list(table.iter("th"))
        assert heads
        assert {head.get("scope") for head in heads} <= {"row", "col", "colgroup"}


def test_there_is_one_title_and_headings_never_skip_a_level(page: str) -> None:
    levels = [
        int(element.tag[1])
        for element in lxml_html.fromstring(page).iter("h1", "h2", "h3", "h4", "h5", "h6")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_a_study_with_nothing_coded_still_makes_a_report() -> None:
    study = study_of((transcript_of([("I", "Yes?"), ("Nurse", "No.")]),), ())
    page = report(replace(study, verdicts=(), rule=None))
    assert "There are no codings yet." in page
    assert {t[1:] for t in _Page(page).targets} <= set(_Page(page).ids)


def test_transcripts_without_case_and_wave_are_shown_with_their_marks() -> None:
    transcript = replace(transcript_of([("Nurse", "It works.")]), case=None, wave=None)
    coding = coding_of(transcript, "It works", "coherence.differentiation")
    page = report(study_of((transcript,), (coding,)))
    assert f'id="m-{coding.id}"' in page
    assert "1 transcript without a case" in page
    assert {t[1:] for t in _Page(page).targets} <= set(_Page(page).ids)


def test_a_verdict_over_all_waves_leads_to_its_case(study: Study) -> None:
    verdicts = tuple(replace(verdict, wave="all") for verdict in study.verdicts)
    page = report(replace(study, verdicts=verdicts))
    assert "all waves" in page
    assert {t[1:] for t in _Page(page).targets} <= set(_Page(page).ids)


def test_every_choice_of_the_filter_finds_quotes(page: str) -> None:
    tree = lxml_html.fromstring(page)
    evidence = tree.get_element_by_id("evidence")
    for field in ("name", "valence", "wave"):
        offered = {o.get("value") for o in evidence.iterfind(f".//select[@name='{field}']/option")}
        there = {q.get(f"data-{field}") for q in evidence.find_class("quote")}
        assert there <= offered
        assert field == "valence" or offered - {""} == there


def test_a_coding_outside_every_turn_is_quoted_and_leads_to_its_transcript() -> None:
    transcript = transcript_of([("Nurse", "It works.")])
    coding = coding_of(transcript, "Interview", "coherence.differentiation")
    page = report(study_of((transcript,), (coding,)))
    assert f'id="q-{coding.id}"' in page
    assert "no speaker" in page
    assert {t[1:] for t in _Page(page).targets} <= set(_Page(page).ids)


def test_seven_cases_and_42_transcripts_stay_under_three_megabytes(tmp_path: Path) -> None:
    write(build_study(cases=7, words=750), tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < 3_000_000
