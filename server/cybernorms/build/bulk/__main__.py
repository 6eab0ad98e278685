"""A stage of a bulk build, as ``process`` starts it."""

import os
import pickle
import sys

from cybernorms.build.bulk import stages


def main() -> None:
    """Run the stage that the command line names."""
    args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own process
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # an engine may print
        try:
            outcome = getattr(stages, sys.argv[1])(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the other side raises it
            outcome = error
        pickle.dump(outcome, out)


if __name__ == "__main__":
    main()
