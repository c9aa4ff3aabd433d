"""Report: a table of contacts as one document of plain values."""

from __future__ import annotations

from dataclasses import asdict

from npt_coder.networks.graph import Network, Node
from npt_coder.networks.measure import (
    ENOUGH,
    Figure,
    Group,
    by_area,
    contacts_per_patient,
    link_worker_share,
    other_contacts,
    referrals,
)
from npt_coder.networks.published import published
from npt_coder.networks.read import Contacts, LinkWorker

SYNTHETIC = "Synthetic data: these link workers and contacts are invented, and nobody's."


def report(contacts: Contacts, made: Network) -> dict[str, object]:
    """Describe link workers, areas and the network. A figure without a meaning is None."""
    workers = contacts.link_workers
    share = link_worker_share(workers)
    naming, others = other_contacts(workers)
    return {
        "file": contacts.path,
        "synthetic": SYNTHETIC if contacts.is_synthetic else None,
        "n_link_workers": len(workers),
        "n_contacts": sum(len(worker.ties) for worker in workers),
        "link_workers": [_worker(worker, made) for worker in workers],
        "areas": [_group(group) for group in by_area(workers)],
        "other_link_workers": {
            "count": share.count,
            "of": share.of,
            "share": share.value,
            "contacts_besides": {
                "of those who name link workers": asdict(naming),
                "of those who name none": asdict(others),
            },
        },
        "shared": [_shared(node, workers) for node in made.shared],
        "network": {
            "nodes": len(made.nodes),
            "edges": len(made.edges),
            "components": [list(part) for part in made.components],
            "bridging": [
                {"name": node.name, "kind": node.kind, "splits": [list(g) for g in node.splits]}
                for node in made.bridging
            ],
            "degrees": [
                {"name": n.name, "kind": n.kind, "degree": n.degree, "component": n.component}
                for n in made.nodes
            ],
            "ties": [asdict(edge) for edge in made.edges],
        },
        "published": published(),
        "columns": dict(contacts.columns),
        "unknown_columns": list(contacts.unknown),
        "notes": _notes(contacts),
        "problems": [str(problem) for problem in contacts.problems],
    }


def _worker(worker: LinkWorker, made: Network) -> dict[str, object]:
    share = link_worker_share([worker])
    degree = next(n.degree for n in made.nodes if (n.kind, n.name) == ("link worker", worker.name))
    own = [n for n in made.nodes if n.kind != "link worker" and n.named_by == (worker.name,)]
    return {
        "link_worker": worker.name,
        "area": worker.area,
        "caseload": worker.caseload,
        "contacts": len(worker.ties),
        "contacts_per_patient": contacts_per_patient(worker),
        "referrals": referrals(worker),
        "other_link_workers": share.count,
        "degree": degree,
        "unshared": len(own),
    }


def _group(group: Group) -> dict[str, object]:
    return {
        "area": group.area,
        "n": group.n,
        "caseload": _figure(group.caseload),
        "contacts": _figure(group.contacts),
        "contacts_per_patient": _figure(group.contacts_per_patient),
    }


def _figure(figure: Figure) -> dict[str, object]:
    has_range = figure.low is not None
    return {
        "n": figure.n,
        "mean": figure.mean,
        "range": [figure.low, figure.high] if has_range else None,
        "refused": figure.refused,
    }


def _shared(node: Node, workers: tuple[LinkWorker, ...]) -> dict[str, object]:
    area_of = {worker.name: worker.area for worker in workers}
    areas = dict.fromkeys(area_of[name] or "not told" for name in node.named_by)
    return {
        "name": node.name,
        "kind": node.kind,
        "kind_of_contact": node.kind_of_contact,
        "named_by": list(node.named_by),
        "areas": list(areas),
        "referrals": node.referrals,
        "bridges": bool(node.splits),
    }


def _notes(contacts: Contacts) -> list[str]:
    notes = [
        f"A range is shown from {ENOUGH} link workers on: that of one or two is the values "
        "themselves, says nothing of spread, and may show whose they are. A mean of one is that "
        "person's own figure.",
        "Each link worker names contacts from memory: a tie that nobody named is not known to be "
        "absent. Nothing here is tested, and no cause is claimed.",
    ]
    if "organisation" not in contacts.columns:
        notes.append("The file has no organisations: what is shared is shared contacts, by name.")
    if contacts.unknown:
        notes.append(f"Columns that are not read: {', '.join(contacts.unknown)}.")
    if "is link worker" not in contacts.columns:
        notes.append("The file does not say which contacts are link workers: no share of them.")
    return notes
