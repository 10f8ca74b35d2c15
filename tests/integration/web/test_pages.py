"""The pages and files as a browser gets them: headers, caching, texts, nothing from elsewhere."""

import json
import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from bot.web.app import create_app
from bot.web.assets import assets
from bot.web.chat import (
    LEADER_MENU,
    ORGANISER_MENU,
    Face,
    WebChat,
    page_texts,
    static_path,
)
from handlers import commands
from handlers.texts.loader import LOCALES, wording
from tests.integration.web.site import SECRET, Site, demonstration, one_chat, running_site

pytestmark = pytest.mark.anyio

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
NORMAL_PATHS = [
    "/",
    "/chat",
    "/chat/",
    "/chat/?lang=en",
    "/chat/session",
    "/chat/manifest.webmanifest",
    "/chat/nothing",
    "/static/0/chat.css",
    "/static/0/../app.py",
    "/healthz",
    "/nothing",
]


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[Site]:
    """One for all: looking at a page changes nothing."""
    async with one_chat() as site:
        yield site


@pytest.fixture(scope="module")
async def demo_site() -> AsyncIterator[Site]:
    """One for all."""
    async with demonstration() as site:
        yield site


@pytest.mark.parametrize("path", NORMAL_PATHS)
async def test_every_response_has_the_strict_headers(site: Site, path: str) -> None:
    headers = (await site.get(path)).headers

    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers


@pytest.mark.parametrize("role", ["citizen", "leader", "organiser"])
async def test_only_the_demonstration_may_frame_a_chat(demo_site: Site, role: str) -> None:
    headers = (await demo_site.get(f"/demo/{role}/")).headers

    assert headers["content-security-policy"] == POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )


async def test_the_demonstration_frames_its_own_chats_and_is_framed_by_nobody(
    demo_site: Site,
) -> None:
    page = await demo_site.get("/demo/")

    assert page.headers["content-security-policy"] == f"{POLICY}; frame-src 'self'"
    assert re.findall(r'<iframe src="([^"]*)"', page.body) == [
        "/demo/citizen/",
        "/demo/leader/",
        "/demo/organiser/",
    ]


async def test_the_root_leads_to_the_chat(site: Site) -> None:
    reply = await site.get("/")

    assert (reply.status, reply.headers["location"]) == (307, "/chat/")


async def test_the_root_leads_to_the_demonstration_where_there_is_one(demo_site: Site) -> None:
    assert (await demo_site.get("/")).headers["location"] == "/demo/"


async def test_the_health_check_says_that_pages_may_connect(site: Site) -> None:
    reply = await site.get("/healthz")

    assert (reply.status, reply.body) == (200, '{"status":"ok"}')


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/chat/", "no-store"),
        ("/chat/session", "no-store"),
        ("/healthz", "no-store"),
        ("/static/of-another-version/chat.css", "no-cache"),
    ],
)
async def test_what_may_change_is_not_kept(site: Site, path: str, caching: str) -> None:
    assert (await site.get(path)).headers["cache-control"] == caching


async def test_a_file_of_this_version_is_kept_for_ever(site: Site) -> None:
    reply = await site.get(static_path("chat.js"))

    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.body.encode() == assets().files["chat.js"].body


async def test_an_unknown_page_is_refused_in_vietnamese(site: Site) -> None:
    reply = await site.get("/khong-co")

    assert (reply.status, reply.body) == (404, "Không tìm thấy trang này.")


@pytest.mark.parametrize("path", ["/demo/", "/demo/citizen/"])
async def test_pages_hold_no_inline_code_and_nothing_from_elsewhere(
    demo_site: Site, path: str
) -> None:
    body = (await demo_site.get(path)).body

    addresses = re.findall(r'(?:src|href)="([^"]*)"', body)
    assert addresses
    assert [each for each in addresses if re.match(r"(https?:)?//|data:|javascript:", each)] == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", body) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", body) == []


async def test_a_title_that_is_markup_is_shown_as_text() -> None:
    face = Face(title='<script src="//x"></script> & "Hội thi"')
    async with running_site(
        lambda adapter: create_app([WebChat(adapter, "/chat/", SECRET, face=face)])
    ) as site:
        body = (await site.get("/chat/")).body

    shown = "&lt;script src=&quot;//x&quot;&gt;&lt;/script&gt; &amp; &quot;Hội thi&quot;"
    assert f"<title>{shown}</title>" in body
    assert '<script src="//x' not in body


def test_files_name_no_other_site() -> None:
    for name, asset in assets().files.items():
        found = re.findall(r"https?://[^\s\"')]+", asset.body.decode())
        assert set(found) <= {"http://www.w3.org/2000/svg"}, name


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_page_speaks_its_language_and_hands_its_texts_to_the_script(
    site: Site, locale: str
) -> None:
    body = (await site.get(f"/chat/?lang={locale}")).body

    handed_over = re.search(r'<template id="texts">(.*?)</template>', body, re.DOTALL)
    assert f'<html lang="{locale}">' in body
    assert handed_over is not None
    assert json.loads(unescape(handed_over[1])) == page_texts(wording(locale))
    assert "{{" not in body


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    places = [
        {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in texts.items()}
        for texts in (page_texts(wording(locale)) for locale in LOCALES)
    ]

    assert places[0] == places[1]
    assert places[0]["page-question-count"] == ["{of}", "{position}"]


def test_every_text_that_the_script_asks_for_is_there() -> None:
    texts = page_texts(wording("vi"))
    scripts = "".join(
        asset.body.decode()
        for name, asset in assets().files.items()
        if name.endswith(".js") and not name.startswith("live-")
    )

    asked_for = re.findall(r'\btext\(\s*"([a-z-]+)"', scripts)
    assert len(asked_for) > 10
    assert {f"page-{key}" for key in asked_for} <= set(texts)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("menu", [Face().menu, LEADER_MENU, ORGANISER_MENU, ("command-start",)])
def test_every_entry_of_a_menu_is_understood_when_it_is_sent_as_text(
    menu: tuple[str, ...], locale: str
) -> None:
    say = wording(locale)

    understood = [commands.read(say(key)) for key in menu]

    names = [given.command.name for given in understood if given is not None]
    assert names == [key.removeprefix("command-") for key in menu]


async def test_the_manifest_starts_the_chat_it_belongs_to(site: Site) -> None:
    manifest = json.loads((await site.get("/chat/manifest.webmanifest")).body)

    assert (manifest["start_url"], manifest["scope"]) == ("/chat/", "/chat/")
    assert (await site.get(manifest["icons"][0]["src"])).headers["content-type"] == "image/svg+xml"
