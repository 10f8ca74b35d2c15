"""What those who run a live round are told by the system itself, in their private chats."""

from collections.abc import Iterable, Sequence

from handlers.live_hosting.texts import Situation, situation_text, trouble_lines
from handlers.live_hosting.views import actions
from handlers.ports.contents import Text
from handlers.ports.live_records import HostedRound
from handlers.ports.records import Official
from handlers.texts.loader import Wording


def told(staff: Iterable[Official], host_key: str) -> Sequence[Official]:
    """Whom to write to: the host, or everybody who runs the contest if the host is none of them.

    Args:
        staff: holders of ``handlers.commands.STAFF``; somebody with two roles is there twice.
    """
    each = {official.user_key: official for official in staff}
    return [each[host_key]] if host_key in each else list(each.values())


def trouble_notice(hosted: HostedRound, answered: int, say: Wording) -> Text:
    """Tell that rooms keep the question from being closed, with the choices to decide by."""
    one = Situation(hosted, answered)
    head = say(
        "live-trouble-told",
        number=hosted.id,
        title=hosted.title,
        position=one.live.position,
        of=one.live.question_count,
    )
    return Text("\n".join([head, *trouble_lines(one, say)]), actions(one, say))


def no_room_notice(hosted: HostedRound, say: Wording) -> Text:
    """Tell that nothing could be asked, as the bot is in no room."""
    one = Situation(hosted)
    head = say("live-no-room-told", title=hosted.title)
    return Text(f"{head}\n\n{situation_text(one, say)}", actions(one, say))
