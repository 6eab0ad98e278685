"""Mapping sets in the form of SSSOM: read from tables, written as tables, and what they equate.

SSSOM is the Simple Standard for Sharing Ontology Mappings, https://mapping-commons.github.io/sssom/.
"""

from cybernorms.mappings.equivalences import Equivalences, equivalences
from cybernorms.mappings.slots import SSSOM
from cybernorms.mappings.statements import admit_table, table_spots
from cybernorms.mappings.writing import write_json, write_table

__all__ = [
    "SSSOM",
    "Equivalences",
    "admit_table",
    "equivalences",
    "table_spots",
    "write_json",
    "write_table",
]
