"""A test of a member, and what is kept of it."""

from datetime import UTC, datetime, timedelta

from cybernorms.audit import Actor, audit
from cybernorms.federation import Member, Registry
from cybernorms.federation.contract import Judge, examine
from cybernorms.federation.history import Trial, record, still_known
from cybernorms.outbound import Allowance, Outbound
from cybernorms.settings import Settings
from cybernorms.workers.job import Submission, Text


def inspect(
    settings: Settings,
    member: Member,
    judge: Judge,
    actor: Actor | None = None,
    *,
    sparing: bool = False,
) -> Trial:
    """Test a member here and now, and keep what was found with all that follows from it.

    A ``sparing`` test leaves out costly checks that were made lately.
    """
    time = datetime.now(UTC)
    outbound = Outbound(Allowance.of(settings))
    known = still_known(Registry(settings.state_dir), member.name, time) if sparing else {}
    found, description = examine(member.endpoint, outbound, judge, known=known)
    test = Trial(time, found)
    keep_test(settings, member, test, description, actor)
    return test


def sample_submission(triples: bytes, profile: str) -> Submission:
    """Make of a sample of a member's data what the judge takes."""
    return Submission((Text("sample.nt", "ntriples", triples),), profile=profile)


def keep_test(
    settings: Settings, member: Member, test: Trial, description: str, actor: Actor | None
) -> None:
    """Keep what a test found, and note it if the member's status changed."""
    registry = Registry(settings.state_dir)
    every = timedelta(hours=settings.federation_retest_hours)
    now = record(registry, member, test, description, every)
    if now is None:
        audit(settings, "member.forgotten", member.name, detail="it never answered", actor=actor)
    elif now.status != member.status:
        audit(settings, f"member.{now.status}", member.name, detail=now.reason, actor=actor)
