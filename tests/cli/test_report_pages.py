"""The pages of the report: each is there when the study has the data, and only then."""

import re

import pytest

PAGES = ("waves", "meetings", "comparisons", "survey", "agreement")
ITEMS = ",".join(f"Q{n}" for n in range(1, 24))
SURVEY = f"case,{ITEMS}\n" + "".join(
    f"{case},{','.join(['7'] * 3 + [str(answer)] * 20)}\n"
    for case, answer in (("amber", 4), ("amber", 5), ("opal", 2))
)


@pytest.fixture
def settings(study):
    """Add settings to the study."""

    def add(text):
        path = study / "npt-coder.toml"
        kept = [line for line in path.read_text("utf-8").splitlines() if line[:1] not in ("#", "")]
        names = {line.partition(" = ")[0] for line in text.splitlines()}
        kept = [line for line in kept if line.partition(" = ")[0] not in names]
        path.write_text("\n".join([*kept, text]), encoding="utf-8")

    return add


@pytest.fixture
def report(npt, study, tmp_path):
    """Write the report; returns its sections by id."""

    def write():
        path = tmp_path / "report.html"
        ran = npt("report", "-o", path, "--project", study)
        assert ran.code == 0, ran.err
        page = path.read_text("utf-8")
        return {
            part.partition('"')[0]: part.partition("</section>\n<section id=")[0]
            for part in page.split('<section id="')[1:]
        }

    return write


def code_by_hand(npt, study, coder, *passages):
    for transcript, code, quote in passages:
        made = npt("add", transcript, code, quote, "--coder", coder, "--project", study)
        assert made.code == 0, made.err


BOTH = ("amber-w1-gp1", "coherence", "I could see the point.")
ONE = ("amber-w1-gp1", "collective_action", "It takes a minute.")
OTHER = ("amber-w1-gp1", "reflexive_monitoring", "We looked at the numbers.")


def test_a_study_without_the_data_has_none_of_the_pages(report):
    assert not {*PAGES} & {*report()}


def test_one_line_says_why_no_agreement_is_reported(npt, study, report):
    assert "No person has coded yet" in report()["methods"]
    code_by_hand(npt, study, "anna", BOTH)
    assert "anna alone has coded or decided" in report()["methods"]
    code_by_hand(npt, study, "ben", ("amber-w1-pn1", "collective_action", "It takes a minute."))
    sections = report()
    assert "anna and ben have coded, but" in sections["methods"]
    assert "agreement" not in sections


def test_two_coders_have_a_page_with_figures_counts_and_disagreements(npt, study, report):
    code_by_hand(npt, study, "anna", BOTH, ONE)
    code_by_hand(npt, study, "ben", BOTH, OTHER)
    page = report()["agreement"]
    assert "anna and ben. Unit: sentence; 4 units in 1 transcript." in page
    table = page.partition('class="agreed"')[2]
    row = re.search(r"<th scope=\"row\">Coherence</th>(.*?)</tr>", table)[1]
    cells = re.findall(r"<td>(.*?)</td>", row)
    assert cells[:3] == ["4", "0.25", "1 / 0 / 0 / 3"]
    assert cells[3].startswith("1.00")
    assert "anna: coded, ben: not coded" in page
    assert "“It takes a minute.”" in page
    assert page.count("<svg") == 1


def test_a_disagreement_leads_to_its_turn(npt, study, tmp_path, report):
    code_by_hand(npt, study, "anna", BOTH, ONE)
    code_by_hand(npt, study, "ben", BOTH, OTHER)
    links = re.findall(r'href="#([^"]+)">amber-w1-gp1, turn 4', report()["agreement"])
    assert links
    page = (tmp_path / "report.html").read_text("utf-8")
    assert all(f'id="{link}"' in page for link in links)


def test_rounds_of_coding_stand_apart_with_their_codebook(npt, study, report, settings):
    code_by_hand(npt, study, "anna", BOTH, ONE)
    code_by_hand(npt, study, "ben", BOTH)
    settings('rounds = ["2020-01-01"]')
    page = report()["agreement"]
    assert "from 2020-01-01" in page
    assert "small 1" in page


def test_a_survey_in_the_settings_stands_beside_the_ratings(study, report, settings):
    (study / "answers.csv").write_text(SURVEY, encoding="utf-8")
    settings('[survey]\nfile = "answers.csv"\ndirection = "agree-high"')
    page = report()["survey"]
    amber = re.search(r"<th scope=\"row\">amber</th>(.*?)</tr>", page)[1]
    assert "<b>4.50</b>" in amber
    assert 'href="#cell-amber' in amber
    assert "Only in the survey: opal." in page
    assert "an input to no verdict" in page


