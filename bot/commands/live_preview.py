"""Prints what a live round is going to be before it is created."""

from collections.abc import Sequence
from datetime import timedelta

import typer

from bot.commands.common import Session
from bot.commands.senders import senders_of
from contest.live_rules import LiveRules
from handlers.broadcasting.texts import about_text, bot_name
from handlers.formats import duration_text, instant_text
from handlers.live_hosting.forecast import Clash, Forecast, RoomsForecast, forecast
from handlers.live_hosting.texts import MAX_ROOMS
from handlers.ports.live_records import NewLiveRound
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import Wording

SECOND = timedelta(seconds=1)


async def print_preview(session: Session, tx: UnitOfWork, new: NewLiveRound) -> None:
    """Print rules, rooms, duration, and what it asks of the bots."""
    senders = senders_of(session.settings)
    found = await forecast(tx, new, senders, list(senders.rates))
    for line in preview_lines(new, found, session.say):
        typer.echo(line)


def preview_lines(new: NewLiveRound, found: Forecast, say: Wording) -> Sequence[str]:
    """The same as lines."""
    lines = [_rules(new, say)]
    if new.as_poll:
        lines.append(say("cli-live-preview-poll"))
    lines.append(say("cli-live-preview-rooms", count=len(new.rooms)))
    for each in found.bots:
        lines += _bot(each, say)
    if found.playing is not None:
        lines.append(say("cli-live-preview-takes", time=_about(found, say)))
    if found.is_hasty:
        lines.append(say("cli-live-preview-hasty"))
    if found.reveals_bank:
        lines.append(say("cli-live-preview-bank"))
    lines += [_clash(each, say) for each in found.clashes]
    return lines


def _rules(new: NewLiveRound, say: Wording) -> str:
    rules = new.rules
    return say(
        "cli-live-preview",
        title=new.title,
        rehearsal="yes" if new.is_rehearsal else "no",
        starts=instant_text(new.starts_at, say),
        lobby=duration_text(rules.lobby_for, say),
        questions=len(new.questions),
        limit=duration_text(rules.question_limit, say),
        reveal=_reveal(rules, say),
        change="yes" if rules.may_change else "no",
        scoring=rules.scoring.value,
        points=rules.points_per_question,
        best=rules.unit_best or 0,
        shows=new.shows.value,
    )


def _reveal(rules: LiveRules, say: Wording) -> str:
    if rules.reveal_for is None:
        return say("cli-live-preview-reveal-host")
    return say("cli-live-preview-reveal-after", time=duration_text(rules.reveal_for, say))


def _bot(one: RoomsForecast, say: Wording) -> Sequence[str]:
    posting = "none" if one.posting is None else duration_text(_rounded_up(one.posting), say)
    lines = [
        say(
            "cli-live-preview-bot",
            bot=bot_name(one.bot, say),
            rooms=one.rooms,
            messages=one.messages,
            posting=posting,
        )
    ]
    if one.budget is not None:
        left, needed = one.budget.messages.left, one.budget.messages.asked
        lines.append(say("cli-live-preview-quota", left=left, needed=needed))
        if one.missing:
            lines.append(say("cli-live-preview-short", missing=one.missing))
    if not one.is_served:
        lines.append(say("cli-live-preview-unserved"))
    return lines


def _clash(one: Clash, say: Wording) -> str:
    return say(
        "cli-live-preview-clash",
        number=one.other.id,
        title=one.other.title,
        starts=instant_text(one.other.live.starts_at, say),
        count=len(one.rooms),
        rooms="; ".join(one.rooms[:MAX_ROOMS]),
    )


def _rounded_up(duration: timedelta) -> timedelta:
    return -(-duration // SECOND) * SECOND


def _about(found: Forecast, say: Wording) -> str:
    return about_text(found.playing, say) if found.playing is not None else ""
