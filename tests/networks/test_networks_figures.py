"""Figures of a network: means and ranges, shares, what is shared and what bridges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.networks.graph import network
from npt_coder.networks.measure import (
    by_area,
    contacts_per_patient,
    link_worker_share,
    other_contacts,
    referrals,
)
from npt_coder.networks.published import published
from npt_coder.networks.read import LinkWorker, Tie


def tie(worker, contact, organisation="", *, referrals=None, is_link_worker=False):
    return Tie(2, worker, contact, organisation, "", referrals, is_link_worker)


def worker(name, *contacts, area="high", caseload=20):
    """Make a link worker with contacts, each known by its organisation."""
    return LinkWorker(name, area, caseload, tuple(tie(name, f"{name}{c}", c) for c in contacts))


def names(nodes):
    return [node.name for node in nodes]


def test_contacts_per_patient_is_contacts_over_caseload_and_nothing_without_one():
    assert contacts_per_patient(worker("A", "x", "y", caseload=40)) == 0.05
    assert contacts_per_patient(worker("A", "x", caseload=0)) is None
    assert contacts_per_patient(worker("A", "x", caseload=None)) is None


def test_referrals_that_were_not_told_are_not_0():
    assert referrals(worker("A", "x")) is None
    assert referrals(LinkWorker("A", None, 1, (tie("A", "x", referrals=0), tie("A", "y")))) == 0


def test_areas_stand_in_their_order_also_when_empty_and_who_has_none_comes_last():
    groups = by_area([worker("A", area="low"), worker("B", area=None)])
    assert [(group.area, group.n) for group in groups] == [
        *(("high", 0), ("mixed", 0), ("low", 1), (None, 1)),
    ]
    assert groups[0].caseload.mean is None


@pytest.mark.parametrize(
    ("caseloads", "shown"),
    [
        ((10,), (10, None, None, "one link worker: no range")),
        ((10, 30), (20, None, None, "two link workers: no range")),
        ((10, 30, 50), (30, 10, 50, "")),
        ((10, 30, None), (20, None, None, "two link workers: no range")),
    ],
)
def test_a_range_needs_three_values_and_else_says_why_there_is_none(caseloads, shown):
    (high, *_) = by_area([worker(str(n), caseload=n) for n in caseloads])
    figure = high.caseload
    assert (figure.mean, figure.low, figure.high) == shown[:3]
    assert figure.refused.startswith(shown[3]) and bool(figure.refused) == bool(shown[3])


def test_the_share_of_link_workers_counts_only_what_was_told():
    told = LinkWorker(
        "A",
        None,
        1,
        (
            tie("A", "B", is_link_worker=True),
            tie("A", "x", is_link_worker=False),
            tie("A", "y", is_link_worker=None),
        ),
    )
    share = link_worker_share([told])
    assert (share.count, share.of, share.value) == (1, 2, 0.5)
    assert link_worker_share([]).value is None


def test_naming_link_workers_does_not_raise_the_number_of_other_contacts():
    naming = LinkWorker("A", None, 1, (tie("A", "x"), tie("A", "B", is_link_worker=True)))
    with_them, without = other_contacts([naming, worker("B", "x")])
    assert (with_them.mean, without.mean) == (1, 1)


def test_a_contact_stands_for_its_organisation_however_it_is_written():
    made = network([worker("A", "Food Bank"), worker("B", "food-bank")])
    (shared,) = made.shared
    assert (shared.name, shared.named_by, shared.degree) == ("Food Bank", ("A", "B"), 2)


def test_two_contacts_in_one_organisation_are_one_tie_with_all_referrals():
    made = network(
        [
            LinkWorker(
                "A", None, 1, (tie("A", "x", "O", referrals=2), tie("A", "y", "O", referrals=3))
            )
        ]
    )
    (edge,) = made.edges
    assert (edge.contacts, edge.referrals) == (2, 5)


def test_link_workers_who_name_each_other_are_one_tie_told_from_both_sides():
    a = LinkWorker("A", None, 1, (tie("A", "B", "team", is_link_worker=True),))
    b = LinkWorker("B", None, 1, (tie("B", "a", "team", is_link_worker=True),))
    made = network([a, b])
    assert [(node.name, node.kind, node.degree) for node in made.nodes] == [
        *(("A", "link worker", 1), ("B", "link worker", 1)),
    ]
    assert {(edge.link_worker, edge.to) for edge in made.edges} == {("A", "B"), ("B", "A")}
    assert made.shared == ()


def test_a_link_worker_who_is_not_in_the_file_is_one_elsewhere():
    made = network([LinkWorker("A", None, 1, (tie("A", "Z", is_link_worker=True),))])
    assert [node.kind for node in made.nodes] == ["link worker", "link worker elsewhere"]


def test_what_alone_joins_link_workers_bridges_and_tells_whom():
    made = network([worker("A", "o", "p"), worker("B", "o", "p", "q"), worker("C", "q", "r")])
    assert names(made.shared) == ["o", "p", "q"]
    (bridge,) = made.bridging
    assert (bridge.name, bridge.splits) == ("q", (("A", "B"), ("C",)))


def test_an_organisation_at_the_end_of_one_tie_bridges_nothing():
    assert network([worker("A", "o", "p")]).bridging == ()


def test_groups_without_a_path_are_told_apart_largest_first():
    made = network([worker("A", "o"), worker("B", "p"), worker("C", "p"), worker("D")])
    assert made.components == (("B", "C"), ("A",), ("D",))


workers = st.lists(
    st.lists(st.sampled_from("opqrst"), max_size=4, unique=True), min_size=1, max_size=7
).map(lambda rows: [worker(f"W{n}", *row) for n, row in enumerate(rows)])


@given(workers)
def test_a_bridge_taken_away_parts_the_link_workers_that_it_names(made):
    before = network(made)
    for bridge in before.bridging:
        rest = [
            LinkWorker(w.name, w.area, w.caseload, tuple(
                t for t in w.ties if t.organisation != bridge.name
            ))
            for w in made
        ]  # fmt: skip
        parts = {frozenset(part) for part in network(rest).components}
        assert {frozenset(group) for group in bridge.splits} <= parts


@given(workers)
def test_every_link_worker_is_in_one_group_and_degrees_add_up_to_twice_the_ties(made):
    found = network(made)
    assert sorted(name for part in found.components for name in part) == [w.name for w in made]
    assert sum(node.degree for node in found.nodes) == 2 * len(found.edges)


def test_what_was_published_is_marked_and_has_its_groups_and_source():
    known = published()
    assert known["status"] == "published facts, not computed from this file"
    assert known["groups"] == {"high": 14, "mixed": 5, "low": 2}
    assert known["mean_caseload"] == {"disadvantaged": 56.2, "low": 24.5}
    assert "two people" in known["facts"][0]
    assert "no paper" in known["source"]
