"""The truth of all that was written over HTTP: one file, appended to and never changed."""

from cybernorms.journal.draft import Draft
from cybernorms.journal.journal import Journal, transactions
from cybernorms.journal.quads import Quad
from cybernorms.journal.records import Change, Transaction
from cybernorms.journal.written import Written

__all__ = ["Change", "Draft", "Journal", "Quad", "Transaction", "Written", "transactions"]
