"""A stage of a bulk build, as ``process`` starts it."""

import gc
import os
import pickle
import sys

from cybernorms.processes import die_with_parent, peak_memory


def main() -> None:
    """Run the stage that the command line names, for the process that it names."""
    die_with_parent(int(sys.argv[2]))
    gc.disable()  # what stages hold is in no cycles, and millions of objects would be gone through
    args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own process
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # an engine may print
        from cybernorms.build.bulk import stages  # noqa: PLC0415 - takes a while

        try:
            outcome = getattr(stages, sys.argv[1])(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the other side raises it
            outcome = error
        pickle.dump((outcome, peak_memory()), out)


if __name__ == "__main__":
    main()
