"""A contestant with a browser tab, without the browser: speaks the page's protocol."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

BUSY = "busy"
BUSY_SECONDS = 0.5
"""Before something is pressed again that a busy server has refused."""
PATIENCE = 30.0
"""Seconds after which what has not happened is taken to have failed."""


@dataclass
class WebPlayer:
    """Keeps what it has sent until it is acknowledged, as the page does.

    Attributes:
        unacknowledged: frames to be sent again after a reconnect, by their id.
        refused: frames that were not taken in, as the server was busy.
        verdicts: what each frame was acknowledged with.
        question: the newest question on the screen.
        clock: what the last greeting said about the open question.
    """

    host: str
    cookie: str
    socket: ClientConnection
    unacknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    question: dict[str, Any] | None = None
    question_at: float = 0.0
    clock: dict[str, Any] | None = None
    refused: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    offered: list[dict[str, str]] = field(default_factory=list)
    has_ended: bool = False
    patience: float = PATIENCE

    @classmethod
    async def join(cls, host: str) -> "WebPlayer":
        """Open the page as a new visitor."""
        cookie = await _cookie(host)
        player = cls(host, cookie, await _open(host, cookie))
        await player.hear("hello")
        return player

    async def reconnect(self) -> None:
        """Open the socket again, see the transcript, send again what was not acknowledged."""
        self.socket = await _open(self.host, self.cookie)
        hello = await self.hear("hello")
        self.clock = hello["clock"]
        for frame in list(self.unacknowledged.values()):
            await self.socket.send(json.dumps(frame))

    async def say(self, text: str) -> None:
        """Type something and wait for what it brings."""
        await self.write("say", text=text)
        await self.acknowledged()

    async def press(self, label: str) -> None:
        """Press a choice under that label, once it is offered."""
        while not (payloads := [c["payload"] for c in self.offered if c["label"] == label]):
            await self.hear("message")
        self.offered.clear()
        await self.write("choose", payload=payloads[-1])
        await self.acknowledged()

    async def choose(self, place: int) -> str:
        """Choose an option of the newest question; returns the frame's id, without waiting."""
        assert self.question is not None
        return await self.write("choose", payload=self.question["options"][place]["payload"])

    async def write(self, type_: str, **fields: Any) -> str:
        """Send a frame under a new id."""
        frame = {"type": type_, "id": str(uuid4()), **fields}
        self.unacknowledged[frame["id"]] = frame
        await self.socket.send(json.dumps(frame))
        return str(frame["id"])

    async def acknowledged(self) -> None:
        """Listen until everything sent is acknowledged; press again what was refused as busy."""
        while self.unacknowledged or self.refused:
            if self.refused:
                await asyncio.sleep(BUSY_SECONDS)
            for frame in [self.refused.pop() for _ in range(len(self.refused))]:
                self.unacknowledged[frame["id"]] = frame
                await self.socket.send(json.dumps(frame))
            await self.hear("ack")

    async def sees_question(self, position: int) -> None:
        """Listen until the question at ``position`` is on the screen."""
        while self.question is None or self.question["position"] < position:
            await self.hear("message")

    async def sees_end(self) -> None:
        """Listen until the attempt has ended."""
        while not self.has_ended:
            await self.hear("message")

    async def hear(self, type_: str) -> dict[str, Any]:
        """The next frame of that type; everything on the way is taken in."""
        with anyio.fail_after(self.patience):
            while True:
                frame: dict[str, Any] = json.loads(await self.socket.recv())
                self._take_in(frame)
                if frame["type"] == type_:
                    return frame

    def _take_in(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "ack":
                sent = self.unacknowledged.pop(frame["id"], None)
                self.verdicts[frame["id"]] = frame["verdict"]
                if frame["verdict"] == BUSY and sent is not None:
                    self.refused.append(sent)
            case "message":
                self._show(frame["message"])
            case "hello":
                for message in frame["messages"]:
                    self._show(message)

    def _show(self, message: dict[str, Any]) -> None:
        if message["kind"] == "question":
            shown = message["question"]
            if self.question is None or shown["position"] > self.question["position"]:
                self.question, self.question_at = shown, time.monotonic()
            return
        self.texts.append(message.get("body", ""))
        self.offered += message.get("choices", [])
        self.has_ended = self.has_ended or message["id"].endswith(":end")

    async def leave(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def is_cut_off(self) -> None:
        """Listen until the connection is gone."""
        with anyio.fail_after(PATIENCE):
            try:
                while True:
                    self._take_in(json.loads(await self.socket.recv()))
            except ConnectionClosed:
                return


async def register(player: WebPlayer, name: str) -> None:
    """Go through the registration dialogue."""
    await player.say("bắt đầu")
    await player.press("Đồng ý")
    await player.say(name)
    await player.say("08/11/1980")
    await player.say("so noi vu")
    await player.press("Sở Nội vụ")
    await player.press("Cán bộ, công chức, viên chức")
    await player.press("Không cung cấp")
    await player.press("Đúng")


async def _cookie(host: str) -> str:
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    writer.write(f"GET /chat/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.read()).partition(b"\r\n\r\n")[0].decode()
    writer.close()
    await writer.wait_closed()
    line = next(line for line in head.split("\r\n") if line.lower().startswith("set-cookie:"))
    return line.partition(":")[2].strip().partition(";")[0]


async def _open(host: str, cookie: str) -> ClientConnection:
    return await connect(
        f"ws://{host}/chat/socket",
        origin=Origin(f"http://{host}"),
        additional_headers={"Cookie": cookie},
        proxy=None,
        compression=None,
        ping_interval=None,
    )
