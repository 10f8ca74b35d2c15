"""Use cases: certificates of people in a published result, and telling whether one is valid.

A certificate says what the published result says; nothing is given out before it is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from contest.awards import Prize
from contest.letterhead import Letterhead
from contest.model import PersonId
from contest.results import ResultLine, ResultMove, ResultState
from contest.units import fold
from handlers import registration
from handlers.award_texts import prize_name
from handlers.call import Call, CheckLink
from handlers.commands import offer
from handlers.formats import local_day
from handlers.ports.certificates import CertificateRef
from handlers.ports.contents import Certificate, CertificateFile, Content, Text
from handlers.ports.records import Contest, Person, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

MAX_ROUNDS = 6
"""Newest rounds of which certificates are sent at once."""


class Validity(StrEnum):
    """What can be said of a code that is ours."""

    VALID = "valid"
    REPLACED = "replaced"
    """Of a result that was published, in whose place a newer version has come."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate as it was given out.

    Attributes:
        now: the line of the same person in the result that is published now; None if there is
            none, or nothing is published.
        current: the version that is published now.
        prize: of the same person by the version that is published now.
    """

    validity: Validity
    contest: Contest
    round: Round
    result: ResultVersion
    line: ResultLine = field(repr=False)
    current: ResultVersion | None
    now: ResultLine | None = field(repr=False)
    prize: Prize | None = None

    @property
    def prize_then(self) -> Prize | None:
        """The prize that the certificate speaks of; what an older one said is not kept."""
        return self.prize if self.validity is Validity.VALID else None


@dataclass(frozen=True, slots=True)
class Issue:
    """What all certificates of one published result have in common.

    Attributes:
        prizes: of the people who have won one in this round, by this result.
    """

    contest: Contest
    round: Round
    result: ResultVersion
    letterhead: Letterhead
    prizes: Mapping[PersonId, Prize]

    def earns(self, line: ResultLine) -> bool:
        """Whether a line earns a certificate: whoever has had their data erased gets none."""
        if line.full_name is None:
            return False
        return line.person in self.prizes or self.letterhead.earns(line.score, total_of(self.round))


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Send the certificates of the newest rounds whose result is published."""
    if call.person is None:
        return await registration.begin(tx, call)
    contest = await tx.rounds.contest()
    over = [] if contest is None else await _over(tx, call)
    if contest is None or not over:
        return [Text(call.say("certificate-no-round"), offer(call.say, "rules", "help"))]
    outcomes = [await _of_round(tx, call, contest, each, call.person) for each in over[:MAX_ROUNDS]]
    given = [each for each in outcomes if isinstance(each, CertificateFile)]
    if given:
        return given
    reasons = "\n".join(each for each in outcomes if isinstance(each, str))
    return [Text(reasons, offer(call.say, "score", "leaderboard"))]


async def check(tx: UnitOfWork, code: str) -> Checked | None:
    """What there is to say of a code; None if no published result has such a certificate."""
    ref = tx.certificates.read(code)
    result = await tx.results.find(ref.round, ref.version) if ref else None
    if ref is None or result is None or ResultMove.PUBLISH not in result.steps:
        return None
    line = await tx.results.line_of(result, ref.person)
    contest, one = await tx.rounds.contest(), await tx.rounds.find(ref.round)
    if contest is None or one is None or line is None or line.full_name is None:
        return None
    current = await tx.results.published(ref.round)
    now = await tx.results.line_of(current, ref.person) if current else None
    is_valid = result.state is ResultState.PUBLISHED
    validity = Validity.VALID if is_valid else Validity.REPLACED
    prizes = await _prizes(tx, contest, current) if current else {}
    prize = prizes.get(ref.person)
    return Checked(validity, contest, one, result, line, current, now, prize)


async def issue_of(tx: UnitOfWork, contest: Contest, one: Round, result: ResultVersion) -> Issue:
    """What the certificates of a published result say, with the prizes that are final."""
    prizes = await _prizes(tx, contest, result)
    return Issue(contest, one, result, contest.letterhead, prizes)


async def _prizes(
    tx: UnitOfWork, contest: Contest, result: ResultVersion
) -> Mapping[PersonId, Prize]:
    awarding = await tx.awards.latest_published(contest.id)
    if awarding is None or awarding.outcome.basis.get(result.round) != result.version:
        return {}
    people = awarding.outcome.people
    return {each.person: each.prize for each in people if each.round == result.round}


