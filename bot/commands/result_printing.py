"""How ``hoithi result`` shows versions and what is different between them."""

from collections.abc import Mapping, Sequence
from typing import Any

import typer

from bot.commands.common import Session
from bot.commands.output import new_table, print_json, print_table
from bot.commands.result_actors import correction_data
from contest.result_changes import Change
from contest.results import ResultLine, ResultMove
from handlers.formats import duration_text, instant_text
from handlers.ports.corrections import Correction
from handlers.ports.records import Round
from handlers.ports.results import ResultVersion, Step
from handlers.result_chat import result_heading, step_line
from handlers.texts.loader import Wording


def frozen_text(one: Round, frozen: ResultVersion, say: Wording) -> str:
    """Say what was frozen."""
    return say(
        "cli-result-frozen",
        round=one.name,
        version=frozen.version,
        people=frozen.participants,
        fingerprint=frozen.fingerprint,
    )


def tell_taken(session: Session, one: Round, taken: ResultVersion, as_json: bool) -> None:
    """Say which step a version has taken."""
    if as_json:
        print_json(result_data(taken, True, [], []))
        return
    state, version = taken.state.value, taken.version
    typer.echo(session.say("cli-result-taken", round=one.name, version=version, state=state))


def result_data(
    result: ResultVersion,
    is_current: bool,
    lines: Sequence[ResultLine],
    corrections: Sequence[Correction],
) -> dict[str, Any]:
    """A version for machines."""
    return {
        "round": result.round,
        "version": result.version,
        "state": result.state.value,
        "is_current": is_current,
        "made_by": result.made.by,
        "made_at": result.made.at.isoformat(),
        "reason": result.reason,
        "participants": result.participants,
        "predicted": result.truth,
        "rules_version": result.rules_version,
        "sha256": result.fingerprint,
        "steps": _steps_data(result.steps),
        "corrected_keys": [
            {"question": key.code, "version": key.version} for key in result.corrected_keys
        ],
        "corrections": [correction_data(each) for each in corrections],
        "places": [_line_data(line) for line in lines],
    }


def _steps_data(steps: Mapping[ResultMove, Step]) -> dict[str, dict[str, str]]:
    return {move.value: {"by": step.by, "at": step.at.isoformat()} for move, step in steps.items()}


def _line_data(line: ResultLine) -> dict[str, Any]:
    return {
        "place": line.place,
        "rank": line.rank,
        "group_rank": line.group_rank,
        "person": line.person,
        "name": line.full_name,
        "group": line.audience.value,
        "unit": line.unit_code,
        "unit_name": line.unit_name,
        "score": line.score,
        "distance": line.distance,
        "seconds": line.time_used.total_seconds(),
        "submitted_at": line.submitted_at.isoformat(),
    }


def changes_data(
    before: ResultVersion,
    after: ResultVersion,
    found: Sequence[Change],
    corrections: Sequence[Correction],
) -> dict[str, Any]:
    """What is different between two versions, for machines."""
    return {
        "round": after.round,
        "from": before.version,
        "to": after.version,
        "corrections": [correction_data(each) for each in corrections],
        "changes": [
            {
                "person": change.person,
                "cause": change.cause.value,
                "rank_before": change.rank_before,
                "rank_after": change.rank_after,
                "score_before": change.score_before,
                "score_after": change.score_after,
            }
            for change in found
        ],
    }


def print_result(
    say: Wording,
    one: Round,
    result: ResultVersion,
    is_current: bool,
    lines: Sequence[ResultLine],
) -> None:
    """Print a version and its first places."""
    typer.echo(result_heading(one, result, say))
    for move in result.steps:
        typer.echo(step_line(result, move, say))
    typer.echo(say("result-fingerprint", fingerprint=result.fingerprint))
    if not is_current:
        typer.echo(say("result-outdated", number=str(one.id)))
    if lines:
        _print_lines(say, lines)


def _print_lines(say: Wording, lines: Sequence[ResultLine]) -> None:
    table = new_table()
    for key in ("cli-round-rank", "cli-round-group-rank", "cli-result-person"):
        table.add_column(say(key), justify="right")
    for key in ("cli-round-name", "cli-round-unit"):
        table.add_column(say(key), ratio=1, overflow="fold")
    for key in ("cli-round-score", "cli-round-distance", "cli-round-time"):
        table.add_column(say(key), justify="right")
    for line in lines:
        table.add_row(
            *(str(line.rank), str(line.group_rank), str(line.person)),
            *(line.full_name or say("leaderboard-erased"), line.unit_name, str(line.score)),
            "" if line.distance is None else str(line.distance),
            duration_text(line.time_used, say),
        )
    print_table(table)


def print_changes(
    say: Wording,
    before: ResultVersion,
    after: ResultVersion,
    found: Sequence[Change],
    corrections: Sequence[Correction],
) -> None:
    """Print what was corrected between two versions, and what that has changed."""
    for each in corrections:
        ruling = each.ruling
        typer.echo(
            say(
                "cli-result-correction",
                number=str(each.number),
                at=instant_text(ruling.at, say),
                by=ruling.by,
                cause=say("result-cause", cause=each.cause.value),
                reason=ruling.reason,
            )
        )
    if not found:
        typer.echo(say("cli-result-no-changes", before=before.version, after=after.version))
        return
    table = new_table()
    table.add_column(say("cli-result-person"), justify="right")
    for key in ("cli-result-change", "cli-result-cause"):
        table.add_column(say(key), overflow="fold")
    for change in found:
        cause = say("result-cause", cause=change.cause.value)
        table.add_row(str(change.person), _change_text(change, say), cause)
    print_table(table)


def _change_text(change: Change, say: Wording) -> str:
    before, after = change.rank_before, change.rank_after
    if before is None:
        return say("cli-result-came", rank=str(after))
    if after is None:
        return say("cli-result-went", rank=str(before))
    ranks = {"before": str(before), "after": str(after)}
    if change.score_before == change.score_after:
        return say("cli-result-moved", **ranks)
    scores = {"score_before": str(change.score_before), "score_after": str(change.score_after)}
    return say("cli-result-rescored", **ranks, **scores)
