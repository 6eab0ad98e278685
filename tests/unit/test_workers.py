"""Workers, zygotes and pools as real processes: limits, deaths, switches."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from cybernorms.engine import ASKER, Answer, Asker, Query
from cybernorms.errors import (
    BusyError,
    CyberNormsError,
    EngineError,
    ForbiddenQueryError,
    NoSnapshotError,
    QueryLimitError,
    QuerySyntaxError,
)
from cybernorms.settings import Settings, load_settings
from cybernorms.store import COLUMNS, FOLDER, write_stores
from cybernorms.store.columns import write_columns
from cybernorms.workers import Supervisor, WorkerPool, open_engine
from cybernorms.workers.pointer import Pointer, point_at

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SLOWLY_PLANNED = "ASK { ?s <a:> (" + "1 " * 600 + ") }"
TRIPLES = 2000


def write_snapshot(folder: Path, triples: int = TRIPLES) -> Path:
    folder.mkdir(parents=True)
    lines = [f'<http://e/{n}> <http://e/p> "{n}" <http://e/g> .\n' for n in range(triples)]
    (folder / "asserted.nq").write_text("".join(lines), "utf-8")
    (folder / "inferred.nq").write_text("", "utf-8")
    return folder


def query(text: str, timeout: float = 30.0) -> Query:
    return Query(text, "text/csv", "text/turtle", timeout)


def workers_of(parent: int) -> set[int]:
    """List the children of a process."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    return {int(child) for child in children.read_text("ascii").split()}


def zygote_of(pool: WorkerPool) -> int:
    """Find the zygote of a pool among the children of this process."""
    (found,) = {
        child
        for child in workers_of(os.getpid())
        if str(pool._run_dir) in Path(f"/proc/{child}/cmdline").read_text("utf-8")
    }
    return found


def wait_until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def limits(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(
        {},
        state_dir=tmp_path_factory.mktemp("state"),
        timeout=1.0,
        queue_timeout=0.5,
        workers=3,
        memory_limit=150,
        max_result_bytes=100_000,
        max_query_nesting=1_000_000,  # what lies behind the guard has to hold too
    )


@pytest.fixture(scope="module")
def engine(limits: Settings) -> Iterator[WorkerPool]:
    folder = write_snapshot(limits.state_dir / "snapshots" / "00000000000000aa")
    with open_engine(limits, folder) as pool:
        yield pool


def test_query_is_answered_and_names_the_snapshot(engine: WorkerPool) -> None:
    answer = engine.query(query(COUNT))
    assert answer == Answer("SELECT", "text/csv", b"n\r\n2000\r\n", "00000000000000aa")
    assert engine.snapshot_id() == "00000000000000aa"


def test_worker_is_used_again(engine: WorkerPool) -> None:
    engine.query(query(COUNT))
    zygote = zygote_of(engine)
    before = workers_of(zygote)
    for _ in range(20):
        engine.query(query(COUNT))
    assert workers_of(zygote) == before


@pytest.mark.parametrize("text", [ENDLESS, SLOWLY_PLANNED], ids=["evaluation", "planning"])
def test_deadline_stops_a_query(engine: WorkerPool, text: str) -> None:
    started = time.monotonic()
    with pytest.raises(QueryLimitError) as caught:
        engine.query(query(text))
    assert (caught.value.limit, caught.value.value) == ("timeout", 1.0)
    assert time.monotonic() - started < 10  # by itself it runs for hours
    engine.query(query(COUNT))


def test_query_may_lower_its_deadline_and_not_raise_it(engine: WorkerPool) -> None:
    with pytest.raises(QueryLimitError, match=r"0\.2 s"):
        engine.query(query(ENDLESS, timeout=0.2))
    with pytest.raises(QueryLimitError, match="1 s"):
        engine.query(query(ENDLESS, timeout=1000))


def test_late_worker_is_dead_afterwards(engine: WorkerPool) -> None:
    zygote = zygote_of(engine)
    engine.query(query(COUNT))
    before = workers_of(zygote)
    with pytest.raises(QueryLimitError):
        # a text that is not yet known to be a long one, which would have a worker of its own
        engine.query(query(f"{ENDLESS} # late", timeout=0.1))
    wait_until(lambda: len(workers_of(zygote)) < len(before))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
        "SELECT (CONCAT(?g, ?g) AS ?h) { BIND(STR('xxxxxxxxxxxxxxxx') AS ?a) "
        + "".join(
            f"BIND(CONCAT(?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}) AS ?{y}) "
            for x, y in zip("abcdefg", "bcdefgi", strict=True)
        )
        + "BIND(CONCAT(?i, ?i, ?i) AS ?j) }",
    ],
)
def test_memory_limit_stops_a_query(limits: Settings, engine: WorkerPool, text: str) -> None:
    patient = WorkerPool(engine._run_dir, replace(limits, timeout=60.0))
    try:
        with pytest.raises(QueryLimitError) as caught:
            patient.query(query(text))
        assert (caught.value.limit, caught.value.value) == ("memory_limit", 150)
        patient.query(query(COUNT))
    finally:
        patient.close()


