"""What Prometheus is told about one process; every ``App`` has a registry of its own.

Counted where work is gathered already: once for each commit or message, and never with an id, a
text or an address. ``docs/operations.md`` says what each figure is for.
"""

import platform
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.clock import SystemClock
from handlers.ports.observers import Commit
from handlers.ports.outbox import Bot, Settlement
from handlers.ports.records import OutboxRow
from handlers.shedding import Standing
from storage.backlog import Queue

CONTENT_TYPE = CONTENT_TYPE_LATEST

BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
COMMIT_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LATENESS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)


class Metrics:
    """The counters of one process. Durations are told in seconds of the wall.

    Args:
        database: sqlite or postgresql.
    """

    def __init__(self, clock: SystemClock, database: str) -> None:
        self._clock = clock
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._count_play()
        self._count_live()
        self._count_messages()
        self._count_intake()
        self._count_state()
        build = Gauge(
            "hoithi_build_info",
            "Always 1; what is running",
            ["version", "python", "database"],
            registry=self._registry,
        )
        build.labels(version("hoithi"), platform.python_version(), database).set(1)

    def _count_play(self) -> None:
        registry = self._registry
        self._answers = _Counts(
            registry, "hoithi_answers", "Answers and skips decided", ["verdict"]
        )
        self._batch_size = Histogram(
            "hoithi_commit_events",
            "Events in one commit of the answer intake",
            buckets=BATCH_SIZES,
            registry=registry,
        )
        self._commit_seconds = Histogram(
            "hoithi_commit_seconds",
            "Time one commit of the answer intake took, with the wait for its turn",
            buckets=COMMIT_SECONDS,
            registry=registry,
        )
        self._lateness = Histogram(
            "hoithi_deadline_lateness_seconds",
            "From a question's deadline until its attempt had durably moved on",
            buckets=LATENESS_SECONDS,
            registry=registry,
        )

    def _count_live(self) -> None:
        registry = self._registry
        self._live_answers = _Counts(
            registry, "hoithi_live_answers", "Answers in live rounds decided", ["verdict"]
        )
        self._live_commit_seconds = Histogram(
            "hoithi_live_commit_seconds",
            "Time one commit of answers in live rounds took, with the wait for its turn",
            buckets=COMMIT_SECONDS,
            registry=registry,
        )
        self._live_settle = Histogram(
            "hoithi_live_settle_seconds",
            "From the last deadline of a question of a live round until its key was durable",
            buckets=LATENESS_SECONDS,
            registry=registry,
        )

    def _count_messages(self) -> None:
        registry = self._registry
        self._updates = _Counts(registry, "hoithi_updates", "Updates taken in", ["platform"])
        self._failures = _Counts(
            registry,
            "hoithi_updates_failed",
            "Updates answered with an apology, or not durable and brought again",
            ["platform"],
        )
        self._messages = _Counts(
            registry,
            "hoithi_messages",
            "Tries at sending, by what became of them",
            ["platform", "lane", "outcome"],
        )
        self._database_errors = Counter(
            "hoithi_database_errors", "Errors of the database driver", ["kind"], registry=registry
        )

    def _count_intake(self) -> None:
        registry = self._registry
        self._refused = _Counts(
            registry,
            "hoithi_updates_refused",
            "Updates that were told to come again, as too many were waiting for the database",
            ["work"],
        )
        self._taken_in = Gauge(
            "hoithi_intake_waiting",
            "Updates that were taken in and wait for the database",
            ["work"],
            registry=registry,
        )
        self._intake_wait = Gauge(
            "hoithi_intake_wait_seconds",
            "How long the oldest of them has waited, or the next one will, if that is longer",
            ["work"],
            registry=registry,
        )

    def _count_state(self) -> None:
        registry = self._registry
        self._is_reachable = Gauge(
            "hoithi_database_up", "1 if the database answered this scrape", registry=registry
        )
        self._redis_up = Gauge(
            "hoithi_redis_up",
            "1 if Redis answered this scrape, or if none is set",
            registry=registry,
        )
        self._waiting = Gauge(
            "hoithi_outbox_waiting",
            "Messages waiting, over the bots of all processes",
            ["lane"],
            registry=registry,
        )
        self._lag = Gauge(
            "hoithi_outbox_lag_seconds",
            "How long the oldest message that is due has been due; 0 if none is",
            ["lane"],
            registry=registry,
        )
        self._in_line = Gauge(
            "hoithi_waiting_line",
            "People who wait to begin, over the bots of this process",
            ["platform"],
            registry=registry,
        )
        self._deadline_lag = Gauge(
            "hoithi_open_question_lag_seconds",
            "How long the oldest open question is past its deadline; 0 if none is",
            registry=registry,
        )
        self._poll_age = Gauge(
            "hoithi_poll_age_seconds",
            "Time since the platform was last asked for updates; of several bots the longest",
            ["platform"],
            registry=registry,
        )

    def committed(self, commit: Commit) -> None:
        """Count one commit of the answer intake."""
        for verdict, count in commit.verdicts.items():
            self._answers.add(verdict, count=count)
        self._batch_size.observe(commit.events)
        self._commit_seconds.observe(self._seconds(commit.duration))
        for lateness in commit.lateness:
            self._lateness.observe(self._seconds(lateness))

    def live_committed(self, commit: Commit) -> None:
        """Count one commit of what happens in live rounds."""
        for verdict, count in commit.verdicts.items():
            self._live_answers.add(verdict, count=count)
        self._live_commit_seconds.observe(self._seconds(commit.duration))

    def live_settled(self, lateness: timedelta) -> None:
        """Note how long after the last deadline the key of a question was durable."""
        self._live_settle.observe(self._seconds(lateness))

    def taken_in(self, name: str, *, is_failed: bool) -> None:
        """Count one update of a platform."""
        self._updates.add(name)
        if is_failed:
            self._failures.add(name)

    def settled(self, row: OutboxRow, settlement: Settlement) -> None:
        """Count what became of one try at sending."""
        message, outcome = row.message, type(settlement).__name__.lower()
        self._messages.add(message.chat.platform, message.lane.name.lower(), outcome)

    def database_failed(self, kind: str) -> None:
        """Count one error; called from any thread."""
        self._database_errors.labels(kind).inc()

    def reached(self, *, is_reachable: bool) -> None:
        """Note whether the database answers."""
        self._is_reachable.set(is_reachable)

    def shared(self, *, is_reachable: bool) -> None:
        """Note whether Redis answers."""
        self._redis_up.set(is_reachable)

    def standing(self, standings: Sequence[Standing]) -> None:
        """Note what waits for the database, and what was refused because of that."""
        for standing in standings:
            work = standing.work.value
            self._refused.set(work, count=standing.refused)
            self._taken_in.labels(work).set(standing.waiting)
            self._intake_wait.labels(work).set(self._seconds(standing.wait))

    def queued(self, queues: Sequence[Queue], overdue_since: datetime | None) -> None:
        """Note how much is waiting and since when."""
        for queue in queues:
            lane = queue.lane.name.lower()
            self._waiting.labels(lane).set(queue.waiting)
            self._lag.labels(lane).set(self._age(queue.due_since))
        self._deadline_lag.set(self._age(overdue_since))

    def lined_up(self, waiting: Mapping[Bot, int]) -> None:
        """Note how many people wait to begin with each bot."""
        of_platform: Tally[str] = Tally()
        for (platform_name, _), count in waiting.items():
            of_platform[platform_name] += count
        for platform_name, count in of_platform.items():
            self._in_line.labels(platform_name).set(count)

    def polled(self, name: str, age_seconds: float) -> None:
        """Note how long ago a platform was asked for updates."""
        self._poll_age.labels(name).set(age_seconds)

    def text(self) -> bytes:
        """Everything, in Prometheus' own format."""
        return generate_latest(self._registry)

    def _age(self, since: datetime | None) -> float:
        return 0.0 if since is None else max(self._seconds(self._clock.now() - since), 0.0)

    def _seconds(self, duration: timedelta) -> float:
        return self._clock.real(duration).total_seconds()


class _Counts(Collector):
    """A counter for the loop's own thread: a tenth of the time of one that threads may share."""

    def __init__(
        self, registry: CollectorRegistry, name: str, about: str, labels: Sequence[str]
    ) -> None:
        self._name, self._about, self._labels = name, about, labels
        self._counts: Tally[tuple[str, ...]] = Tally()
        registry.register(self)

    def add(self, *labels: str, count: int = 1) -> None:
        self._counts[labels] += count

    def set(self, *labels: str, count: int) -> None:
        """Take over what is counted elsewhere."""
        self._counts[labels] = count

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._about, labels=self._labels)
        for labels, count in self._counts.items():
            family.add_metric(labels, count)
        yield family
