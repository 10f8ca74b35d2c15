"""sendPoll and stopPoll, and what people's votes do to a poll.

Sources: telegram-bot-api ``Client::process_send_poll_query``, ``process_stop_poll_query``,
``JsonPoll``, ``JsonPollAnswer`` and ``add_update_poll_answer``; tdlib/td ``PollManager.cpp``
(``setPollAnswer``, ``stop_poll``), ``MessageContent.cpp`` and ``PollOption.cpp`` for the checks.
"""

from dataclasses import dataclass, field

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.chats import Access
from tests.platforms.telegram.errors import bad_request
from tests.platforms.telegram.keyboards import Kind, read_keyboard
from tests.platforms.telegram.model import User
from tests.platforms.telegram.replies import Reply, ok_reply
from tests.platforms.telegram.sending import post
from tests.platforms.telegram.texts import NO_TEXT, FormattedText, as_json, cleaned
from tests.platforms.telegram.world import World

MAX_QUESTION_LENGTH = 300
MAX_OPTIONS = 12
MAX_OPTION_LENGTH = 100
MAX_EXPLANATION_LENGTH = 200
MAX_EXPLANATION_LINES = 3
NOT_EMULATED = ("allow_adding_options", "close_date", "description", "media", "open_period")


@dataclass(slots=True, eq=False)
class Poll:
    """A poll; whoever sees a message with it sees this.

    Attributes:
        correct: places of the right options; empty unless it is a quiz.
        hides_results: nobody sees results before it is closed.
        votes: places chosen, by person.
    """

    id: str
    owner: User
    question: str
    options: tuple[str, ...]
    is_anonymous: bool
    allows_multiple: bool
    allows_revoting: bool
    hides_results: bool
    correct: tuple[int, ...] = ()
    explanation: str = ""
    is_closed: bool = False
    votes: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def counts(self) -> list[int]:
        """Voters of each option, as bots see them at any time."""
        places = range(len(self.options))
        return [sum(place in chosen for chosen in self.votes.values()) for place in places]

    @property
    def json(self) -> str:
        """The Poll object."""
        fields: dict[str, object] = {
            "id": self.id,
            "question": self.question,
            "options": [
                {"persistent_id": str(place), "text": text, "voter_count": count}
                for place, (text, count) in enumerate(zip(self.options, self.counts, strict=True))
            ],
            "total_voter_count": len(self.votes),
            "is_closed": self.is_closed,
            "is_anonymous": self.is_anonymous,
            "allows_multiple_answers": self.allows_multiple,
            "allows_revoting": self.allows_revoting,
            "members_only": False,
            "type": "quiz" if self.correct else "regular",
        }
        if self.correct:
            fields["correct_option_ids"] = list(self.correct)
        if self.explanation:
            fields["explanation"] = self.explanation
        return as_json(fields)

    @property
    def lane(self) -> int:
        """A webhook is brought the updates of one poll one after the other."""
        return int(self.id)

    def answer_json(self, user: User) -> str:
        """The PollAnswer object: no chat and no time; empty lists once the vote was retracted."""
        chosen = self.votes.get(user.id, ())
        persistent = ",".join(f'"{place}"' for place in chosen)
        return (
            f'{{"poll_id":"{self.id}","user":{user.json},'
            f'"option_ids":{list(chosen)},"option_persistent_ids":[{persistent}]}}'
        )


def send_poll(world: World, bot: Bot, params: Params) -> Reply:
    """Not emulated parameters are refused, so that nobody relies on them."""
    unknown = next((name for name in NOT_EMULATED if params.has(name)), None)
    if unknown is not None:
        raise bad_request(f"{unknown} is not emulated")
    question, options = params.text("question"), _options(params)
    correct, explanation = _solution(params)
    keyboard = read_keyboard(params)
    chat = world.find_chat(bot, params, Access.WRITE)
    poll = Poll(
        id=str(next(world.poll_ids)),
        owner=bot.user,
        question=_checked(question, MAX_QUESTION_LENGTH, "question"),
        options=_checked_options(options),
        is_anonymous=params.flag("is_anonymous") if params.has("is_anonymous") else True,
        allows_multiple=params.flag("allows_multiple_answers"),
        allows_revoting=_allows_revoting(params),
        hides_results=params.flag("hide_results_until_closes"),
        correct=correct,
        explanation=explanation,
        is_closed=params.flag("is_closed"),
    )
    _check_solution(poll, is_quiz=params.text("type") == "quiz")
    return post(world, bot, chat, params, NO_TEXT, keyboard, poll=poll)


