"""Engines that are not ours ask us, and are asked; ``python -m tests.federation`` prints it all."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from cybernorms.build import Snapshot

from .engines import ENGINES, Engine, Running
from .questions import THEY_ASK
from .trial import DIRECTIONS, Ours, meeting, put, serving


@pytest.fixture(scope="module")
def ours(own_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    with serving(own_snapshot.path, tmp_path_factory.mktemp("ours")) as running:
        yield running


class Other(NamedTuple):
    engine: Engine
    running: Running


@pytest.fixture(scope="module", params=ENGINES, ids=[engine.name for engine in ENGINES])
def other(
    request: pytest.FixtureRequest, ours: Ours, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Other]:
    engine: Engine = request.param
    if absence := engine.absence():
        pytest.skip(f"{engine.name} is not installed: {absence}")
    with meeting(engine, ours, tmp_path_factory.mktemp("other")) as running:
        yield Other(engine, running)


@pytest.mark.parametrize("name", THEY_ASK)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_engine(other: Other, ours: Ours, direction: str, name: str) -> None:
    outcome = put(*other, ours, direction, name)
    if outcome.passed is None:
        pytest.skip(f"{other.engine.name} {outcome.reason}")
    assert outcome.passed, outcome.reason
