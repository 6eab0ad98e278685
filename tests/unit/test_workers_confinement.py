"""What a confined process can no longer do; each attempt is a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFINED = """
import ctypes, mmap, os, socket, subprocess, threading
from pathlib import Path
from cybernorms.workers.confinement import limit_memory, refuse_system_calls, widen_stack
ours, theirs = socket.socketpair()
pages = int(Path("/proc/self/statm").read_text().split()[0])
widen_stack()
limit_memory(64, pages)
refuse_system_calls({options})
try:
    {attempt}
except (PermissionError, RuntimeError) as error:
    print("refused")
except MemoryError:
    print("no memory")
else:
    print("done")
"""


def attempt(code: str, options: str = "") -> str:
    result = subprocess.run(
        [sys.executable, "-c", CONFINED.format(attempt=code, options=options)],
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout.strip() or f"ended with {result.returncode}: {result.stderr[-300:]}"


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.socketpair()",
        "socket.create_connection(('127.0.0.1', 9))",
        "open('/etc/hostname')",
        "os.open('/tmp', os.O_RDONLY)",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "subprocess.run(['/bin/true'])",
        "os.pidfd_open(os.getpid())",
        "threading.Thread(target=print).start()",
    ],
)
def test_confined_process_opens_and_starts_nothing(code: str) -> None:
    assert attempt(code) == "refused"


@pytest.mark.parametrize(
    "code",
    [
        "ours.sendall(b'x'); theirs.recv(1)",
        "os.getpid(), os.urandom(8)",
        "bytearray(32 * 1024 * 1024)",
    ],
)
def test_confined_process_does_its_work(code: str) -> None:
    assert attempt(code) == "done"


def test_confined_process_has_its_memory_limited() -> None:
    assert attempt("bytearray(96 * 1024 * 1024)") == "no memory"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "file").write_text("read me", "utf-8")
    return inside


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("open('{0}/file').read()", "done"),
        ("open('{0}/file', 'r+')", "refused"),
        ("open('{0}/new', 'w')", "refused"),
        ("open('{0}/../outside').read()", "refused"),
        ("open('/etc/hostname').read()", "refused"),
        ("os.unlink('{0}/file')", "refused"),
        ("os.rename('{0}/file', '{0}/other')", "refused"),
        ("os.truncate('{0}/file', 0)", "refused"),
        ("os.mkdir('{0}/folder')", "refused"),
        ("socket.socket()", "refused"),
        ("os.fork()", "refused"),
    ],
)
def test_process_confined_to_a_folder_reads_there_and_does_nothing_else(
    folder: Path, code: str, outcome: str
) -> None:
    (folder.parent / "outside").write_text("do not", "utf-8")
    assert attempt(code.format(folder), f"reading=Path('{folder}')") == outcome


def test_io_uring_is_refused() -> None:
    code = (
        "number = ctypes.CDLL(None, use_errno=True).syscall(425, 8, 0); "
        "raise PermissionError if ctypes.get_errno() == 1 else OSError"
    )
    assert attempt(code) == "refused"


def test_process_dies_with_its_parent() -> None:
    child = (
        "import os, time; from cybernorms.processes import die_with_parent; "
        "die_with_parent(os.getppid()); print(os.getpid(), flush=True); time.sleep(60)"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        handle = os.pidfd_open(pid)
        process.kill()
        process.stdout.read()  # ends when the child, which shares the pipe, is gone
        os.close(handle)


def test_process_without_its_parent_ends_at_once() -> None:
    code = "from cybernorms.processes import die_with_parent; die_with_parent(1); print('alive')"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (result.returncode, result.stdout) == (1, b"")
