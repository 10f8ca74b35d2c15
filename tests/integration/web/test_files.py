"""Files of messages: for their own chat, by an address for platforms, and for nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import unquote

import pytest

from bot.documents.attachments import XLSX
from bot.web.app import create_app
from bot.web.chat import WebChat
from bot.web.files import PublicPictures, file_token, key_of
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Bar, Bars, Content, Document, Image, Sheet, SheetColumn, Text
from handlers.ports.messaging import OutboundMessage
from tests.integration.web.site import SECRET, Site, running_site

pytestmark = pytest.mark.anyio

PICTURE = Image(
    Bars("Sở Nội vụ", "Vòng 1", (Bar("Lãnh đạo cấp phòng", 7, 8, 15),)),
    "so-noi-vu.png",
    "Sở Nội vụ: lãnh đạo cấp phòng 7/15, cần 8, thiếu 1.",
)
TABLE = Document(
    Sheet("Vòng 1", "Tình hình tham gia", (SheetColumn("Đơn vị"),), (("Sở Nội vụ",), ("Sở Y tế",))),
    'Tình hình "vòng 1".xlsx',
    "Tình hình tham gia của 2 đơn vị.",
)
KEY = "reminder:7/2023-11-14:Sở?&#"


def address(key: str, path: str = "/chat/") -> str:
    return f"{path}files/{file_token(key)}"


def store(site: Site, cookie: str, content: Content, key: str = KEY) -> OutboundMessage:
    """A message that a chat was sent before anybody looked."""
    message = OutboundMessage(site.chat(cookie), key, content)
    site.core.sent[message.chat.chat_id].append(message)
    return message


async def test_a_page_is_told_where_the_picture_is_and_gets_it_there(site: Site) -> None:
    cookie = await site.cookie()
    async with site.page(cookie) as page:
        await site.send(site.chat(cookie), KEY, PICTURE)
        message = (await page.hear("message"))["message"]

    reply = await site.get(f"/chat/{message['file']['address']}", Cookie=cookie)

    assert (message["kind"], message["body"]) == ("image", PICTURE.caption)
    assert message["file"]["name"] == "so-noi-vu.png"
    assert reply.status == 200
    assert reply.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["content-disposition"] == "inline; filename*=UTF-8''so-noi-vu.png"


async def test_a_page_is_told_of_a_document_with_its_name_and_size_and_can_keep_it(
    site: Site,
) -> None:
    cookie = await site.cookie()
    store(site, cookie, TABLE)
    async with site.line(cookie) as page:
        (message,) = (await page.hear("hello"))["messages"]

    reply = await site.get(f"/chat/{message['file']['address']}", Cookie=cookie)

    assert (message["kind"], message["body"]) == ("document", TABLE.caption)
    assert (message["file"]["name"], message["file"]["rows"]) == (TABLE.file_name, 2)
    assert reply.status == 200
    assert reply.content.startswith(b"PK\x03\x04")
    assert reply.headers["content-type"] == XLSX
    kind, _, name = reply.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert (kind, unquote(name)) == ("attachment", TABLE.file_name)
    assert name.isascii()
    assert '"' not in name


@pytest.mark.parametrize("content", [PICTURE, TABLE])
async def test_a_file_is_not_kept_and_not_guessed_at(site: Site, content: Content) -> None:
    cookie = await site.cookie()
    store(site, cookie, content)

    headers = (await site.get(address(KEY), Cookie=cookie)).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_nobody_gets_a_file_of_another_chat(site: Site) -> None:
    owner, other = await site.cookie(), await site.cookie()
    store(site, owner, PICTURE)
    await site.send(site.chat(owner), "just sent", PICTURE)

    for key in (KEY, "just sent"):
        assert (await site.get(address(key), Cookie=owner)).status == 200
        assert (await site.get(address(key), Cookie=other)).status == 404


async def test_without_a_session_there_are_no_files(site: Site) -> None:
    cookie = await site.cookie()
    store(site, cookie, PICTURE)
    forged = cookie.partition(".")[0] + ".AAAA"

    for header in ("", forged):
        assert (await site.get(address(KEY), Cookie=header)).status == 404


async def test_a_session_of_another_chat_on_the_same_origin_opens_nothing(demo_site: Site) -> None:
    cookie = await demo_site.cookie("/demo/citizen/")
    store(demo_site, cookie, PICTURE)

    citizen, leader = (address(KEY, f"/demo/{role}/") for role in ("citizen", "leader"))

    assert (await demo_site.get(citizen, Cookie=cookie)).status == 200
    assert (await demo_site.get(leader, Cookie=cookie)).status == 404


async def test_a_message_without_a_file_has_none(site: Site) -> None:
    cookie = await site.cookie()
    store(site, cookie, Text("Xin chào"))

    reply = await site.get(address(KEY), Cookie=cookie)

    assert (reply.status, reply.body) == (404, "Không tìm thấy trang này.")


@pytest.mark.parametrize("token", ["!", "%ff", "A", "_w", "", "..", "a/b", "A" * 5_000])
async def test_rubbish_is_no_file(site: Site, token: str) -> None:
    cookie = await site.cookie()

    assert (await site.get(f"/chat/files/{token}", Cookie=cookie)).status == 404


@pytest.mark.parametrize("key", [KEY, "a/b//c", "..", "%2F", "é🇻🇳"])
def test_every_key_is_one_part_of_a_path(key: str) -> None:
    token = file_token(key)

    assert token.isascii()
    assert set(token) - set("-_") == {letter for letter in token if letter.isalnum()}
    assert key_of(token) == key


class Outbox:
    """Messages by their keys."""

    def __init__(self) -> None:
        self.messages: dict[str, OutboundMessage] = {}

    async def find(self, key: str) -> OutboundMessage | None:
        return self.messages.get(key)


PUBLIC_URL = "https://hoithi.example.gov.vn/"
GROUP = OutboundMessage(ChatRef("zalo", "bot", "g1"), KEY, PICTURE)


@pytest.fixture
def outbox() -> Outbox:
    outbox = Outbox()
    outbox.messages[KEY] = GROUP
    return outbox


@pytest.fixture
def pictures(outbox: Outbox) -> PublicPictures:
    return PublicPictures(SECRET, PUBLIC_URL, outbox.find)


@pytest.fixture
async def public_site(pictures: PublicPictures) -> AsyncIterator[Site]:
    async with running_site(
        lambda adapter: create_app([WebChat(adapter, "/chat/", SECRET)], pictures=pictures)
    ) as site:
        yield site


def path_of(url: str) -> str:
    assert url.startswith("https://hoithi.example.gov.vn/pictures/")
    return url.removeprefix("https://hoithi.example.gov.vn")


async def test_a_platform_fetches_a_picture_by_its_address_without_a_session(
    public_site: Site, pictures: PublicPictures
) -> None:
    url = pictures.url_of(GROUP)

    reply = await public_site.get(path_of(url))

    assert url.endswith(".png")
    assert reply.status == 200
    assert reply.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert reply.headers["content-type"] == "image/png"


async def test_an_address_is_of_no_use_for_another_message(
    public_site: Site, pictures: PublicPictures, outbox: Outbox
) -> None:
    outbox.messages["other"] = replace(GROUP, key="other")
    path = path_of(pictures.url_of(GROUP))
    signature = path.partition(".")[2]

    replies = [
        await public_site.get(f"/pictures/{name}")
        for name in (
            f"{file_token('other')}.{signature}",
            file_token(KEY),
            f"{file_token(KEY)}.png",
        )
    ]

    assert (await public_site.get(path_of(pictures.url_of(outbox.messages["other"])))).status == 200
    assert [reply.status for reply in replies] == [404, 404, 404]


async def test_whoever_does_not_know_the_secret_makes_no_addresses(
    public_site: Site, outbox: Outbox
) -> None:
    forged = PublicPictures(SECRET[::-1], PUBLIC_URL, outbox.find).url_of(GROUP)

    assert (await public_site.get(path_of(forged))).status == 404


@pytest.mark.parametrize("content", [TABLE, Text("Xin chào")])
async def test_only_pictures_are_public(
    public_site: Site, pictures: PublicPictures, outbox: Outbox, content: Content
) -> None:
    outbox.messages[KEY] = replace(GROUP, content=content)

    assert (await public_site.get(path_of(pictures.url_of(GROUP)))).status == 404


async def test_a_picture_that_is_gone_is_not_found(
    public_site: Site, pictures: PublicPictures, outbox: Outbox
) -> None:
    del outbox.messages[KEY]

    assert (await public_site.get(path_of(pictures.url_of(GROUP)))).status == 404


async def test_where_no_platform_needs_them_there_are_no_public_pictures(
    site: Site, pictures: PublicPictures
) -> None:
    assert (await site.get(path_of(pictures.url_of(GROUP)))).status == 404
