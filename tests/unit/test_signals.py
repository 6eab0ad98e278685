"""Signals that come while a process waits for them."""

import subprocess
import sys

_STORM = """
import signal, time
from cybernorms.cli.signals import Signals

signals = Signals(signal.SIGALRM, signal.SIGHUP)
signal.raise_signal(signal.SIGHUP)
print(signals.wait(1) == signal.SIGHUP, signals.wait(0))
signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
until, come = time.monotonic() + 2, 0
while time.monotonic() < until:
    come += signals.wait(0.0001) == signal.SIGALRM
signal.setitimer(signal.ITIMER_REAL, 0)
print(come > 100)
"""


def test_no_signal_is_lost_or_blocks_the_loop_that_waits_for_it() -> None:
    """A handler that takes a lock of its own thread hangs here within a moment."""
    command = [sys.executable, "-c", _STORM]
    storm = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert storm.stdout.split() == ["True", "None", "True"], storm.stderr
