"""Who may write: accounts, the graphs that each owns, and the tokens that prove it."""

from cybernorms.accounts.account import MEMBERS, READER, ROLES, Account, Role
from cybernorms.accounts.file import Token
from cybernorms.accounts.tokens import (
    authenticate,
    create_account,
    create_token,
    list_accounts,
    list_tokens,
    revoke_account,
    revoke_token,
)

__all__ = [
    "MEMBERS",
    "READER",
    "ROLES",
    "Account",
    "Role",
    "Token",
    "authenticate",
    "create_account",
    "create_token",
    "list_accounts",
    "list_tokens",
    "revoke_account",
    "revoke_token",
]
