"""What a worker process gives up before it reads a query: files, sockets, processes, memory.

Linux only; the calls that Python does not offer go through ctypes to the C library.
"""

import ctypes
import errno
import platform
import resource
from pathlib import Path
from typing import Final

from cybernorms.errors import EngineError
from cybernorms.processes import forbid_new_privileges, prctl
from cybernorms.workers import landlock

# Deep enough for every text of 64 KiB that we could make the engine overflow the usual 8 MiB
# with, and inside the 128 MiB that the kernel leaves free below the stack of each process.
STACK_BYTES: Final = 96 * 1024 * 1024

# Less than the 2 MiB of a thread in Rust: when one overflows, Oxigraph's server ends for everybody.
ENGINE_STACK_BYTES: Final = 1792 * 1024

_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_SECCOMP_RET_ALLOW: Final = 0x7FFF0000
_SECCOMP_RET_ERRNO: Final = 0x00050000
_LOAD_WORD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_IF_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_JUMP_IF_ANY_BIT: Final = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_NUMBER_OFFSET: Final = 0  # struct seccomp_data
_ARCHITECTURE_OFFSET: Final = 4
_FIRST_ARGUMENT_OFFSET: Final = 16  # its lower half: both machines are little-endian
_CLONE_THREAD: Final = 0x00010000
_X32_BIT: Final = 0x40000000  # the second table of system calls of x86-64

_CLONE3: Final = 435  # on both machines
# For each machine the architecture's number in seccomp data, that of clone, and the other calls:
# openat open creat openat2 | fork vfork execve execveat ptrace | socket socketpair connect bind
# listen accept accept4 | io_uring_setup _enter _register | pidfd_open pidfd_getfd process_vm_readv
# process_vm_writev. aarch64 has no open, creat, fork and vfork.
_REFUSED: Final = {
    "x86_64": (
        0xC000003E,
        56,
        (
            *(257, 2, 85, 437),
            *(57, 58, 59, 322, 101),
            *(41, 53, 42, 49, 50, 43, 288),
            *(425, 426, 427),
            *(434, 438, 310, 311),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        (
            *(56, 437),
            *(221, 281, 117),
            *(198, 199, 203, 200, 201, 202, 242),
            *(425, 426, 427),
            *(434, 438, 270, 271),
        ),
    ),
}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def widen_stack() -> None:
    """Let the stack grow to STACK_BYTES, or as far as the hard limit allows."""
    _limit_stack(STACK_BYTES)


def narrow_stack() -> None:
    """Let the stack grow to ENGINE_STACK_BYTES, so that a text overflows it before the engine's."""
    _limit_stack(ENGINE_STACK_BYTES)


def _limit_stack(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))


def limit_memory(mebibytes: int, pages: int) -> None:
    """Allow this process ``mebibytes`` more than the ``pages`` of address space it has now."""
    limit = pages * resource.getpagesize() + mebibytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse_system_calls(*, threads: bool = False, reading: Path | None = None) -> None:
    """Make the calls that open files, sockets or processes fail with EPERM, for good.

    With ``threads`` the process may still start threads of its own; with ``reading`` it may open
    files beneath that folder for reading. Raises EngineError on a machine
    for which the numbers of these calls are not known here, and OSError when the kernel refuses
    filters.
    """
    machine = platform.machine()
    if machine not in _REFUSED:
        raise EngineError(
            f"workers can not be confined on {machine}; known are {', '.join(_REFUSED)}"
        )
    architecture, clone, numbers = _REFUSED[machine]
    if reading:
        landlock.read_only(reading)
        numbers = numbers[1:]
    refused = numbers if threads else (*numbers, clone, _CLONE3)
    count, rules = len(refused), _thread_rules(clone) if threads else []
    instructions = [
        _Instruction(_LOAD_WORD, 0, 0, _ARCHITECTURE_OFFSET),
        _Instruction(_JUMP_IF_EQUAL, 0, len(rules) + count + 3, architecture),
        _Instruction(_LOAD_WORD, 0, 0, _NUMBER_OFFSET),
        _Instruction(_JUMP_IF_AT_LEAST, len(rules) + count + 1, 0, _X32_BIT),
        *rules,
        *(
            _Instruction(_JUMP_IF_EQUAL, count - place, 0, number)
            for place, number in enumerate(refused)
        ),
        _Instruction(_RETURN, 0, 0, _SECCOMP_RET_ALLOW),
        _Instruction(_RETURN, 0, 0, _failing_with(errno.EPERM)),
    ]
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    forbid_new_privileges()
    prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))


def _thread_rules(clone: int) -> list[_Instruction]:
    """Let clone make threads and nothing else.

    The flags of clone3 are out of a filter's reach, so it is said not to exist: the C library then
    takes clone.
    """
    return [
        _Instruction(_JUMP_IF_EQUAL, 0, 1, _CLONE3),
        _Instruction(_RETURN, 0, 0, _failing_with(errno.ENOSYS)),
        _Instruction(_JUMP_IF_EQUAL, 0, 4, clone),
        _Instruction(_LOAD_WORD, 0, 0, _FIRST_ARGUMENT_OFFSET),
        _Instruction(_JUMP_IF_ANY_BIT, 1, 0, _CLONE_THREAD),
        _Instruction(_RETURN, 0, 0, _failing_with(errno.EPERM)),
        _Instruction(_RETURN, 0, 0, _SECCOMP_RET_ALLOW),
    ]


def _failing_with(code: int) -> int:
    return _SECCOMP_RET_ERRNO | code
