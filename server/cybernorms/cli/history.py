"""``cybernorms history``: what was written, when and by whom."""

import json
from collections import Counter

import click

from cybernorms.build import kept_snapshots
from cybernorms.journal import Change, Transaction, transactions
from cybernorms.settings import load_settings


@click.command()
@click.option("--graph", metavar="IRI", help="Only transactions that touched this graph.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def history(graph: str | None, format_: str) -> None:
    """List the transactions of the journal, oldest first, with the snapshots that are kept.

    In JSON one object a line.
    """
    state_dir = load_settings().state_dir
    kept = {snapshot.transaction: snapshot.id for snapshot in reversed(kept_snapshots(state_dir))}
    for transaction in transactions(state_dir):
        touched = _count(transaction.change)
        if graph is not None and graph not in touched:
            continue
        snapshot = kept.get(transaction.number)
        click.echo((_json if format_ == "json" else _text)(transaction, touched, snapshot))


def _count(change: Change) -> dict[str, dict[str, int]]:
    """Count the quads that came and went by graph."""
    added = Counter(str(quad[3]) for quad in change.added)
    removed = Counter(str(quad[3]) for quad in change.removed)
    return {
        name: {"added": added[name], "removed": removed[name]}
        for name in sorted({*added, *removed})
    }


def _json(transaction: Transaction, touched: dict[str, dict[str, int]], kept: str | None) -> str:
    row = {
        "transaction": transaction.number,
        "time": transaction.time.isoformat(),
        "account": transaction.account,
        "comment": transaction.comment,
        "graphs": touched,
        "snapshot": kept,
    }
    return json.dumps(row, ensure_ascii=False)


def _text(transaction: Transaction, touched: dict[str, dict[str, int]], kept: str | None) -> str:
    """Write a transaction for people; what a client commented is quoted, for terminals' sake."""
    head = f"{transaction.number}  {transaction.time:%Y-%m-%d %H:%M:%S}  {transaction.account}"
    comment = f"  {json.dumps(transaction.comment)}" if transaction.comment else ""
    graphs = (f"\n    +{n['added']} -{n['removed']}  {name}" for name, n in touched.items())
    return f"{head}{comment}{f'  snapshot {kept}' if kept else ''}{''.join(graphs)}"
