"""Dashboard, alarms and their guide ask for metrics that exist, with labels that these have."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import ProcessCollector
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.settings import Settings
from bot.telegram_settings import TelegramSettings
from bot.zalo_settings import ZaloSettings

ROOT = Path(__file__).parents[2]
DASHBOARD = ROOT / "deploy" / "grafana" / "hoithi.json"
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
GUIDE = ROOT / "docs" / "observability.md"
TABLE_OF_METRICS = ROOT / "docs" / "operations.md"

FUNCTIONS = {
    *("absent", "rate", "increase", "sum", "min", "max", "count", "by", "histogram_quantile"),
    "min_over_time",
}
SCRAPED = {"up": {"job", "instance"}}
"""What Prometheus itself knows of a target."""
OF_EVERY_SERIES = {"job", "instance", "le"}
ALERT = re.compile(
    r"""
    ^\ +-\ alert:\ (?P<name>\w+)\n
    \ +expr:\ (?P<expr>.+)\n
    (?:\ +for:\ \d+[sm]\n)?
    \ +labels:\ \{severity:\ (?P<severity>call|look)\}\n
    \ +annotations:\ \{summary:\ "(?P<summary>[^"]+)"\}$
    """,
    re.M | re.X,
)


def labels_of_metrics() -> dict[str, set[str]]:
    """Every series of a process by its name, with the labels documented for it."""
    text = Metrics(SystemClock(), "sqlite").text().decode()
    documented = dict(
        re.findall(r"^\| `(hoithi_\w+)` \| [a-z]+((?:,? `\w+`)*) \|", _operations(), re.M)
    )
    found: dict[str, set[str]] = dict(SCRAPED)
    for family in text_string_to_metric_families(text):
        if family.name.endswith("_created"):
            continue
        ends = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
        for end in ends.get(family.type, [""]):
            name = family.name + end
            base = family.name if family.type == "histogram" else name
            found[name] = set(re.findall(r"`(\w+)`", documented.get(base, "")))
    return found


def _operations() -> str:
    return TABLE_OF_METRICS.read_text(encoding="utf-8")


def board() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return loaded


def targets() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every query of the dashboard, with its panel's title."""
    for panel in board()["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target


def alerts() -> Sequence[re.Match[str]]:
    return list(ALERT.finditer(ALERTS.read_text(encoding="utf-8")))


QUERIES = [
    *[pytest.param(target["expr"], id=title) for title, target in targets()],
    *[pytest.param(alert["expr"], id=alert["name"]) for alert in alerts()],
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_asks_for_metrics_and_labels_that_exist(query: str) -> None:
    known = labels_of_metrics()
    grouped = {
        label.strip() for part in re.findall(r"by \(([^)]*)\)", query) for label in part.split(",")
    }
    selected = set(re.findall(r"(\w+)(?:!=|=~|!~|=)\"", query))
    bare = re.sub(r"\{[^}]*\}|\[\d+[sm]\]|by \([^)]*\)", "", query)

    metrics = {word for word in re.findall(r"\b[a-z_]\w*", bare) if word not in FUNCTIONS}

    assert metrics, "it asks for nothing"
    assert metrics - known.keys() == set()
    assert (grouped | selected) - OF_EVERY_SERIES <= set().union(*(known[name] for name in metrics))


def test_a_query_for_what_does_not_exist_would_be_found() -> None:
    with pytest.raises(AssertionError):
        test_every_query_asks_for_metrics_and_labels_that_exist("rate(hoithi_answer_total[1m])")
    with pytest.raises(AssertionError):
        test_every_query_asks_for_metrics_and_labels_that_exist(
            "sum by (platform) (hoithi_answers_total)"
        )


def test_every_metric_is_on_the_dashboard() -> None:
    asked = " ".join(target["expr"] for _, target in targets())

    ours = [name for name in labels_of_metrics() if name.startswith("hoithi_")]

    # Of a histogram its buckets, or its sum and count.
    missing = [
        name
        for name in ours
        if re.sub(r"_(bucket|sum|count)$", "", name) not in asked and name not in asked
    ]
    assert missing == []


def test_the_dashboard_is_one_that_grafana_can_import() -> None:
    found = board()
    panels = found["panels"]

    assert found["schemaVersion"] >= 36
    assert found["templating"]["list"][0]["name"] == "datasource"
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert {panel["type"] for panel in panels} == {"row", "stat", "timeseries"}
    for _, target in targets():
        assert target["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert target["refId"] in "ABCDEF"


def test_no_panel_lies_upon_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in board()["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


def test_every_alarm_is_written_as_prometheus_reads_it_and_says_what_to_do() -> None:
    text, guide = ALERTS.read_text(encoding="utf-8"), GUIDE.read_text(encoding="utf-8")

    found = {alert["name"]: alert["severity"] for alert in alerts()}

    assert len(found) == text.count("- alert:") == 13
    assert found == dict(re.findall(r"^\| `(Hoithi\w+)` \| (call|look) \|", guide, re.M))


def test_the_settings_of_the_guide_exist_with_these_defaults() -> None:
    known = {
        f"{kind.model_config.get('env_prefix', '')}{name}".upper(): field.default
        for kind in (Settings, TelegramSettings, ZaloSettings)
        for name, field in kind.model_fields.items()
    }
    table = GUIDE.read_text(encoding="utf-8").partition("## Settings that bear load\n")[2]

    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([\d., ]+) \|", table, re.M)
    documented = {
        name: float(default)
        for names, defaults in rows
        for name, default in zip(
            re.findall(r"`([A-Z_]+)`", names), defaults.split(","), strict=True
        )
    }

    assert len(documented) == 7
    assert documented == {name: float(known[name]) for name in documented}


def test_the_process_figures_are_those_that_the_client_tells() -> None:
    names = {family.name for family in ProcessCollector(registry=None).collect()}

    asked = set(re.findall(r"process_\w+", DASHBOARD.read_text() + ALERTS.read_text()))

    assert {name.removesuffix("_total") for name in asked} <= names
