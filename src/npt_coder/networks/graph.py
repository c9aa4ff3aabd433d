"""Graph: link workers and organisations as nodes, ties as edges; what is shared and what bridges.

A contact stands for its organisation. A contact without one is a node of its own, and a contact
who is a link worker of the file is that link worker. Names are the same when letters and digits
are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from npt_coder.networks.read import LinkWorker, Tie, same

NodeKind = Literal["link worker", "link worker elsewhere", "organisation", "contact"]
Key = tuple[NodeKind, str]


@dataclass(frozen=True, slots=True)
class Node:
    """One node. degree: how many other nodes it is tied to. component: from 1, largest first.

    named_by: link workers of the file who named it, in the order of the file. referrals: in two
    months, over all of them. kind_of_contact: as the file calls it, "" for link workers.
    splits: the groups of link workers that would have no path to each other without it; empty
    when it is no bridge.
    """

    name: str
    kind: NodeKind
    kind_of_contact: str
    degree: int
    component: int
    named_by: tuple[str, ...]
    referrals: int
    splits: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie of a link worker. contacts: people named there. referrals: in two months."""

    link_worker: str
    to: str
    to_kind: NodeKind
    contacts: int
    referrals: int


@dataclass(frozen=True, slots=True)
class Network:
    """The whole graph. components: link workers of each connected part, largest first."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    components: tuple[tuple[str, ...], ...]

    @property
    def shared(self) -> tuple[Node, ...]:
        """Return what at least two link workers named, most often named first."""
        found = [n for n in self.nodes if n.kind != "link worker" and len(n.named_by) > 1]
        return tuple(sorted(found, key=lambda n: (-len(n.named_by), -n.referrals, n.name)))

    @property
    def bridging(self) -> tuple[Node, ...]:
        """Return organisations and contacts without which link workers lose their path."""
        return tuple(node for node in self.nodes if node.splits and node.kind != "link worker")


def network(workers: Sequence[LinkWorker]) -> Network:
    """Build the graph of a table of contacts. Nodes in the order of the file."""
    graph = nx.Graph()
    own = {same(worker.name): worker.name for worker in workers}
    for worker in workers:
        graph.add_node(("link worker", same(worker.name)), name=worker.name, about="")
    for worker in workers:
        for tie in worker.ties:
            _add(graph, ("link worker", same(worker.name)), tie, own)
    parts = _parts(graph)
    place = {key: n for n, part in enumerate(parts, start=1) for key in part}
    bridges = _bridges(graph)
    order = {name: n for n, name in enumerate(own.values())}
    nodes = tuple(_node(graph, key, place[key], order, bridges.get(key, ())) for key in graph.nodes)
    return Network(
        nodes,
        tuple(_edges(graph)),
        tuple(tuple(_workers_of(graph, part)) for part in parts),
    )


def _add(graph: nx.Graph, worker: Key, tie: Tie, own: dict[str, str]) -> None:
    key, name = _end_of(tie, own)
    if key == worker:
        return
    if key not in graph:
        graph.add_node(key, name=name, about="" if "link worker" in key[0] else tie.kind)
    if not graph.has_edge(worker, key):
        graph.add_edge(worker, key, by={})
    by = graph.edges[worker, key]["by"]
    contacts, referrals = by.get(worker, (0, 0))
    by[worker] = (contacts + 1, referrals + (tie.referrals or 0))


def _end_of(tie: Tie, own: dict[str, str]) -> tuple[Key, str]:
    if tie.is_link_worker:
        known = own.get(same(tie.contact))
        kind: NodeKind = "link worker" if known else "link worker elsewhere"
        return (kind, same(tie.contact)), known or tie.contact
    if tie.organisation:
        return ("organisation", same(tie.organisation)), tie.organisation
    return ("contact", same(tie.contact)), tie.contact


def _parts(graph: nx.Graph) -> list[set[Key]]:
    order = {key: n for n, key in enumerate(graph.nodes)}
    parts = list(nx.connected_components(graph))
    return sorted(parts, key=lambda part: (-len(part), min(order[key] for key in part)))


def _bridges(graph: nx.Graph) -> dict[Key, tuple[tuple[str, ...], ...]]:
    """Return cut nodes with the groups of link workers that they hold together."""
    found = {}
    for key in sorted(nx.articulation_points(graph)):
        inside = nx.node_connected_component(graph, key)
        rest = graph.subgraph(inside - {key})
        groups = [_workers_of(graph, part) for part in nx.connected_components(rest)]
        split = sorted((tuple(g) for g in groups if g), key=lambda g: (-len(g), g))
        if len(split) > 1:
            found[key] = tuple(split)
    return found


def _workers_of(graph: nx.Graph, part: set[Key]) -> list[str]:
    return [graph.nodes[key]["name"] for key in graph.nodes if key in part and _is_own(key)]


def _is_own(key: Key) -> bool:
    return key[0] == "link worker"


def _node(
    graph: nx.Graph,
    key: Key,
    component: int,
    order: dict[str, int],
    splits: tuple[tuple[str, ...], ...],
) -> Node:
    given = [
        (graph.nodes[worker]["name"], referrals)
        for _, _, data in graph.edges(key, data=True)
        for worker, (_, referrals) in data["by"].items()
        if worker != key
    ]
    return Node(
        name=graph.nodes[key]["name"],
        kind=key[0],
        kind_of_contact=graph.nodes[key]["about"],
        degree=graph.degree[key],
        component=component,
        named_by=tuple(sorted((name for name, _ in given), key=order.__getitem__)),
        referrals=sum(referrals for _, referrals in given),
        splits=splits,
    )


def _edges(graph: nx.Graph) -> list[Edge]:
    edges = []
    for one, other, data in graph.edges(data=True):
        for worker, (contacts, referrals) in data["by"].items():
            end = other if worker == one else one
            names = graph.nodes[worker]["name"], graph.nodes[end]["name"]
            edges.append(Edge(*names, end[0], contacts, referrals))
    return edges
