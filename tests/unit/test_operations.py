"""What operators are given says what the program has: metrics, checks, settings, commands."""

import re
from pathlib import Path

import typer
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from bot.cli import build
from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "operations.md"
VIETNAMESE_GUIDE = ROOT / "docs" / "vi" / "van-hanh.md"
FOR_OPERATORS = ("/metrics", "/readyz", "/healthz")
CHECKS = (
    *("database", "schema", "heartbeat_age", "outbox_lag", "deadline_lag"),
    *("intake_wait", "redis"),
)


def first_cells(text: str, heading: str) -> list[str]:
    """What stands first in each row of the first table after a heading."""
    part = text.partition(f"{heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", part, re.M)
    assert table is not None, heading
    return [line.split("|")[1].strip().strip("`") for line in table[0].splitlines()[2:]]


def test_every_metric_is_documented_and_no_other() -> None:
    text = Metrics(SystemClock(), "sqlite").text().decode()
    names = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(text)
        if family.name.startswith("hoithi_") and not family.name.endswith("_created")
    }

    documented = first_cells(GUIDE.read_text(encoding="utf-8"), "## Metrics")

    assert len(names) == 22
    assert names == set(documented)


def test_the_metrics_of_two_processes_are_kept_apart() -> None:
    one, two = (Metrics(SystemClock(), "sqlite") for _ in range(2))

    one.database_failed("OperationalError")

    assert b'kind="OperationalError"' in one.text()
    assert b'kind="OperationalError"' not in two.text()
    assert isinstance(one._registry, CollectorRegistry)


def test_every_check_of_readiness_is_documented_in_both_languages() -> None:
    english = GUIDE.read_text(encoding="utf-8").partition("Its checks:\n")[2]
    vietnamese = VIETNAMESE_GUIDE.read_text(encoding="utf-8")

    for check in CHECKS:
        assert f"| `{check}` |" in english
        assert f"| `{check}` |" in vietnamese


def test_the_proxy_keeps_from_the_public_what_is_for_operators() -> None:
    caddyfile = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")

    (matched,) = re.findall(r"@operators path (.+)", caddyfile)
    assert set(FOR_OPERATORS) <= set(matched.split())
    assert "respond @operators 404" in caddyfile


def test_the_settings_that_the_containers_set_exist() -> None:
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    service = compose.partition("\nx-hoithi: &hoithi\n")[2].partition("\nservices:\n")[0]
    environment = service.partition("  environment:\n")[2].partition("  volumes:\n")[0]

    names = re.findall(r"^    ([A-Z_]+):", environment, re.M)

    assert len(names) == 8
    assert compose.count(": *hoithi\n") == 2
    assert [name for name in names if name.lower() not in Settings.model_fields] == []


def test_images_are_named_without_the_address_of_a_registry() -> None:
    text = "".join(
        (DEPLOY / name).read_text(encoding="utf-8") for name in ("compose.yaml", "Dockerfile")
    )

    images = re.findall(r"^(?: *image:|FROM) (\S+)", text, re.M)

    assert len(images) == 4
    assert [image for image in images if re.match(r"[^/]*[.:][^/]*/", image)] == []


def test_the_units_start_commands_that_exist() -> None:
    commands = typer.main.get_command(build())
    assert isinstance(commands, typer.core.TyperGroup)

    started = [
        name
        for unit in DEPLOY.glob("*.service")
        for name in re.findall(r"ExecStart=.*/hoithi ([a-z]+)", unit.read_text(encoding="utf-8"))
    ]

    assert sorted(started) == ["backup", "serve", "serve"]
    assert set(started) <= set(commands.commands)
