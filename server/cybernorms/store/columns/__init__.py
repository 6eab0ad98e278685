"""The default graph of a large snapshot by columns, for questions about a great part of it.

The engine takes a microsecond or two for each row that it joins, counts or sorts. Columns of
numbers are many times as fast, but know a small part of SPARQL only; so they give a text with
what they found in the place of the pattern, or nothing, and the engine makes the answer.
"""

from cybernorms.store.columns.rule import Columns, open_columns
from cybernorms.store.columns.writing import write_columns

__all__ = ["Columns", "open_columns", "write_columns"]
