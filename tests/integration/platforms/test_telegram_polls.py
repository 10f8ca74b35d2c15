"""Polls: what is refused, who may vote, what a bot hears of it, and how a poll is closed."""

import pytest

from tests.integration.platforms.conftest import Answer, Caller
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import GroupLife, NotPossibleError, Person
from tests.platforms.telegram.polls import Poll
from tests.platforms.telegram.timing import ManualTime

pytestmark = pytest.mark.anyio

QUESTION = "Chỉ số nào do người dân chấm?"
OPTIONS = [{"text": "PAR INDEX"}, {"text": "SIPAS"}]


@pytest.fixture
def owner(telegram: TelegramEmulator) -> Person:
    return telegram.person(21, "Bình")


@pytest.fixture
def room(telegram: TelegramEmulator, owner: Person) -> GroupLife:
    room = telegram.group(owner, "Sở Nội vụ")
    room.add_bot(telegram.bot)
    return room


async def posted(call: Caller, room: GroupLife, **params: object) -> Message:
    """A poll in the room whose voters are known to the bot."""
    settings = {"is_anonymous": False, **params}
    sent = await call.result(
        "sendPoll", chat_id=room.id, question=QUESTION, options=OPTIONS, **settings
    )
    return room.chat.messages[sent["message_id"]]


async def heard(call: Caller, kind: str) -> list[Answer]:
    updates = await call.updates(allowed_updates=["poll", "poll_answer"])
    return [update[kind] for update in updates if kind in update]


async def test_a_poll_is_shown_open_and_anonymous_unless_it_is_told_otherwise(
    room: GroupLife, call: Caller
) -> None:
    sent = await call.result("sendPoll", chat_id=room.id, question=QUESTION, options=["A", "B"])

    assert "text" not in sent
    poll = sent["poll"]
    assert (poll["question"], poll["type"]) == (QUESTION, "regular")
    assert [(option["text"], option["voter_count"]) for option in poll["options"]] == [
        ("A", 0),
        ("B", 0),
    ]
    assert (poll["is_anonymous"], poll["allows_revoting"], poll["is_closed"]) == (True, True, False)


async def test_a_vote_tells_the_bot_the_poll_and_the_person_and_no_chat(
    room: GroupLife, owner: Person, call: Caller
) -> None:
    question = await posted(call, room)

    owner.vote(question, 1)

    assert isinstance(question.poll, Poll)
    (answer,) = await heard(call, "poll_answer")
    assert set(answer) == {"poll_id", "user", "option_ids", "option_persistent_ids"}
    assert (answer["poll_id"], answer["user"]["id"]) == (question.poll.id, 21)
    assert answer["option_ids"] == [1]
    assert question.poll.counts == [0, 1]


async def test_a_vote_in_an_anonymous_poll_tells_nobody(
    room: GroupLife, owner: Person, call: Caller
) -> None:
    question = await posted(call, room, is_anonymous=True)

    owner.vote(question, 0)

    assert await heard(call, "poll_answer") == []


async def test_a_vote_is_changed_and_taken_back_where_the_poll_allows_it(
    room: GroupLife, owner: Person, call: Caller
) -> None:
    question = await posted(call, room)

    owner.vote(question, 0)
    owner.vote(question, 1)
    owner.vote(question, 1)
    owner.retract(question)

    assert [one["option_ids"] for one in await heard(call, "poll_answer")] == [[0], [1], []]


async def test_a_vote_is_final_where_the_poll_says_so(
    room: GroupLife, owner: Person, call: Caller
) -> None:
    question = await posted(call, room, allows_revoting=False)
    owner.vote(question, 0)

    with pytest.raises(NotPossibleError):
        owner.vote(question, 1)
    with pytest.raises(NotPossibleError):
        owner.retract(question)


async def test_a_copy_of_a_poll_reaches_people_outside_unless_it_is_protected(
    telegram: TelegramEmulator, room: GroupLife, call: Caller
) -> None:
    outsider = telegram.person(99, "Người lạ")

    outsider.vote(await posted(call, room), 0)
    with pytest.raises(NotPossibleError):
        outsider.vote(await posted(call, room, protect_content=True), 0)

    assert [one["user"]["id"] for one in await heard(call, "poll_answer")] == [99]


