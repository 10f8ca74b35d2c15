"""How announcements are told to those who send them: what one is going to be, and how it goes.

Pure texts; the same in chat, on the command line and in messages that the system sends by itself.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from contest.announcements import AnnouncementState as State
from contest.reminders import ReminderSchedule
from handlers.announcing.actors import Refusal
from handlers.announcing.preview import BotForecast, Preview
from handlers.announcing.reporting import Progress, Report
from handlers.formats import instant_text, percent_text
from handlers.ports.announcements import BotTally, Fate, NewAnnouncement, StoredAnnouncement, Tally
from handlers.ports.outbox import Bot
from handlers.texts.loader import Wording

MAX_EXCERPT = 80
"""Characters of an announcement's text in lists and reports."""
MAX_REASONS = 5
BAR_LENGTH = 10
NOW = "now"
"""What the texts call a beginning that is not planned for later."""


def bot_name(bot: Bot, say: Wording) -> str:
    """How organisers know a bot: by its platform, and its name where it has one."""
    platform, name = bot
    return say("announce-web") if platform == "web" else f"{platform.capitalize()} {name}"


def bar(done: int, total: int) -> str:
    """A bar of so many of so many; full only when nothing is missing."""
    filled = BAR_LENGTH if done >= total else done * BAR_LENGTH // total
    return "▓" * filled + "░" * (BAR_LENGTH - filled)


def excerpt(text: str) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_EXCERPT else f"{line[: MAX_EXCERPT - 1].rstrip(' ,.;:–')}…"


