"""Three servers answer one question together; ``python -m tests.federation.three`` shows it."""

from pathlib import Path

import pytest

from cybernorms.build import Snapshot

from .engines.oxigraph import Oxigraph
from .three import ALL, WITHOUT_OBSERVATORY, three_servers


@pytest.mark.skipif(bool(Oxigraph().absence()), reason="pip install oxigraph")
def test_three_servers_answer_together_and_two_say_who_is_missing(
    own_snapshot: Snapshot, tmp_path: Path
) -> None:
    with three_servers(own_snapshot.path, tmp_path) as three:
        for where, how, (rows, statement) in three.from_each_side():
            assert rows == ALL, (where, how)
            assert where == "observatory" or statement["complete"], (where, how)
        *before, (rows, statement) = three.stop_in_the_middle()
        assert all(found == ALL and told["complete"] for found, told in before)
        assert rows == WITHOUT_OBSERVATORY
        errors = {share["member"]: share["error"] for share in statement["members"]}
        assert errors["academy"] == ""
        assert errors["observatory"] != ""
