"""The one table of settings: defaults, help texts and environment variables all come from it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from cybernorms.errors import InputError

PREFIX: Final = "CYBERNORMS_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table; the type of ``default`` is the type of the setting."""

    name: str
    default: str | int | float
    help: str
    choices: tuple[str, ...] = ()
    least: float = 0

    @property
    def variable(self) -> str:
        """The environment variable that overrides the default."""
        return PREFIX + self.name.upper()

    def parse(self, text: str) -> str | int | float:
        """Turn the text of an environment variable or option into a value.

        Raises InputError when the text is not of the setting's type, not one of its choices, or
        below the least.
        """
        try:
            value = type(self.default)(text)
        except ValueError:
            kind = {int: "a whole number", float: "a number"}[type(self.default)]
            raise InputError(f"{self.variable}={text!r}: {self.name} must be {kind}") from None
        if self.choices and value not in self.choices:
            raise InputError(f"{self.variable}={text!r}: choose one of {', '.join(self.choices)}")
        if isinstance(value, int | float) and not value >= self.least:
            raise InputError(
                f"{self.variable}={text!r}: {self.name} must be {self.least:g} or more"
            )
        return value


SETTINGS: Final = (
    Setting("host", "127.0.0.1", "address the server listens on"),
    Setting("port", 8000, "port the server listens on"),
    Setting("state_dir", "build", "folder of the built snapshots and of the server's sockets"),
    Setting("follow", "", "state folder of another server whose snapshots this one only reads"),
    Setting("processes", 2, "HTTP front processes", least=1),
    Setting(
        "threads",
        80,
        "threads of each front process; keep it above workers and queue_length",
        least=1,
    ),
    Setting("trusted_proxies", "", "addresses whose X-Forwarded-For is believed, by commas"),
    Setting(
        "bodies",
        64,
        "request bodies each front process receives at once, in further threads",
        least=1,
    ),
    Setting("body_timeout", 10.0, "seconds a body may take, and one more for each 64 KiB of it"),
    Setting(
        "store",
        "auto",
        "where a snapshot's store is: in memory, on disk, or auto, which goes by its size",
        ("auto", "memory", "disk"),
    ),
    Setting(
        "store_memory_triples",
        2_000_000,
        "triples above which auto puts a snapshot's store on disk",
    ),
    Setting(
        "engine",
        "embedded",
        "what answers queries: embedded, or sparql+http://… with ?update=… and perhaps &gsp=…",
    ),
    Setting("workers", 8, "query workers that each front process may keep alive", least=1),
    Setting(
        "long_workers",
        3,
        "further workers, for queries that go on beyond 0.1 s of CPU time",
        least=1,
    ),
    Setting("queue_length", 40, "queries that may wait for a worker of a front process"),
    Setting("client_queue", 24, "queries of one client that may wait before 429"),
    Setting("timeout", 10.0, "seconds a query may take before its worker is killed"),
    Setting("queue_timeout", 2.0, "seconds a request waits for a free worker before 503"),
    Setting("memory_limit", 1024, "MiB of memory a query may use on top of the snapshot", least=1),
    Setting("max_query_bytes", 65536, "bytes of query text that are accepted", least=1),
    Setting("max_query_nesting", 200, "levels of brackets that a query may nest", least=1),
    Setting(
        "max_submission_bytes", 32 * 1024 * 1024, "bytes of one file or body that is to be judged"
    ),
    Setting("validations", 1, "validations that each front process has run at once", least=1),
    Setting("validation_queue", 8, "validations that may wait in each front process"),
    Setting("validation_timeout", 60.0, "seconds a validation over HTTP or by --shapes may take"),
    Setting("validation_memory", 2048, "MiB of memory that such a validation may use", least=1),
    Setting("user_shapes", "no", "whether shapes may be sent over HTTP", ("no", "yes")),
    Setting("max_result_bytes", 64 * 1024 * 1024, "bytes of result before a query is stopped"),
    Setting("max_rows", 100_000, "rows or triples behind which an answer is cut; 0: none"),
    Setting("cache_bytes", 64 * 1024 * 1024, "bytes of answers each front process keeps; 0: none"),
    Setting("keep_snapshots", 5, "older snapshots that a build leaves in place"),
    Setting("releases", 2, "older snapshots held in memory for release=, beside the current one"),
    Setting("update_queue", 8, "writes that each front process lets wait for the one writer"),
    Setting("update_timeout", 120.0, "seconds a write may take, from its start to the journal"),
    Setting(
        "update_memory", 4096, "MiB of memory that working out or judging a write may use", least=1
    ),
    Setting("max_update_bytes", 16 * 1024 * 1024, "bytes of an update, or of a graph to store"),
    Setting(
        "outbound_networks",
        "",
        "further networks that may be called, such as 127.0.0.0/8, by commas",
    ),
    Setting("outbound_ports", "80,443", "ports of public addresses that may be called, by commas"),
    Setting("reads_per_minute", 0, "requests of one address to each front process; 0: any number"),
    Setting(
        "token_reads_per_minute", 0, "requests with one token to each front process; 0: any number"
    ),
    Setting(
        "writes_per_minute",
        600,
        "writes and submissions with one token to each front process; 0: any number",
    ),
    Setting(
        "wrong_tokens_per_minute",
        60,
        "wrong tokens of one address that each front process answers by 401; 0: any number",
    ),
    Setting("audit_addresses", "yes", "whether the audit log has addresses", ("yes", "no")),
    Setting("federation_retest_hours", 24.0, "hours between two tests of a member", least=0.001),
    Setting("pings_per_minute", 5, "endpoints an address may announce in a minute; 0: no limit"),
    Setting("service_timeout", 5.0, "seconds that one reply of a member may take"),
    Setting("service_requests", 500, "requests to members that one query may cause", least=1),
    Setting(
        "service_queries", 20, "federated queries that each front process answers at once", least=1
    ),
    Setting("service_rows", 10_000, "rows that are taken of one reply of a member", least=1),
    Setting(
        "service_bytes",
        16 * 1024 * 1024,
        "bytes of one reply of a member, and of all rows for one query",
        least=1,
    ),
    Setting("service_cache_seconds", 60.0, "seconds that a member's replies are kept; 0: none"),
    Setting(
        "bulk_bytes",
        64 * 1024 * 1024,
        "bytes of data files above which a build goes through sorted files, in little memory",
    ),
    Setting("reasoner", "sparq", "OWL 2 RL engine of the build", ("owlrl", "sparq")),
    Setting("validator", "turbo", "SHACL engine", ("pyshacl", "turbo")),
    Setting(
        "log_level",
        "info",
        "least severe log level that is shown",
        ("debug", "info", "warning", "error"),
    ),
    Setting(
        "log_format",
        "auto",
        "form of the log: json, text, or auto, which is text on a terminal",
        ("auto", "json", "text"),
    ),
    Setting("log_queries", "no", "whether the log has the texts of queries", ("no", "yes")),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; one field a row of ``SETTINGS``."""

    host: str
    port: int
    state_dir: Path
    follow: str
    processes: int
    threads: int
    trusted_proxies: str
    bodies: int
    body_timeout: float
    store: str
    store_memory_triples: int
    engine: str
    workers: int
    long_workers: int
    queue_length: int
    client_queue: int
    timeout: float
    queue_timeout: float
    memory_limit: int
    max_query_bytes: int
    max_query_nesting: int
    max_submission_bytes: int
    validations: int
    validation_queue: int
    validation_timeout: float
    validation_memory: int
    user_shapes: str
    max_result_bytes: int
    max_rows: int
    cache_bytes: int
    keep_snapshots: int
    releases: int
    update_queue: int
    update_timeout: float
    update_memory: int
    max_update_bytes: int
    outbound_networks: str
    outbound_ports: str
    reads_per_minute: int
    token_reads_per_minute: int
    writes_per_minute: int
    wrong_tokens_per_minute: int
    audit_addresses: str
    federation_retest_hours: float
    pings_per_minute: int
    service_timeout: float
    service_requests: int
    service_queries: int
    service_rows: int
    service_bytes: int
    service_cache_seconds: float
    bulk_bytes: int
    reasoner: str
    validator: str
    log_level: str
    log_format: str
    log_queries: str


def load_settings(
    environ: Mapping[str, str] = os.environ, **overrides: str | int | float | Path | None
) -> Settings:
    """Take defaults, then environment variables, then ``overrides`` that are not None.

    Raises InputError for a value of the wrong type, or an override or ``CYBERNORMS_`` variable
    that the table does not know.
    """
    known = {setting.variable for setting in SETTINGS}
    for variable in environ:
        if variable.startswith(PREFIX) and variable not in known:
            raise InputError(
                f"{variable}: no such setting; the known ones are {', '.join(sorted(known))}"
            )
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        override = overrides.pop(setting.name, None)
        text = override if override is not None else environ.get(setting.variable)
        values[setting.name] = setting.default if text is None else setting.parse(str(text))
    if overrides:
        raise InputError(f"no such setting: {', '.join(sorted(overrides))}")
    values["state_dir"] = Path(values["state_dir"]).resolve()
    return Settings(**values)


def as_environment(settings: Settings) -> dict[str, str]:
    """Give the settings as environment variables, to hand them to another process."""
    return {
        PREFIX + field.name.upper(): str(getattr(settings, field.name))
        for field in fields(Settings)
    }
