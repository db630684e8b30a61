"""Prometheus' rules and Grafana's dashboard name metrics that exist, and pages that say what to do."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.core import Metric

from events.models import Incident
from lie_project.exposition import Totals

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus" / "rules.yaml"
DASHBOARD = ROOT / "deploy" / "grafana" / "lie.json"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}


def alerts() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return read


def queries() -> list[str]:
    shown = [target["expr"] for panel in panels() for target in panel["targets"]]
    return [*shown, *(alert["expr"] for alert in alerts())]


def names(family: Metric) -> set[str]:
    return {family.name + suffix for suffix in SUFFIXES.get(family.type, ("",))}


@pytest.fixture
def families(db: None, valkey_url: str) -> list[Metric]:
    return list(Totals().collect())


def test_every_metric_that_is_asked_for_exists(families: list[Metric]) -> None:
    exposed = {name for family in families for name in names(family)}
    asked = {name for query in queries() for name in re.findall(r"\blie_\w+", query)}
    assert asked - exposed == set() and len(asked) > 15


def test_every_label_that_is_asked_for_exists(families: list[Metric]) -> None:
    labels = {label for family in families for label in _labels(family)} | {"le"}
    asked = {
        label.strip() for query in queries() for group in re.findall(r"by \(([^)]*)\)", query)
        for label in group.split(",")
    }  # fmt: skip
    assert asked - labels == set()


def _labels(family: Metric) -> list[str]:
    own: list[str] = list(getattr(family, "_labelnames", ()))
    return own


def test_every_alert_has_a_page_that_says_what_to_do() -> None:
    for alert in alerts():
        assert alert["annotations"]["runbook"] == f"docs/operations.md#{alert['alert'].lower()}"
        assert re.search(rf"^### {alert['alert']}$", OPERATIONS, re.MULTILINE), alert["alert"]
        assert alert["labels"]["severity"] in ("page", "ticket")


def test_every_kind_of_incident_has_a_line_that_says_what_to_do() -> None:
    for kind in Incident.Kind.values:
        assert re.search(rf"^\| `{kind}` \|", OPERATIONS, re.MULTILINE), kind


def test_brackets_and_names_of_a_query_are_whole() -> None:
    for query in queries():
        assert query.count("(") == query.count(")") and query.count("[") == query.count("]"), query


def test_panels_do_not_lie_on_each_other() -> None:
    places = [panel["gridPos"] for panel in panels()]
    cells = [(p["x"] + x, p["y"] + y) for p in places for x in range(p["w"]) for y in range(p["h"])]
    assert len(cells) == len(set(cells)) and max(x for x, _ in cells) < 24


if shutil.which("promtool"):  # Debian's package prometheus; the tests above know enough without it

    def test_promtool_takes_the_rules() -> None:
        asked = subprocess.run(["promtool", "check", "rules", str(RULES)], capture_output=True, text=True)
        assert asked.returncode == 0, asked.stderr


def test_links_of_the_page_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", OPERATIONS):
        assert (ROOT / "docs" / target).exists(), target


def test_the_page_names_every_shipped_folder() -> None:
    for folder in (path.name for path in (ROOT / "deploy").iterdir() if path.is_dir()):
        assert f"deploy/{folder}" in OPERATIONS, folder
