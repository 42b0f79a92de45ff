"""What the alerts and the dashboard ask Prometheus for, and what docs/metrics.md says that there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tests.deploy.files import DEPLOY, ROOT

ALERTS = DEPLOY / "prometheus" / "alerts.yml"
BOARD = DEPLOY / "grafana" / "anypod.json"
NOT_OURS = frozenset({"up"})
"""Metrics that Prometheus makes of any scrape."""
OF_THE_SCRAPE = frozenset({"job", "instance"})

_NAME = re.compile(r"\b(?:anypod|process)_[a-z_]+\b|\bup\b")
_SELECTOR = re.compile(r"\b((?:anypod|process)_[a-z_]+)\{([^}]*)\}")
_LABEL = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)")
_ROW = re.compile(r"^\| `([a-z_]+)` \| \w+ \|([^|]*)\|", re.MULTILINE)


def documented() -> Mapping[str, frozenset[str]]:
    """Give each metric of docs/metrics.md with its labels."""
    text = (ROOT / "docs" / "metrics.md").read_text()
    return {name: frozenset(re.findall(r"`(\w+)`", labels)) for name, labels in _ROW.findall(text)}


def rules() -> list[Mapping[str, Any]]:
    """Give the alerts."""
    (group,) = yaml.safe_load(ALERTS.read_text())["groups"]
    alerts: list[Mapping[str, Any]] = group["rules"]
    return alerts


def board() -> Mapping[str, Any]:
    """Give the dashboard."""
    loaded: Mapping[str, Any] = json.loads(BOARD.read_text())
    return loaded


def expressions() -> Iterator[tuple[str, str]]:
    """Give each expression with where it stands."""
    yield from ((rule["alert"], rule["expr"]) for rule in rules())
    for panel in board()["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel.get("targets", ()))


def names(expression: str) -> set[str]:
    """Give the metrics of an expression; what stands in quotes or braces is none."""
    return set(_NAME.findall(re.sub(r"\{[^}]*\}|\"[^\"]*\"", "", expression)))


def asked(expression: str) -> Iterator[tuple[str, str]]:
    """Give each label that a metric is asked for by, with the metric."""
    for name, selector in _SELECTOR.findall(expression):
        yield from ((name, label) for label in _LABEL.findall(re.sub(r'"[^"]*"', "", selector)))
