"""/metrics: the service in numbers, for Prometheus and its like. Asks for the numbers and writes them down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import trio
from attrs import frozen
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from quart import Blueprint, Response, current_app

from anypod.web.families import families
from anypod.web.figures import Figures


@frozen(eq=False)
class _Once(Collector):
    """The figures of one scrape. They are read before, since a registry can't wait."""

    figures: Figures

    def collect(self) -> Iterator[Metric]:
        return families(self.figures)


def metric_routes(measure: Callable[[], Awaitable[Figures]]) -> Blueprint:
    """Give the route. `measure` gives the figures of the moment."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    async def metrics() -> Response:
        # A thousand feeds make ten thousand lines, for which nobody else should wait.
        text = await trio.to_thread.run_sync(exposition, await measure())
        headers = {"Cache-Control": "no-store"}
        return current_app.response_class(text, headers=headers, content_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def exposition(figures: Figures) -> bytes:
    """Write figures, and those of this process, in Prometheus' text format 0.0.4, which every reader of it takes."""
    registry = CollectorRegistry()
    registry.register(_Once(figures))
    ProcessCollector(registry=registry)
    return generate_latest(registry)
