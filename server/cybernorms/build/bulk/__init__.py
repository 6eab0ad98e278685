"""Builds of more data than graphs of Python can hold: through sorted files, by native engines.

The same files give the same snapshot as the usual way. Each stage reads files and writes files, in
a process of its own, two at once; what it held in memory is free for the next.
"""

from cybernorms.build.bulk.production import is_bulky, produce_in_bulk

__all__ = ["is_bulky", "produce_in_bulk"]
