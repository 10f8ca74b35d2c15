"""Which round a person can play now or next, and what is said when a round opens or closes."""

from datetime import datetime

from contest.rules import Reveal
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import closing_text, instant_text
from handlers.ports.contents import Text
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import Wording


async def open_round(tx: UnitOfWork, now: datetime) -> Round | None:
    """The round that takes answers now.

    Of several, a real one goes before a rehearsal, then the one that closes first.
    """
    candidates = [each for each in await tx.rounds.all() if each.window.contains(now)]
    return min(
        candidates, key=lambda each: (each.is_rehearsal, each.window.closes_at), default=None
    )


async def next_round(tx: UnitOfWork, now: datetime) -> Round | None:
    """The first round that has not opened yet."""
    return next((each for each in await tx.rounds.all() if now < each.window.opens_at), None)


async def last_round(tx: UnitOfWork, now: datetime) -> Round | None:
    """The round that closed most recently."""
    over = [each for each in await tx.rounds.all() if each.window.closes_at <= now]
    return max(over, key=lambda each: each.window.closes_at, default=None)


async def round_at_hand(tx: UnitOfWork, now: datetime) -> Round | None:
    """The open round; without one the next; without a next the last. None if there is no round."""
    return await open_round(tx, now) or await next_round(tx, now) or await last_round(tx, now)


async def invitation(tx: UnitOfWork, call: Call) -> Text:
    """What a registered person can do now: play, or come back when a round opens."""
    current = await open_round(tx, call.now)
    if current is not None:
        closes = closing_text(current.window.closes_at, call.say)
        body = call.say("round-is-open", round=current.name, closes=closes)
        return Text(body, offer(call.say, "play", "rules"))
    coming = await next_round(tx, call.now)
    if coming is not None:
        opens = instant_text(coming.window.opens_at, call.say)
        body = call.say("play-round-ahead", round=coming.name, opens=opens)
        return Text(body, offer(call.say, "rules", "help"))
    return Text(call.say("play-no-round"), offer(call.say, "score", "help"))


def opening_message(opened: Round, say: Wording) -> Text:
    """What contestants are told when a round opens."""
    body = say(
        "round-opened",
        round=opened.name,
        closes=closing_text(opened.window.closes_at, say),
        rehearsal="yes" if opened.is_rehearsal else "no",
    )
    return Text(body, offer(say, "play", "rules"))


def closing_message(closed: Round, say: Wording) -> Text:
    """What those who took part are told when a round has closed."""
    if closed.rules.reveal is Reveal.NEVER:
        return Text(say("round-closed", round=closed.name), offer(say, "score"))
    return Text(say("round-closed", round=closed.name), offer(say, "score", "answers"))


def opening_notice(opened: Round, say: Wording) -> Text:
    """What a group is told when a round opens."""
    closes = closing_text(opened.window.closes_at, say)
    rehearsal = "yes" if opened.is_rehearsal else "no"
    return Text(say("group-round-opened", round=opened.name, closes=closes, rehearsal=rehearsal))


def closing_notice(closed: Round, say: Wording) -> Text:
    """What a group is told when a round has closed."""
    return Text(say("group-round-closed", round=closed.name))


def closing_soon_message(closing: Round, say: Wording) -> Text:
    """What those who have not taken part yet are told when a round is about to close."""
    closes = closing_text(closing.window.closes_at, say)
    return Text(say("round-closing-soon", round=closing.name, closes=closes), offer(say, "play"))


def closing_soon_notice(closing: Round, say: Wording) -> Text:
    """What a group is told when a round is about to close."""
    closes = closing_text(closing.window.closes_at, say)
    return Text(say("group-round-closing-soon", round=closing.name, closes=closes))


def results_message(published: Round, say: Wording) -> Text:
    """What those who took part are told when the results of a round are out."""
    return Text(say("round-results", round=published.name), offer(say, "score", "leaderboard"))


def results_notice(published: Round, say: Wording) -> Text:
    """What a group is told when the results of a round are out."""
    return Text(say("group-round-results", round=published.name))