def test_a_survey_changes_no_verdict(npt, study, settings):
    before = npt("classify", "--project", study, "--json").json
    (study / "answers.csv").write_text(SURVEY, encoding="utf-8")
    settings('[survey]\nfile = "answers.csv"\ndirection = "agree-high"')
    assert npt("classify", "--project", study, "--json").json == before


def test_a_survey_that_is_not_there_is_a_sentence(npt, study, settings, tmp_path):
    settings('[survey]\nfile = "answers.csv"\ndirection = "agree-high"')
    ran = npt("report", "-o", tmp_path / "report.html", "--project", study)
    assert ran.code == 1
    assert "answers.csv" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[survey]\nfile = "a.csv"', "[survey] lacks 'direction'"),
        ('[survey]\nfile = "a.csv"\ndirection = "agree-high"\nwaves = "x"', "setting 'waves'"),
        ('survey = "a.csv"', "'survey' must be a table"),
        ('[survey]\nfile = "a.csv"\ndirection = "agree-high"\nitems = "23"', "'items' is a number"),
    ],
)
def test_a_fault_in_the_settings_of_the_survey_is_named(npt, study, settings, text, said):
    settings(text)
    ran = npt("classify", "--project", study)
    assert ran.code == 1
    assert said in ran.err


def grouped(npt, study):
    npt("override", "amber", "integrated", "--why", "seen", "--project", study)
    npt("override", "cyan", "partly integrated", "--why", "seen", "--project", study)
    npt("rate", "amber", "coherence", "2", "--because", "seen", "--project", study)
    npt("rate", "cyan", "coherence", "-1", "--because", "seen", "--project", study)


def test_cases_of_two_classes_are_compared_with_what_that_cannot_show(npt, study, report):
    grouped(npt, study)
    page = report()["comparisons"]
    row = re.search(r"<th scope=\"row\">Coherence</th>(.*?)</tr>", page)[1]
    assert "<b>strongly</b>, higher in integrated" in row
    assert "The rule made the verdicts from these ratings" in page
    assert "Limited diversity" in page
    assert "No p-values" in page


def test_cases_are_compared_by_an_attribute_that_the_settings_name(npt, study, report, settings):
    grouped(npt, study)
    (study / "cases.csv").write_text(
        "file,case,wave,list size\namber-w1-gp1.txt,amber,1,small\namber-w1-pn1.txt,amber,1,small\n"
        "cyan-w1-gp1.txt,cyan,1,large\n"
    )
    settings('compare_by = ["list size"]')
    page = report()["comparisons"]
    assert "large: cyan. small: amber." in page
    assert "The rule made the verdicts" not in page


def test_an_attribute_that_nobody_has_is_refused(npt, study, settings, tmp_path):
    settings('compare_by = ["weather"]')
    ran = npt("report", "-o", tmp_path / "report.html", "--project", study)
    assert ran.code == 1
    assert "unknown attribute of cases 'weather'" in ran.err


def test_compare_takes_the_ratings_of_the_study(npt, study):
    grouped(npt, study)
    made = npt("compare", "--from-study", "--project", study, "--json").json
    assert made["outcome"]["present"] == ["amber"]
    assert made["distinguishing"]["strong"] == ["coherence"]
    assert made["notes"][0].startswith("The rule made the verdicts")
    few = npt("compare", "--from-study", "--conditions", "coherence", "-p", study, "--json").json
    assert [one["name"] for one in few["conditions"]] == ["coherence"]
    assert few["solution"]["formula"] == "coherence"


def test_one_class_alone_cannot_be_compared(npt, study):
    ran = npt("compare", "--from-study", "--project", study)
    assert ran.code == 1
    assert "no case is integrated" in ran.err


@pytest.mark.parametrize(
    "words", [("compare",), ("compare", "t.csv"), ("compare", "t.csv", "--from-study")]
)
def test_compare_wants_a_table_with_its_outcome_or_the_study(npt, words):
    assert npt(*words).code == 2


def test_the_word_report_has_the_pages_in_short(npt, study, settings, tmp_path):
    from docx import Document

    grouped(npt, study)
    code_by_hand(npt, study, "anna", BOTH, ONE)
    code_by_hand(npt, study, "ben", BOTH)
    (study / "answers.csv").write_text(SURVEY, encoding="utf-8")
    settings('[survey]\nfile = "answers.csv"\ndirection = "agree-high"')
    path = tmp_path / "report.docx"
    assert npt("report", "-o", path, "--project", study).code == 0
    document = Document(str(path))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert "Cases compared: integrated and partly integrated" in headings
    assert "Survey beside interviews" in headings
    assert "Agreement between coders" in headings
    tables = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert ["Code", "n", "Prevalence", "Counts", "Kappa", "AC1"] in tables