def certificate_of(
    tx: UnitOfWork, issue: Issue, line: ResultLine, check_link: CheckLink
) -> Certificate:
    """The words of one certificate; the line must earn one."""
    say, letterhead = wording(DEFAULT_LOCALE), issue.letterhead
    ref = CertificateRef(issue.round.id, issue.result.version, line.person)
    code = tx.certificates.code_of(ref)
    number = say("paper-number", number=_number(issue, line), symbol=letterhead.certificate_symbol)
    return Certificate(
        has_national_heading=letterhead.has_national_heading,
        heads=heads_of(letterhead, issue.contest),
        number=number,
        name=line.full_name or "",
        unit=say("certificate-unit", unit=line.unit_name),
        achievement=achievement(issue.round, line, issue.prizes.get(line.person), say),
        contest=issue.contest.name,
        place_and_day=day_text(letterhead.place, _published_on(issue.result), say),
        signer_titles=letterhead.signer_titles,
        signer=letterhead.signer,
        code=code,
        address=check_link(code),
    )


def file_name(issue: Issue, line: ResultLine) -> str:
    """A name that every system takes, different for each certificate of a result."""
    name = fold(line.full_name or "").replace(" ", "-")
    return f"giay-chung-nhan-{issue.round.id}-{line.place:05}-{name}.pdf"


def achievement(one: Round, line: ResultLine, prize: Prize | None, say: Wording) -> str:
    """What somebody has achieved in a round, in one line."""
    facts: dict[str, str | int] = {
        "round": one.name,
        "score": line.score,
        "total": total_of(one),
    }
    if prize is None:
        return say("certificate-achievement", **facts)
    return say("certificate-achievement-prize", prize=prize_name(prize, say), **facts)


def total_of(one: Round) -> int:
    """The score of somebody with everything right."""
    return one.rules.question_count * one.rules.points_per_question


def heads_of(letterhead: Letterhead, contest: Contest) -> tuple[str, ...]:
    """Who gives a paper, one line each: the authority above first, if one is named."""
    agency = letterhead.agency or contest.organiser
    return tuple(head.upper() for head in (letterhead.authority, agency) if head)


def day_text(place: str, day: date, say: Wording) -> str:
    """Place and day as Decree 30/2020/NĐ-CP has them: small days and January and February with a
    zero."""
    if not place:
        return say("paper-day-no-place", **day_numbers(day))
    return say("paper-day", place=place, **day_numbers(day))


def day_numbers(day: date) -> dict[str, str]:
    """Day, month and year as they stand in ``day_text``."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return {"day": f"{day.day:02}", "month": month, "year": str(day.year)}


async def _over(tx: UnitOfWork, call: Call) -> Sequence[Round]:
    """Rounds that count and have closed, the newest first."""
    rounds = [each for each in await tx.rounds.all() if not each.is_rehearsal]
    over = [each for each in rounds if each.window.closes_at <= call.now]
    return sorted(over, key=lambda each: each.window.closes_at, reverse=True)


async def _of_round(
    tx: UnitOfWork, call: Call, contest: Contest, one: Round, person: Person
) -> str | CertificateFile:
    """Somebody's certificate of a round, or why there is none."""
    result = await tx.results.published(one.id)
    if result is None:
        return call.say("certificate-not-yet", round=one.name)
    line = await tx.results.line_of(result, person.id)
    if line is None or line.full_name is None:
        return call.say("certificate-no-line", round=one.name)
    issue = await issue_of(tx, contest, one, result)
    if not issue.earns(line):
        percent = contest.letterhead.certificate_from_percent
        return call.say("certificate-below", round=one.name, percent=percent)
    certificate = certificate_of(tx, issue, line, call.check_link)
    caption = _caption(certificate, one, call.say)
    return CertificateFile(certificate, file_name(issue, line), caption)


def _caption(certificate: Certificate, one: Round, say: Wording) -> str:
    if certificate.address is None:
        return say("certificate-caption", round=one.name)
    return say("certificate-caption-address", round=one.name, address=certificate.address)


def _number(issue: Issue, line: ResultLine) -> str:
    """Different for each certificate of a contest; a later version is named in it."""
    version = "" if issue.result.version == 1 else f".{issue.result.version}"
    return f"{issue.round.id}{version}-{line.place:04}"


def _published_on(result: ResultVersion) -> date:
    return local_day(result.steps[ResultMove.PUBLISH].at)