def about_text(duration: timedelta, say: Wording) -> str:
    """About how long that is, in hours and minutes, rounded up to whole minutes."""
    if duration < timedelta(minutes=1):
        return say("announce-duration-short")
    hours, minutes = divmod(-(-duration // timedelta(minutes=1)), 60)
    return say("announce-duration", hours=hours, minutes=minutes)


def refusal_text(reason: Refusal, say: Wording) -> str:
    """Why something was not done, and what to do instead."""
    return say(f"announce-refused-{reason.value.replace('_', '-')}")


def preview_text(
    content: NewAnnouncement,
    seen: Preview,
    audience: str,
    night: ReminderSchedule,
    now: datetime,
    say: Wording,
) -> str:
    """What sending an announcement means, as it is told before it is confirmed.

    Args:
        audience: what the audience is called.
    """
    return "\n".join(
        [
            say("announce-audience", audience=audience, count=counted(seen, say)),
            *(_forecast_line(one, say) for one in seen.bots),
            *_budget_lines(seen, say),
            *_duration_lines(seen, say),
            _begin_line(content, seen, night, now, say),
        ]
    )


def counted(seen: Preview, say: Wording) -> str:
    """How many people or groups."""
    key = "announce-groups" if seen.to_groups else "announce-people"
    return say(key, count=seen.recipients)


def _forecast_line(one: BotForecast, say: Wording) -> str:
    return say(
        "announce-bot",
        bot=bot_name(one.audience.bot, say),
        count=one.audience.recipients,
        unreachable=one.audience.unreachable,
    )


def _budget_lines(seen: Preview, say: Wording) -> Sequence[str]:
    lines = []
    for one in seen.bots:
        if one.budget is None:
            continue
        lines.append(
            say(
                "announce-cost",
                bot=one.budget.name,
                count=one.audience.recipients,
                left=one.budget.messages.left,
                needed=one.budget.messages.asked,
            )
        )
        if one.is_short:
            lines.append(say("announce-cost-short", missing=one.missing))
    return lines if lines or not seen.bots else [say("announce-cost-none")]


def _duration_lines(seen: Preview, say: Wording) -> Sequence[str]:
    if not seen.recipients:
        return []
    return [say("announce-takes", duration=about_text(seen.duration, say))]


def _begin_line(
    content: NewAnnouncement, seen: Preview, night: ReminderSchedule, now: datetime, say: Wording
) -> str:
    at = instant_text(seen.begins_at, say) if seen.begins_at > now else NOW
    begins = say("announce-begins", at=at)
    if night.quiet_from == night.quiet_to:
        return begins
    key = "announce-begins-after-night" if seen.is_night else "announce-begins-by-day"
    return say(
        "announce-begins-forced" if content.is_forced else key,
        begins=begins,
        begin=f"{night.quiet_from:%H:%M}",
        end=f"{night.quiet_to:%H:%M}",
    )


def progress_text(one: StoredAnnouncement, going: Progress, say: Wording) -> str:
    """How far sending has come, in a few short lines with a bar."""
    if one.state is State.CANCELLED:
        return heading(one, say)
    lines = [
        heading(one, say),
        say(
            "announce-bar",
            bar=bar(going.done, going.total),
            percent=percent_text(going.done, going.total, say) if going.total else "–",
            done=going.done,
            total=going.total,
        ),
    ]
    if going.is_resting:
        lines.append(say("announce-resting"))
    elif one.state is State.SENDING and going.done < going.total:
        lines.append(_speed_line(going, say))
    return "\n".join(lines)


def _speed_line(going: Progress, say: Wording) -> str:
    if going.ends_at is None:
        return say("announce-stalled" if going.done else "announce-not-begun")
    ends = instant_text(going.ends_at, say)
    return say("announce-speed", rate=math.ceil(going.per_second), ends=ends)


def heading(one: StoredAnnouncement, say: Wording) -> str:
    """Its number and state."""
    return say("announce-heading", number=one.id, state=one.state.value)


def report_text(told: Report, audience: str, begins_at: datetime, say: Wording) -> str:
    """What has become of it for everybody; each recipient is counted in one line only.

    Args:
        begins_at: when it begins, if it has not begun.
    """
    one = told.announcement
    lines = [
        heading(one, say),
        say("announce-excerpt", text=excerpt(one.content.text)),
        say("announce-audience-of", audience=audience),
        *_when_lines(one, begins_at, say),
        "",
        *_fate_lines(told.tally, say),
        *_reason_lines(told.tally, say),
    ]
    if len(told.tally.bots) > 1:
        lines += ["", *(_bot_line(each, say) for each in told.tally.bots)]
    if not told.is_final and told.tally.of(Fate.UNREACHABLE):
        lines += ["", say("announce-not-final")]
    return "\n".join(lines)


def fate_name(fate: Fate, say: Wording) -> str:
    """What a fate is called."""
    return say(f"announce-fate-{fate.value}")


def list_line(one: StoredAnnouncement, say: Wording) -> str:
    """An announcement in a list."""
    return say(
        "announce-list-line",
        number=one.id,
        state=one.state.value,
        at=instant_text(_list_instant(one), say),
        text=excerpt(one.content.text),
    )


def _list_instant(one: StoredAnnouncement) -> datetime:
    """When it went out or is to go out; when it was written as long as that is not decided."""
    if one.state is State.SCHEDULED and one.content.send_at is not None:
        return one.content.send_at
    return one.begun_at or one.created_at


def _when_lines(one: StoredAnnouncement, begins_at: datetime, say: Wording) -> Sequence[str]:
    if one.state is State.SCHEDULED:
        return [say("announce-scheduled", at=instant_text(begins_at, say))]
    lines = []
    if one.begun_at is not None:
        lines.append(say("announce-begun", at=instant_text(one.begun_at, say)))
    if one.ended_at is not None:
        key = "announce-stopped" if one.state is State.CANCELLED else "announce-ended"
        lines.append(say(key, at=instant_text(one.ended_at, say)))
    if one.resends:
        lines.append(say("announce-resends", count=one.resends))
    return lines


def _fate_lines(tally: Tally, say: Wording) -> Sequence[str]:
    counts = [(fate, tally.of(fate)) for fate in Fate]
    lines = [
        say("announce-fate-line", fate=fate_name(fate, say), count=count)
        for fate, count in counts
        if count or fate is Fate.DELIVERED
    ]
    return [say("announce-total", count=tally.total), *lines]


def _reason_lines(tally: Tally, say: Wording) -> Sequence[str]:
    """Why it failed, the most frequent reasons first; in the words of the platform."""
    ranked = sorted(tally.reasons.items(), key=lambda each: (-each[1], each[0]))
    return [
        say("announce-reason", reason=reason, count=count) for reason, count in ranked[:MAX_REASONS]
    ]


def _bot_line(one: BotTally, say: Wording) -> str:
    fates = (
        say("announce-fate-count", fate=fate_name(fate, say).casefold(), count=one.fates[fate])
        for fate in Fate
        if one.fates.get(fate)
    )
    return say("announce-bot-fates", bot=bot_name(one.bot, say), fates="; ".join(fates))