def stop_poll(world: World, bot: Bot, params: Params) -> Reply:
    keyboard = read_keyboard(params)
    if keyboard is not None and keyboard.kind is not Kind.INLINE:
        raise bad_request("inline keyboard expected")
    chat = world.find_chat(bot, params, Access.EDIT)
    message = world.find_message(chat, params, "message_id", "message with poll to stop")
    poll = message.poll
    if not isinstance(poll, Poll):
        raise bad_request("message is not a poll")
    if poll.is_closed:
        raise bad_request("poll has already been closed")
    if message.sender is not bot.user:
        raise bad_request("poll can't be stopped")
    world.admit(bot, chat)
    poll.is_closed = True
    message.keyboard = keyboard
    chat.wake()
    bot.queue.push("poll", poll.json, poll.lane)
    return ok_reply(poll.json)


def _options(params: Params) -> list[str]:
    try:
        listed = params.decoded("options")
    except ValueError:
        raise bad_request("can't parse options JSON object") from None
    if not isinstance(listed, list):
        raise bad_request("expected an Array of String as options")
    return [_option(value) for value in listed]


def _option(value: object) -> str:
    """The text of an option, which older clients write as a plain string."""
    text = value.get("text") if isinstance(value, dict) else value
    if not isinstance(text, str):
        raise bad_request("can't parse InputPollOption: Expected InputPollOption to be an Object")
    return text


def _solution(params: Params) -> tuple[tuple[int, ...], str]:
    kind = params.text("type")
    if kind not in ("", "regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    if kind != "quiz":
        return (), ""
    if not params.has("correct_option_ids"):
        place = params.integer("correct_option_id", -1)
        return (() if place < 0 else (place,)), params.text("explanation")
    try:
        listed = params.decoded("correct_option_ids")
    except ValueError:
        raise bad_request("can't parse correct option identifiers JSON object") from None
    if not isinstance(listed, list):
        raise bad_request("expected an Array of correct option identifiers")
    if not all(type(place) is int for place in listed):
        raise bad_request("correct option identifier must be of type Number")
    return tuple(listed), params.text("explanation")


def _check_solution(poll: Poll, *, is_quiz: bool) -> None:
    if not is_quiz:
        return
    if not poll.correct:
        raise bad_request("correct quiz option list must be non-empty")
    if list(poll.correct) != sorted(set(poll.correct)):
        raise bad_request("correct quiz option list must be increasing")
    if not 0 <= poll.correct[0] <= poll.correct[-1] < len(poll.options):
        raise bad_request("wrong quiz correct_option_id")
    if len(poll.explanation) > MAX_EXPLANATION_LENGTH:
        raise bad_request("quiz explanation must have at most 200 characters")
    if len(poll.explanation.split("\n")) > MAX_EXPLANATION_LINES:
        raise bad_request("quiz explanation must have at most 2 line feeds")


def _allows_revoting(params: Params) -> bool:
    if params.has("allows_revoting"):
        return params.flag("allows_revoting")
    return params.text("type") != "quiz"


def _checked_options(options: list[str]) -> tuple[str, ...]:
    if not options:
        raise bad_request("poll must have at least one answer option")
    if len(options) > MAX_OPTIONS:
        raise bad_request(f"poll can't have more than {MAX_OPTIONS} options")
    return tuple(_checked(option, MAX_OPTION_LENGTH, "options") for option in options)


def _checked(source: str, most: int, what: str) -> str:
    text = cleaned(FormattedText(source)).text
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > most:
        raise bad_request(f"poll {what} length must not exceed {most}")
    return text
