"""Writes worked out as changes: SPARQL 1.1 Update, and documents of the Graph Store Protocol.

This runs in a confined child of the writer process: nothing here opens a file or a connection.
``prepare`` stands in ``preparation``: fronts, which only send operations, start sooner without it.
"""

from cybernorms.updates.operation import Operation, Part, Receipt

__all__ = ["Operation", "Part", "Receipt"]
