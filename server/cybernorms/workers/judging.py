"""The front's side of validation: give each submission its turn and a worker of the judge's."""

import time
from pathlib import Path
from typing import Final

from cybernorms.engine import ASKER
from cybernorms.errors import BusyError
from cybernorms.settings import Settings
from cybernorms.workers import wire
from cybernorms.workers.child import Message
from cybernorms.workers.crew import Crew, Worker
from cybernorms.workers.hangup import Waiting
from cybernorms.workers.job import Submission, limits
from cybernorms.workers.turns import Turns

_STARTING: Final = 60.0
"""Seconds that the judge may need to start, on a busy machine."""
_LOOK: Final = 0.5
"""Seconds between two looks at whether the client is still there."""


class JudgeClient:
    """Has submissions judged by the judge of this server; any number of threads may use it."""

    def __init__(self, run_dir: Path, settings: Settings) -> None:
        """Use the judge whose socket is in ``run_dir``; the first submission has it started."""
        self._run_dir, self._limits = run_dir, limits(settings)
        queue = settings.validation_queue
        self._turns = Turns(
            "validations", settings.validations, queue, max(queue // 2, 1), self._limits.seconds
        )
        self._crew = Crew(run_dir, 0, lambda: 0, _STARTING)

    def judge(self, submission: Submission) -> Message:
        """Have a submission judged: what ``judgement.judge`` gives and raises.

        Raises BusyError and TooManyRequestsError when its turn does not come, QueryLimitError when
        it meets a limit, EngineError when an engine fails or crashes, and StoppedError when the
        client hangs up.
        """
        client = ASKER.get().client
        self._turns.take(client)
        try:
            return self._judge(submission)
        finally:
            self._turns.give(client)

    def _judge(self, submission: Submission) -> Message:
        (self._run_dir / wire.JUDGE_WANTED).touch()
        worker = self._crew.take(lambda: wire.JUDGE, fresh=True)
        try:
            head, body = self._ask(worker, submission)
        except TimeoutError:
            raise self._limits.too_late() from None
        except (EOFError, ConnectionError):
            fate = self._crew.fate(worker)
            if fate is None:
                raise BusyError("the judge ended; send it again", 5) from None
            raise self._limits.explain(fate) from None
        finally:
            self._crew.dismiss(worker)
        if "error" in head:
            raise wire.read_error(head)
        return head, body

    def _ask(self, worker: Worker, submission: Submission) -> Message:
        deadline = time.monotonic() + self._limits.seconds
        waiting = Waiting(ASKER.get().peer)
        wire.send(worker.connection, *submission.as_message())
        while not worker.is_heard(min(_LOOK, deadline - time.monotonic())):
            waiting.check()
            if time.monotonic() > deadline:
                raise TimeoutError
        return wire.receive(worker.connection, deadline)
