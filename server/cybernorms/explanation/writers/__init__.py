"""Accounts written out, one module a format."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cybernorms.explanation.account import Account
from cybernorms.explanation.writers import json_account, rdf_account, text_account

WRITERS: Final[Mapping[str, Callable[[Account], str]]] = MappingProxyType(
    {
        "text/plain": text_account.write,
        "application/json": json_account.write,
        **{name: rdf_account.writer(name) for name in rdf_account.FORMATS},
    }
)
"""What writes an account as each media type."""
