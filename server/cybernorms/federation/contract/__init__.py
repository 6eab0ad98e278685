"""The contract test: whether an endpoint does what a federated query needs of it.

Checks are rows of one table. Each asks the endpoint as a client would; what it finds is a sentence
for the endpoint's operator, its advice how to mend it.
"""

from cybernorms.federation.contract.examination import (
    LIMIT,
    Examination,
    advice_of,
    examine,
    title_of,
    unfinished,
)
from cybernorms.federation.contract.found import Judge, Outcome, Result
from cybernorms.federation.contract.holdings import Holdings
from cybernorms.federation.contract.table import CHECKS, Check

__all__ = [
    "CHECKS",
    "LIMIT",
    "Check",
    "Examination",
    "Holdings",
    "Judge",
    "Outcome",
    "Result",
    "advice_of",
    "examine",
    "title_of",
    "unfinished",
]
