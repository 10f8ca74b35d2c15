from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest

from contest.announcements import Everybody, OfSubtree
from contest.model import PersonId, UnitId
from contest.reminders import ReminderSchedule
from handlers.announcing.actors import Refusal, Refused
from handlers.announcing.composing import read_picture, room_left
from handlers.announcing.messages import once_more, shown, to_person
from handlers.announcing.timing import begins_at, is_resting
from handlers.delivery import try_to_send
from handlers.formats import LOCAL_ZONE
from handlers.ports.addresses import ChatRef
from handlers.ports.announcements import AnnouncementId, NewAnnouncement
from handlers.ports.contents import Announcement, Image, Picture
from handlers.ports.messaging import OutboundMessage
from handlers.ports.outbox import Dead, Sent
from handlers.ports.records import OutboxRow, Recipient
from handlers.quiet_hours import next_waking
from handlers.rendering import MAX_PAGE_LENGTH, utf16_length
from handlers.texts.loader import wording
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import FakeClock

NOW = datetime(2023, 11, 7, 1, 0, tzinfo=UTC)
ONE = AnnouncementId(1)
HOUR = timedelta(hours=1)
DICE = Random(1)  # noqa: S311 - guards nothing
CHAT = ChatRef("zalo", "40", "hoa:1")
PNG = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0....\xff\xd9"


def local(hour: int, minute: int = 0, day: int = 7) -> datetime:
    return datetime(2023, 11, day, hour, minute, tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (local(20, 59), local(20, 59)),
        (local(21), local(6, 30, day=8)),
        (local(0), local(6, 30)),
        (local(6, 29), local(6, 30)),
        (local(6, 30), local(6, 30)),
    ],
)
def test_the_next_waking_instant_is_now_or_the_end_of_the_night(
    instant: datetime, expected: datetime
) -> None:
    assert next_waking(ReminderSchedule(), instant) == expected


def test_a_night_of_one_day_ends_on_that_day_and_no_night_never_begins() -> None:
    siesta = ReminderSchedule(quiet_from=time(12), quiet_to=time(14))
    sleepless = ReminderSchedule(quiet_from=time(0), quiet_to=time(0))

    assert next_waking(siesta, local(13)) == local(14)
    assert next_waking(sleepless, local(0)) == local(0)


@pytest.mark.parametrize(
    ("send_at", "is_forced", "expected"),
    [
        (None, False, local(8)),
        (local(12), False, local(12)),
        (local(22), False, local(6, 30, day=8)),
        (local(22), True, local(22)),
    ],
)
def test_it_begins_at_its_time_or_in_the_morning_after(
    send_at: datetime | None, is_forced: bool, expected: datetime
) -> None:
    content = NewAnnouncement("Mời thi", Everybody(), send_at=send_at, is_forced=is_forced)

    assert begins_at(content, ReminderSchedule(), local(8)) == expected
    assert is_resting(content, ReminderSchedule(), local(23)) is not is_forced


@pytest.mark.parametrize(
    ("data", "media_type"), [(PNG, "image/png"), (JPEG, "image/jpeg")], ids=["png", "jpeg"]
)
def test_a_picture_is_told_by_its_bytes(data: bytes, media_type: str) -> None:
    picture = read_picture(data)

    assert isinstance(picture, Picture)
    assert (picture.media_type, picture.data) == (media_type, data)
    assert len(picture.digest) == 64
    assert "IEND" not in repr(picture)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refusal.NO_PICTURE),
        (b"GIF89a", Refusal.NO_PICTURE),
        (PNG[:-1], Refusal.NO_PICTURE),
        (JPEG[:-2], Refusal.NO_PICTURE),
        (PNG + b"0" * 1_000_000, Refusal.PICTURE_TOO_LARGE),
    ],
    ids=["empty", "gif", "half a png", "half a jpeg", "too large"],
)
def test_other_files_are_refused(data: bytes, reason: Refusal) -> None:
    assert read_picture(data) == Refused(reason)


def test_the_room_that_is_left_is_counted_as_platforms_count() -> None:
    assert room_left("  Mời thi 🎉 \n", has_picture=False) == 1_800 - 10
    assert room_left("🎉" * 476, has_picture=True) == -2


def test_the_longest_text_is_one_message_on_every_platform() -> None:
    say = wording("vi")
    longest = shown(NewAnnouncement("ă" * 1_800, Everybody()), say)
    caption = shown(NewAnnouncement("ă" * 950, Everybody(), Picture("0", "image/png")), say)

    assert isinstance(longest, Announcement)
    assert utf16_length(f"{longest.title}\n\n{longest.body}") <= MAX_PAGE_LENGTH
    assert isinstance(caption, Image)
    assert utf16_length(caption.caption) <= 1_024
    assert caption.file_name == "thong-bao.png"


def test_a_message_keeps_its_recipient_in_its_key_however_often_it_is_sent_again() -> None:
    content, until = NewAnnouncement("Mời thi", Everybody()), NOW + timedelta(days=7)
    person = to_person(ONE, content, Recipient(PersonId(12), CHAT, "en"), NOW)
    group = OutboundMessage(CHAT, f"announcement:1:{CHAT.key}", person.content)

    again = [once_more(ONE, 1, each, until) for each in (person, group)]
    thrice = [once_more(ONE, 3, once_more(ONE, 2, each, until), until) for each in again]

    assert [each.key for each in again] == ["announcement:1:1:12", "announcement:1:1:zalo:40:hoa:1"]
    assert [each.key for each in thrice] == [
        "announcement:1:3:12",
        "announcement:1:3:zalo:40:hoa:1",
    ]
    assert person.content == Announcement("From the organisers", "Mời thi", NOW)
    assert thrice[0].content == Announcement("From the organisers", "Mời thi", until)


def test_anything_that_changes_makes_another_version() -> None:
    base = NewAnnouncement("Mời thi", Everybody())
    others = [
        NewAnnouncement("Mời thi!", Everybody()),
        NewAnnouncement("Mời thi", OfSubtree(UnitId(1))),
        NewAnnouncement("Mời thi", Everybody(), Picture("0", "image/png")),
        NewAnnouncement("Mời thi", Everybody(), send_at=NOW),
        NewAnnouncement("Mời thi", Everybody(), send_at=NOW + timedelta(microseconds=1)),
        NewAnnouncement("Mời thi", Everybody(), is_forced=True),
    ]

    versions = [each.version for each in (base, *others)]

    assert len(set(versions)) == len(versions)
    assert NewAnnouncement("Mời thi", Everybody()).version == base.version
    same = NewAnnouncement("Mời thi", Everybody(), send_at=NOW.astimezone(LOCAL_ZONE))
    assert same.version == others[3].version


@pytest.mark.anyio
@pytest.mark.parametrize("picture", [None, Picture("0", "image/png")], ids=["text", "picture"])
async def test_what_is_fresh_no_longer_is_not_sent(picture: Picture | None) -> None:
    adapter, clock = FakeAdapter(), FakeClock(NOW)
    content = NewAnnouncement("Mời thi", Everybody(), picture)
    late, timely = (shown(content, wording("vi"), until) for until in (NOW, NOW + HOUR))

    settled = [
        await try_to_send(adapter, OutboxRow(5, OutboundMessage(CHAT, "k", each), NOW), clock, DICE)
        for each in (late, timely)
    ]

    assert settled == [Dead(5, "too late"), Sent(5, "message-1", NOW)]
    assert [message.content for message in adapter.sent] == [timely]
