"""Who may come in: the session cookie and the door of the WebSocket."""

import pytest
from websockets.exceptions import InvalidStatus

from bot.web.sessions import MAX_AGE
from tests.integration.web.site import Site

pytestmark = pytest.mark.anyio


async def refusal(site: Site, cookie: str, path: str = "/chat/", origin: str | None = "own") -> int:
    """The status with which the WebSocket is refused."""
    with pytest.raises(InvalidStatus) as refused:
        async with site.page(cookie, path, origin):
            pass
    return refused.value.response.status_code


async def test_the_page_sets_a_cookie_that_only_its_own_path_and_no_script_can_read(
    site: Site,
) -> None:
    attributes = (await site.get("/chat/")).headers["set-cookie"].split("; ")[1:]

    assert sorted(attributes) == ["HttpOnly", f"Max-Age={MAX_AGE}", "Path=/chat/", "SameSite=lax"]


async def test_the_cookie_is_secure_behind_https(site: Site) -> None:
    reply = await site.get("/chat/", X_Forwarded_Proto="https")

    assert "Secure" in reply.headers["set-cookie"].split("; ")


async def test_a_visitor_who_returns_keeps_their_session(site: Site) -> None:
    cookie = await site.cookie()

    assert (await site.get("/chat/", Cookie=cookie)).cookie == cookie


async def test_two_visitors_get_different_sessions(site: Site) -> None:
    assert await site.cookie() != await site.cookie()


async def test_a_tampered_cookie_is_not_a_session(site: Site) -> None:
    cookie = await site.cookie()
    tampered = cookie[:8] + ("A" if cookie[8] != "A" else "B") + cookie[9:]

    assert await refusal(site, tampered) == 403
    assert (await site.get("/chat/session", Cookie=tampered)).status == 401
    assert (await site.get("/chat/", Cookie=tampered)).cookie != tampered


@pytest.mark.parametrize("cookie", ["hoithi=", "hoithi=.", "hoithi=%ff.x", "hoithi=\u00e9.x"])
async def test_rubbish_in_the_cookie_is_not_a_session(site: Site, cookie: str) -> None:
    assert (await site.get("/chat/session", Cookie=cookie)).status == 401


async def test_a_cookie_of_another_chat_on_the_same_origin_is_refused(demo_site: Site) -> None:
    cookie = await demo_site.cookie("/demo/citizen/")

    assert await refusal(demo_site, cookie, "/demo/leader/") == 403


async def test_each_chat_of_the_demonstration_has_its_own_session(demo_site: Site) -> None:
    replies = [await demo_site.get(f"/demo/{role}/") for role in ("citizen", "leader", "organiser")]

    assert len({demo_site.chat(reply.cookie) for reply in replies}) == 3
    assert [reply.headers["set-cookie"].split("; ")[3] for reply in replies] == [
        "Path=/demo/citizen/",
        "Path=/demo/leader/",
        "Path=/demo/organiser/",
    ]


async def test_no_cookie_opens_no_socket(site: Site) -> None:
    assert await refusal(site, "") == 403


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "null",
        "http://[",
        "ftp://127.0.0.1",
        None,
    ],
)
async def test_a_page_of_another_site_opens_no_socket(site: Site, origin: str | None) -> None:
    cookie = await site.cookie()

    assert await refusal(site, cookie, origin=origin) == 403


async def test_the_page_learns_whether_its_session_still_counts(site: Site) -> None:
    cookie = await site.cookie()

    assert (await site.get("/chat/session", Cookie=cookie)).status == 204
    assert (await site.get("/chat/session")).status == 401


async def test_one_address_may_not_start_sessions_without_end(site: Site) -> None:
    for _ in range(300):
        await site.get("/chat/")

    one_more = await site.get("/chat/")
    elsewhere = await site.get("/chat/", X_Forwarded_For="203.0.113.7")

    assert (one_more.status, one_more.headers["retry-after"]) == (429, "60")
    assert elsewhere.status == 200
