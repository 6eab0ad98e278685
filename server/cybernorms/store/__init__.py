"""The only package that touches pyoxigraph: canonical N-Quads, snapshots in memory, queries."""

from cybernorms.store.canonical import canonical_nquads, check_nquads
from cybernorms.store.snapshot import Snapshot, open_snapshot

__all__ = ["Snapshot", "canonical_nquads", "check_nquads", "open_snapshot"]
