"""The exit codes of the command line, and which error leads to which."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from cybernorms import errors


class ExitCode(IntEnum):
    """What a command tells its caller."""

    FINE = 0
    NONCONFORMING = 1
    UNUSABLE = 2
    ENGINE_FAILED = 3


MEANINGS: Final[Mapping[ExitCode, str]] = MappingProxyType(
    {
        ExitCode.FINE: "fine",
        ExitCode.NONCONFORMING: "the data does not conform, or an answer or a passage differs",
        ExitCode.UNUSABLE: "the input or the call is unusable",
        ExitCode.ENGINE_FAILED: "an engine failed, or a limit stopped it: nothing was decided",
    }
)

# The first class that fits decides.
_EXITS: Final[tuple[tuple[type[errors.CyberNormsError], ExitCode], ...]] = (
    (errors.NonconformingError, ExitCode.NONCONFORMING),
    (errors.InconsistencyError, ExitCode.NONCONFORMING),
    (errors.InputError, ExitCode.UNUSABLE),
    (errors.WrongStateError, ExitCode.UNUSABLE),
    (errors.NoSnapshotError, ExitCode.UNUSABLE),
    (errors.QueryLimitError, ExitCode.ENGINE_FAILED),
    (errors.QueryError, ExitCode.UNUSABLE),
)


def exit_code(error: errors.CyberNormsError) -> ExitCode:
    """Choose the exit code of an error; what is not the caller's fault is the engine's."""
    return next((code for kind, code in _EXITS if isinstance(error, kind)), ExitCode.ENGINE_FAILED)