def test_result_limit_stops_a_query(engine: WorkerPool) -> None:
    with pytest.raises(QueryLimitError) as caught:
        engine.query(query("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    assert (caught.value.limit, caught.value.value) == ("max_result_bytes", 100_000)


def test_stack_overflow_is_an_error_and_no_end(engine: WorkerPool) -> None:
    with pytest.raises(EngineError, match="nesting"):
        engine.query(query("SELECT * { FILTER(" + "STR(" * 20_000 + "1" + ")" * 20_000 + ") }"))
    engine.query(query(COUNT))


NESTED: dict[str, Callable[[int], str]] = {
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "optionals": lambda n: "ASK {" + "OPTIONAL {" * n + "}" * n + "}",
    "expressions": lambda n: "ASK { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "functions": lambda n: "ASK { FILTER(" + "STR(" * n + "1" + ")" * n + ") }",
    "exists": lambda n: "ASK {" + "FILTER EXISTS {" * n + "}" * n + "}",
    "negations": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "signs": lambda n: "ASK { FILTER(" + "- " * n + "1) }",
    "sums": lambda n: "ASK { FILTER(1" + "+1" * n + ") }",
    "products": lambda n: "ASK { FILTER(1" + "*1" * n + ") }",
    "disjunctions": lambda n: "ASK { FILTER(true" + "||true" * n + ") }",
    "paths": lambda n: "ASK { ?s <http://e/p>" + "/<a:>" * n + " ?o }",
    "path groups": lambda n: "ASK { ?s " + "(" * n + "<a:>" + ")*" * n + " ?o }",
    "blank nodes": lambda n: "ASK { ?s <a:> " + "[<a:> " * n + "1" + "]" * n + " }",
    "lists": lambda n: "ASK { ?s <a:> " + "(" * n + "1" + ")" * n + " }",
    "triple terms": lambda n: "ASK { ?s <a:> " + "<<( <a:> <a:> " * n + "1" + ")>>" * n + " }",
    "reifiers": lambda n: "ASK { " + "<< " * n + "<a:> <a:> 1" + " >> <a:> 1" * n + " }",
    "annotations": lambda n: "ASK { ?s <a:> 1 " + "{| <a:> 1 " * n + "|}" * n + " }",
    "unions": lambda n: "ASK { {}" + " UNION {}" * n + " }",
    "columns": lambda n: "SELECT " + " ".join(f"(1 AS ?v{i})" for i in range(n)) + " {}",
    "described": lambda n: "DESCRIBE " + "<a:>" * n,
}


@pytest.mark.parametrize("kind", NESTED)
def test_deep_or_long_text_leaves_the_engine_usable(engine: WorkerPool, kind: str) -> None:
    make = NESTED[kind]
    size = 1
    while len(make(size * 2)) <= 65536:
        size *= 2
    with suppress(CyberNormsError):
        engine.query(query(make(size), timeout=0.5))

    def answers() -> bool:
        with suppress(QueryLimitError):  # a busy machine may not do it within the limit
            return engine.query(query(COUNT)).body == b"n\r\n2000\r\n"
        return False

    wait_until(answers)


@pytest.mark.parametrize("text", ["SELECT", "ASK { ?s cn:p ?o }"])
def test_syntax_error_keeps_its_place_between_the_processes(engine: WorkerPool, text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.query(query(text))
    assert caught.value.position is not None


def test_worker_reaches_no_network(engine: WorkerPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        pattern = f"<http://127.0.0.1:{port}/> {{ ?s ?p ?o }}"
        for clause in ("SERVICE", "SERVICE SILENT"):
            with pytest.raises(ForbiddenQueryError):
                engine.query(query(f"ASK {{ {clause} {pattern} }}"))
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_from_fetches_nothing(engine: WorkerPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        text = "SELECT (COUNT(*) AS ?n) FROM <http://127.0.0.1:PORT/> { ?s ?p ?o }"
        assert engine.query(query(text.replace("PORT", str(port)))).body == b"n\r\n0\r\n"
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_idle_worker_killed_from_outside_is_replaced(engine: WorkerPool) -> None:
    engine.query(query(COUNT))
    zygote = zygote_of(engine)
    for worker in workers_of(zygote):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    assert engine.query(query(COUNT)).form == "SELECT"


def test_busy_worker_killed_from_outside_is_replaced(engine: WorkerPool) -> None:
    zygote = zygote_of(engine)
    with ThreadPoolExecutor() as threads:
        endless = threads.submit(engine.query, query(ENDLESS))
        time.sleep(0.3)
        for worker in workers_of(zygote):
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        with pytest.raises(QueryLimitError) as caught:  # it was asked again, within its deadline
            endless.result()
    assert caught.value.limit == "timeout"


def test_long_queries_leave_workers_to_others(limits: Settings, engine: WorkerPool) -> None:
    asked = 2 * limits.workers

    def ask_endless(number: int) -> Answer:
        ASKER.set(Asker(client="greedy"))
        return engine.query(query(f"{ENDLESS}#{number}"))

    with ThreadPoolExecutor(asked) as threads:
        endless = [threads.submit(ask_endless, number) for number in range(asked)]
        while not all(each.done() for each in endless):
            assert engine.query(query(COUNT)).body == b"n\r\n2000\r\n"
    errors = [each.exception() for each in endless]
    busy = [error for error in errors if isinstance(error, BusyError)]
    assert busy
    assert all(error.retry_after >= 1 for error in busy)
    late = [error for error in errors if isinstance(error, QueryLimitError)]
    assert late
    assert len(late) + len(busy) == asked


def test_query_known_as_long_takes_no_short_place(engine: WorkerPool) -> None:
    text = f"{ENDLESS}#known"
    with pytest.raises(QueryLimitError):
        engine.query(query(text))
    with ThreadPoolExecutor(1) as threads:
        endless = threads.submit(engine.query, query(text))
        wait_until(lambda: any(run["state"] == "running" for run in engine.running.describe()))
        assert engine._short.busy == 0
        with pytest.raises(QueryLimitError):
            endless.result()


def test_many_threads_get_their_own_answers(engine: WorkerPool) -> None:
    def ask(number: int) -> bytes:
        return engine.query(query(f"SELECT ?o {{ <http://e/{number}> ?p ?o }}")).body

    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(ask, range(200)))
    assert answers == [f"o\r\n{number}\r\n".encode() for number in range(200)]


def test_engine_leaves_no_process_behind(limits: Settings, tmp_path: Path) -> None:
    with open_engine(limits, write_snapshot(tmp_path / "00000000000000bb")) as pool:
        pool.query(query(COUNT))
        zygote = zygote_of(pool)
        (worker,) = workers_of(zygote)
    wait_until(lambda: not is_alive(zygote) and not is_alive(worker))


def test_a_store_on_disk_is_read_by_workers_that_may_open_no_files(
    limits: Settings, tmp_path: Path
) -> None:
    folder = write_snapshot(tmp_path / "00000000000000cc")
    write_stores(folder, folder / FOLDER)
    for file in ("asserted.nq", "inferred.nq"):
        (folder / file).write_bytes(b"")  # nothing is read of them any more
    with open_engine(limits, folder) as pool:
        assert pool.query(query(COUNT)).body == f"n\r\n{TRIPLES}\r\n".encode()
    with open_engine(replace(limits, store="memory"), folder) as pool:
        assert pool.query(query(COUNT)).body == b"n\r\n0\r\n"


def test_columns_are_read_by_workers_that_may_open_no_files(
    limits: Settings, tmp_path: Path
) -> None:
    folder = write_snapshot(tmp_path / "00000000000000dd")
    lines = [f"<http://e/{n}> <http://e/p> <http://e/{n % 9}> <http://e/g> .\n" for n in range(900)]
    (folder / "asserted.nq").write_text("".join(sorted(lines)), "utf-8")
    write_columns(folder, folder / COLUMNS)
    (folder / "asserted.nq").write_bytes(b"")  # so that nobody else knows
    text = "SELECT ?o (COUNT(?s) AS ?n) { ?s <http://e/p> ?o } GROUP BY ?o ORDER BY ?o LIMIT 2"
    with open_engine(limits, folder) as pool:
        rows = pool.query(query(text)).body.decode().splitlines()
    assert rows == ["o,n", "http://e/0,100", "http://e/1,100"]


def test_engine_over_no_snapshot_tells_why(limits: Settings, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"asserted\.nq"), open_engine(limits, tmp_path):
        pass


def test_pool_without_zygote_has_no_snapshot(limits: Settings, tmp_path: Path) -> None:
    pool = WorkerPool(tmp_path, limits)
    with pytest.raises(NoSnapshotError):
        pool.query(query(COUNT))
    with pytest.raises(NoSnapshotError):
        pool.snapshot_id()


def test_run_folder_may_have_a_long_path(limits: Settings, tmp_path: Path) -> None:
    state = tmp_path / ("long-" * 30)
    folder = write_snapshot(state / "snapshots" / "00000000000000cc", 3)
    (state / "current").symlink_to("snapshots/00000000000000cc")
    supervisor = Supervisor(replace(limits, state_dir=state))
    try:
        supervisor.start()
        pool = WorkerPool(supervisor.run_dir, limits)
        assert pool.query(query(COUNT)).snapshot == folder.name
        pool.close()
    finally:
        supervisor.stop()


# The supervisor


@pytest.fixture
def supervised(limits: Settings, tmp_path: Path) -> Iterator[tuple[Supervisor, WorkerPool, Path]]:
    """A supervisor over a state folder with the snapshots aa (1 triple) and bb (2 triples)."""
    state = tmp_path / "state"
    for number, name in enumerate(("00000000000000aa", "00000000000000bb"), start=1):
        write_snapshot(state / "snapshots" / name, number)
    point_current(state, "00000000000000aa")
    supervisor = Supervisor(replace(limits, state_dir=state))
    supervisor.start()
    pool = WorkerPool(supervisor.run_dir, limits)
    try:
        yield supervisor, pool, state
    finally:
        pool.close()
        supervisor.stop()


def point_current(state: Path, name: str) -> None:
    link = state / "current.new"
    link.symlink_to(f"snapshots/{name}")
    link.replace(state / "current")


def tick_until(supervisor: Supervisor, condition: Callable[[], object]) -> None:
    def ticked() -> object:
        supervisor.tick()
        return condition()

    wait_until(ticked)


def test_supervisor_needs_a_snapshot(limits: Settings, tmp_path: Path) -> None:
    supervisor = Supervisor(replace(limits, state_dir=tmp_path))
    with pytest.raises(NoSnapshotError, match="cybernorms build"):
        supervisor.start()
    supervisor.stop()


def test_supervisor_switches_without_dropping_a_request(
    supervised: tuple[Supervisor, WorkerPool, Path],
) -> None:
    supervisor, pool, state = supervised
    answers: list[Answer] = []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            answers.append(pool.query(query(COUNT)))

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(keep_asking) for _ in range(2)]
        point_current(state, "00000000000000bb")
        tick_until(supervisor, lambda: pool.snapshot_id() == "00000000000000bb")
        time.sleep(0.2)
        stop.set()
        for each in asking:
            each.result()  # raises if any query failed
    assert {answer.snapshot for answer in answers} == {"00000000000000aa", "00000000000000bb"}
    for answer in answers:
        expected = b"n\r\n1\r\n" if answer.snapshot.endswith("aa") else b"n\r\n2\r\n"
        assert answer.body == expected


def test_query_in_flight_survives_a_switch(
    supervised: tuple[Supervisor, WorkerPool, Path],
) -> None:
    supervisor, pool, state = supervised
    write_snapshot(state / "snapshots" / "00000000000000dd", TRIPLES)
    point_current(state, "00000000000000dd")
    tick_until(supervisor, lambda: pool.snapshot_id() == "00000000000000dd")
    with ThreadPoolExecutor(1) as threads:
        endless = threads.submit(pool.query, query(ENDLESS))
        time.sleep(0.2)
        point_current(state, "00000000000000bb")
        tick_until(supervisor, lambda: pool.snapshot_id() == "00000000000000bb")
        with pytest.raises(QueryLimitError) as caught:
            endless.result()
        assert caught.value.limit == "timeout"
    assert pool.query(query(COUNT)).snapshot == "00000000000000bb"


def test_former_zygote_ends_after_a_switch(
    supervised: tuple[Supervisor, WorkerPool, Path],
) -> None:
    supervisor, pool, state = supervised
    pool.query(query(COUNT))
    former = zygote_of(pool)
    point_current(state, "00000000000000bb")
    tick_until(supervisor, lambda: pool.snapshot_id() == "00000000000000bb")
    pool.query(query(COUNT))  # lets go of the idle worker of the former snapshot
    tick_until(supervisor, lambda: not is_alive(former))


def test_dead_zygote_is_replaced_and_queries_wait_for_it(
    supervised: tuple[Supervisor, WorkerPool, Path],
) -> None:
    supervisor, pool, _ = supervised
    pool.query(query(COUNT))
    pointer = Pointer(supervisor.run_dir)
    former = pointer.read()
    assert supervisor._active is not None
    os.kill(supervisor._active.process.pid, signal.SIGKILL)
    tick_until(supervisor, lambda: pointer.read() != former)
    assert pool.query(query(COUNT)).body == b"n\r\n1\r\n"


def test_snapshot_that_does_not_load_leaves_the_former_one(
    supervised: tuple[Supervisor, WorkerPool, Path], caplog: pytest.LogCaptureFixture
) -> None:
    supervisor, pool, state = supervised
    broken = write_snapshot(state / "snapshots" / "00000000000000ee")
    (broken / "asserted.nq").write_text("broken", "utf-8")
    point_current(state, "00000000000000ee")
    tick_until(supervisor, lambda: "00000000000000ee" in caplog.text)
    assert pool.query(query(COUNT)).snapshot == "00000000000000aa"
    point_current(state, "00000000000000bb")
    tick_until(supervisor, lambda: pool.snapshot_id() == "00000000000000bb")


def test_zygote_that_can_not_be_restarted_is_tried_again(
    supervised: tuple[Supervisor, WorkerPool, Path], caplog: pytest.LogCaptureFixture
) -> None:
    supervisor, pool, state = supervised
    file = state / "snapshots" / "00000000000000aa" / "asserted.nq"
    whole = file.read_text("utf-8")
    file.write_text("broken", "utf-8")
    os.kill(zygote_of(pool), signal.SIGKILL)
    tick_until(supervisor, lambda: "can not be served" in caplog.text)
    with pytest.raises(BusyError, match="being loaded"):
        pool.query(query(COUNT))
    file.write_text(whole, "utf-8")
    pointer = Pointer(supervisor.run_dir)
    former = pointer.read()
    tick_until(supervisor, lambda: pointer.read() != former)
    assert pool.query(query(COUNT)).body == b"n\r\n1\r\n"


def test_supervisor_clears_the_run_folders_of_the_dead(limits: Settings, tmp_path: Path) -> None:
    dead = tmp_path / "run" / "4194304"  # above the highest process id
    dead.mkdir(parents=True)
    supervisor = Supervisor(replace(limits, state_dir=tmp_path))
    assert not dead.exists()
    supervisor.stop()
    assert not supervisor.run_dir.exists()


def test_pointer_is_moved_under_its_readers(tmp_path: Path) -> None:
    pointer = Pointer(tmp_path)
    with pytest.raises(NoSnapshotError):
        pointer.read()
    for name in ("one", "0123456789abcdef.12", "two"):
        point_at(tmp_path, name)
        assert pointer.read() == name
    assert [path.name for path in tmp_path.iterdir()] == ["active"]
