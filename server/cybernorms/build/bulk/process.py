"""One stage of a bulk build in a process of its own: its memory is free when it is done.

Started as ``python -m cybernorms.build.bulk STAGE``; arguments come over standard input, and what
the stage gives or raises goes to standard output, both as Python pickles them.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from cybernorms.errors import EngineError

_P = ParamSpec("_P")
_T = TypeVar("_T")
_MODULE: Final = "cybernorms.build.bulk"


def run_stage(stage: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run a function of ``stages``. Raises what it raises, and EngineError when it is killed."""
    done = subprocess.run(
        [sys.executable, "-m", _MODULE, stage.__name__],
        input=pickle.dumps((args, kwargs)),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise EngineError(f"the stage {stage.__name__} of the build ended with {done.returncode}")
    outcome = pickle.loads(done.stdout)  # noqa: S301 - of our own process
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome  # type: ignore[no-any-return]
