"""A few rounds of what ``python -m tests.http.submissions_kills`` does."""

import random
from pathlib import Path

from . import submissions_kills

ROUNDS = 3


def test_no_submission_is_lost_or_half_accepted(tmp_path: Path) -> None:
    seed = random.randrange(10**6)  # noqa: S311
    print(f"seed {seed}")
    known = submissions_kills.run(tmp_path, ROUNDS, seed)
    assert known.sent >= ROUNDS
