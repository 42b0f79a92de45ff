"""Numbers as families of Prometheus' metrics: names, types, labels, meanings, as in `docs/metrics.md`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric

from anypod.model.download import Status
from anypod.rules.releases import released
from anypod.web.figures import Figures, Machinery
from anypod.web.shapes import FeedShape
from anypod.web.standing import Standing
from anypod.web.tally import Tally

Labelled = Iterable[tuple[tuple[str, ...], float]]

_NO_LABELS: tuple[str, ...] = ()


def families(figures: Figures) -> Iterator[Metric]:
    """Give every family; one without samples is there all the same, so that a graph can be drawn before they come."""
    yield InfoMetricFamily("anypod", "This program.", value={"version": figures.version})
    yield from _of_ytdlp(figures.machinery.ytdlp, figures.now)
    yield from _of_feeds(figures.feeds)
    yield from _of_tally(figures.tally)
    yield from _of_machinery(figures.machinery)
    yield from _of_standing(figures.standing)
    yield _gauge("anypod_event_listeners", "Listeners of the event stream.", figures.listeners)
    yield _gauge("anypod_active_downloads", "Downloads that run now.", figures.active)
    yield _gauge("anypod_tasks", "Trio's tasks in the process.", figures.tasks)
    yield _gauge("anypod_threads", "Threads of the process.", figures.threads)


def age_in_days(version: str, now: datetime) -> int | None:
    """Give how old a yt-dlp is, by the day that is its version; None for a version that is no day."""
    day = released(version)
    return None if day is None else (now.date() - day).days


def _of_ytdlp(version: str, now: datetime) -> Iterator[Metric]:
    yield InfoMetricFamily("anypod_ytdlp", "The yt-dlp that runs.", value={"version": version})
    age = age_in_days(version, now)
    samples = [] if age is None else [(_NO_LABELS, float(age))]
    yield _gauges("anypod_ytdlp_age_days", "Days since the yt-dlp that runs was released.", _NO_LABELS, samples)


def _of_feeds(feeds: Iterable[FeedShape]) -> Iterator[Metric]:
    known = tuple(feeds)
    states = Counter(feed.state for feed in known)
    yield _gauges("anypod_feeds", "Feeds by state.", ("state",), _by_one(states))
    by_status = (((feed.name, status.value), feed.counts[status]) for feed in known for status in Status)
    yield _gauges("anypod_downloads", "Downloads in the catalogue.", ("feed", "status"), by_status)
    queues = {feed.name: feed.counts[Status.QUEUED] for feed in known}
    yield _gauges("anypod_feed_queue", "Downloads of a feed that wait to be fetched.", ("feed",), _by_one(queues))
    sizes = {feed.name: feed.size for feed in known}
    yield _gauges("anypod_feed_size_bytes", "Bytes of a feed's files.", ("feed",), _by_one(sizes))
    failing = {feed.name: feed.consecutive_failures for feed in known}
    about = "Syncs of a feed that failed in a row."
    yield _gauges("anypod_feed_consecutive_failures", about, ("feed",), _by_one(failing))
    synced = {feed.name: when.timestamp() for feed in known if (when := feed.last_successful_sync) is not None}
    name = "anypod_feed_last_successful_sync_timestamp_seconds"
    yield _gauges(name, "When a feed's last good sync ended.", ("feed",), _by_one(synced))


def _of_tally(tally: Tally) -> Iterator[Metric]:
    syncs = ((labels, count) for labels, count in tally.syncs.items())
    yield _counter("anypod_feed_syncs", "Syncs that ended, by outcome.", ("feed", "outcome"), syncs)
    finished = _by_one(tally.finished)
    yield _counter("anypod_feed_downloads_finished", "Downloads that came to their file.", ("feed",), finished)
    failures = (((feed, what, kind.value), count) for (feed, what, kind), count in tally.failures.items())
    yield _counter("anypod_failures", "Failures of syncs and downloads by class.", ("feed", "of", "class"), failures)


def _of_machinery(machinery: Machinery) -> Iterator[Metric]:
    restarts, missed = _by_one(machinery.restarts), _by_one(machinery.missed_ticks)
    yield _counter("anypod_feed_restarts", "Restarts of a feed's actor after a crash.", ("feed",), restarts)
    yield _counter("anypod_feed_missed_ticks", "Ticks that fell into a sync and were dropped.", ("feed",), missed)
    yield _gauge("anypod_writer_lag_seconds", "Seconds that a write waits for its answer.", machinery.writer_lag)
    yield _gauge("anypod_writer_waiting", "Writes that wait.", machinery.writer_waiting)
    yield _gauge("anypod_disk_free_bytes", "Bytes free on the disk of data_dir.", machinery.free)
    yield _gauge("anypod_disk_size_bytes", "Bytes of the disk of data_dir in all.", machinery.total)


def _of_standing(standing: Standing) -> Iterator[Metric]:
    yield _gauge("anypod_disk_low", "1 while downloads wait for room on the disk.", standing.disk.low)
    yield _gauge("anypod_paused_sites", "Sites that are left alone because they refused us.", len(standing.paused))
    problems = len(standing.config.problems)
    yield _gauge("anypod_config_problems", "Mistakes in the config file as it lies on the disk.", problems)


def _by_one(values: Mapping[str, float]) -> Labelled:
    return (((label,), value) for label, value in values.items())


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(value))


def _gauges(name: str, about: str, labels: tuple[str, ...], samples: Labelled) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def _counter(name: str, about: str, labels: tuple[str, ...], samples: Labelled) -> CounterMetricFamily:
    family = CounterMetricFamily(name, about, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family
