"""A small crowd of what ``python -m tests.http.submissions_crowd`` makes."""

from pathlib import Path

from . import submissions_crowd

NUMBER = 4


def test_crowd_ends_in_the_graph_of_a_queue(tmp_path: Path) -> None:
    crowd, queue = submissions_crowd.run(tmp_path, NUMBER)
    assert crowd.quads == queue.quads
    assert crowd.builds <= queue.builds == NUMBER
