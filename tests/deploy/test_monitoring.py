"""Alerts and dashboard ask for nothing that isn't there, and Prometheus' own tool takes them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from anypod.model.download import Status
from anypod.model.failure import FailureKind
from tests.deploy.queries import ALERTS, NOT_OURS, OF_THE_SCRAPE, asked, board, documented, expressions, names, rules

EXPRESSIONS = list(expressions())
needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (prometheus)")


def promtool(*arguments: str) -> str:
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_metric_that_is_asked_for_is_documented() -> None:
    known = documented().keys() | NOT_OURS
    assert len(known) > 20
    assert {where: names(expression) - known for where, expression in EXPRESSIONS if names(expression) - known} == {}


def test_every_label_that_is_asked_for_is_one_of_its_metric() -> None:
    known = documented()
    strange = {
        (where, name, label)
        for where, expression in EXPRESSIONS
        for name, label in asked(expression)
        if label not in known[name] | OF_THE_SCRAPE
    }
    assert strange == set()


def test_every_class_and_status_that_is_asked_for_is_one_of_the_program() -> None:
    values = {"class": {*FailureKind}, "status": {*Status}}
    for label, known in values.items():
        found = {text.partition('"')[0] for _, expression in EXPRESSIONS for text in expression.split(f'{label}="')[1:]}
        assert found
        assert found <= known


def test_every_alert_says_what_to_do_and_how_bad_it_is() -> None:
    assert all({"summary", "description"} <= rule["annotations"].keys() for rule in rules())
    assert {rule["labels"]["severity"] for rule in rules()} == {"critical", "warning", "info"}


def test_every_alert_is_tried() -> None:
    tried = yaml.safe_load((ALERTS.parent / "alerts_test.yml").read_text())["tests"]
    raised = {each["alertname"] for test in tried for each in test["alert_rule_test"] if each.get("exp_alerts")}
    assert raised == {rule["alert"] for rule in rules()}


def test_every_panel_has_a_number_and_a_place_of_its_own() -> None:
    panels = board()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = [(x, y) for panel in panels for x, y in _cells(panel["gridPos"])]
    assert len(set(taken)) == len(taken)
    assert all(x < 24 for x, _ in taken)


def _cells(place: dict[str, int]) -> list[tuple[int, int]]:
    return [(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])]


def test_every_panel_says_what_it_shows() -> None:
    assert all(panel["description"] for panel in board()["panels"] if panel["type"] != "row")


@needs_promtool
def test_the_dashboards_questions_are_understood(tmp_path: Path) -> None:
    asked_for = [target["expr"] for panel in board()["panels"] for target in panel.get("targets", ())]
    recorded = [
        {"record": f"dashboard:{number}", "expr": expression.replace("$__rate_interval", "5m")}
        for number, expression in enumerate(asked_for)
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}))
    assert f"{len(asked_for)} rules found" in promtool("check", "rules", str(tmp_path / "rules.yml"))