async def test_a_stopped_poll_takes_no_votes_and_is_stopped_once(
    room: GroupLife, owner: Person, call: Caller
) -> None:
    question = await posted(call, room)
    owner.vote(question, 0)
    place = {"chat_id": room.id, "message_id": question.message_id}

    stopped = await call.result("stopPoll", **place)
    with pytest.raises(NotPossibleError):
        owner.vote(question, 1)

    assert (stopped["is_closed"], stopped["total_voter_count"]) == (True, 1)
    assert await call.refusal("stopPoll", **place) == "Bad Request: poll has already been closed"
    assert [one["is_closed"] for one in await heard(call, "poll")] == [False, True]


async def test_only_a_poll_can_be_stopped_and_its_text_cannot_be_edited(
    room: GroupLife, call: Caller
) -> None:
    text = await call.result("sendMessage", chat_id=room.id, text="Chào cả nhà")
    poll = await posted(call, room)

    refusals = [
        await call.refusal("stopPoll", chat_id=room.id, message_id=text["message_id"]),
        await call.refusal("stopPoll", chat_id=room.id, message_id=9_999),
        await call.refusal(
            "editMessageText", chat_id=room.id, message_id=poll.message_id, text="khác"
        ),
    ]

    assert refusals == [
        "Bad Request: message is not a poll",
        "Bad Request: message with poll to stop not found",
        "Bad Request: there is no text in the message to edit",
    ]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"question": " "}, "text must be non-empty"),
        ({"question": "á" * 301}, "poll question length must not exceed 300"),
        ({"options": []}, "poll must have at least one answer option"),
        ({"options": ["A"] * 13}, "poll can't have more than 12 options"),
        ({"options": ["A", ""]}, "text must be non-empty"),
        ({"options": ["á" * 101]}, "poll options length must not exceed 100"),
        ({"options": "A, B"}, "can't parse options JSON object"),
        ({"options": {"text": "A"}}, "expected an Array of String as options"),
        ({"type": "survey"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "correct quiz option list must be non-empty"),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong quiz correct_option_id"),
        (
            {"type": "quiz", "correct_option_ids": [1, 0]},
            "correct quiz option list must be increasing",
        ),
        (
            {"type": "quiz", "correct_option_ids": [0], "explanation": "á" * 201},
            "quiz explanation must have at most 200 characters",
        ),
        ({"open_period": 20}, "open_period is not emulated"),
    ],
)
async def test_what_telegram_does_not_take_is_refused(
    room: GroupLife, call: Caller, params: dict[str, object], description: str
) -> None:
    asked = {"chat_id": room.id, "question": QUESTION, "options": OPTIONS, **params}

    assert await call.refusal("sendPoll", **asked) == f"Bad Request: {description}"


async def test_a_poll_takes_as_much_as_telegram_grants(room: GroupLife, call: Caller) -> None:
    options = [{"text": f"{number:02}{'á' * 98}"} for number in range(12)]

    sent = await call.result("sendPoll", chat_id=room.id, question="á" * 300, options=options)

    assert len(sent["poll"]["options"]) == 12
    quiz = await call.result(
        "sendPoll",
        chat_id=room.id,
        question=QUESTION,
        options=options,
        type="quiz",
        correct_option_ids=[0, 11],
    )
    assert (quiz["poll"]["type"], quiz["poll"]["allows_revoting"]) == ("quiz", False)


async def test_polls_and_their_closing_count_among_the_twenty_messages_of_a_group(
    time: ManualTime, slow_telegram: TelegramEmulator, slow_call: Caller
) -> None:
    room = slow_telegram.group(slow_telegram.person(21), "Sở Nội vụ")
    room.add_bot(slow_telegram.bot)
    for _ in range(10):
        time.advance(3.0)
        question = await posted(slow_call, room)
        await slow_call.result("stopPoll", chat_id=room.id, message_id=question.message_id)

    refused = await slow_call("sendMessage", chat_id=room.id, text="x")

    # The first two were sent 27 seconds ago.
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 33})
