"""The page that checks certificates: valid, replaced, forged, unknown, and asked too often."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import update

from bot.web.app import create_app
from bot.web.verification import CHECK_RATE, CertificatePages
from contest.model import PersonId
from handlers.ports.certificates import CertificateRef
from storage.engine import Database
from storage.tables.people import person_table
from tests.fakes.clock import FakeClock
from tests.integration.publishing import published
from tests.integration.storage.played import LATER, Attempted, close, play
from tests.integration.storage.world import World, create_world
from tests.integration.web.site import Reply, Site, running_site
from tests.unit.documents.certificates import addresses_of, texts_of

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

HOA, BINH = PersonId(1), PersonId(2)
ADDRESS = "https://hoithi.example.vn/xac-minh/"


@dataclass
class Desk:
    """Somebody with certificates in hand, and the page to check them on."""

    site: Site
    world: World
    clock: FakeClock

    async def code(self, person: PersonId = HOA, version: int = 1) -> str:
        async with self.world.begin.reading() as tx:
            return tx.certificates.code_of(CertificateRef(self.world.round.id, version, person))

    async def look(self, code: str, query: str = "") -> Reply:
        return await self.site.get(f"/xac-minh/{quote(code, safe='')}{query}")

    async def publish(self, reason: str = "") -> None:
        await published(self.world.database, self.world.begin, self.world.round.id, LATER, reason)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    """Two people have played; the result is published."""
    world, clock = await create_world(database), FakeClock()
    await play(world, [Attempted(HOA), Attempted(BINH, (1, 1, 0), unit="SO-TP")])
    await close(world)
    pages = CertificatePages(world.begin.reading, clock, lambda code: f"{ADDRESS}{code}")
    async with running_site(lambda _: create_app([], certificates=pages)) as site:
        desk = Desk(site, world, clock)
        await desk.publish()
        yield desk


def outcome(reply: Reply) -> str:
    """What the page says of a code."""
    found = re.search(r'data-outcome="(\w+)"', reply.body)
    assert found is not None
    return found[1]


def facts(reply: Reply) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", reply.body))


async def test_a_valid_certificate_is_shown_as_it_was_published(desk: Desk) -> None:
    reply = await desk.look(await desk.code())

    assert (reply.status, outcome(reply)) == (200, "valid")
    assert "<h2>Giấy chứng nhận có hiệu lực</h2>" in reply.body
    assert facts(reply) == {
        "Họ và tên": "Nguyễn Văn 1",
        "Đơn vị": "Sở Nội vụ",
        "Thành tích ghi trên giấy": "Đã hoàn thành Vòng 1 với kết quả 3/3 điểm",
        "Cuộc thi": "Tìm hiểu CCHC",
        "Đơn vị tổ chức": "Sở Nội vụ",
        "Ngày công bố kết quả": "22/11/2023",
    }


async def test_the_page_tells_no_birth_date_and_nothing_of_others(desk: Desk) -> None:
    body = (await desk.look(await desk.code())).body

    assert "1990" not in body
    assert "Nguyễn Văn 2" not in body
    assert "chat-" not in body


async def test_the_page_speaks_english_too(desk: Desk) -> None:
    code = await desk.code()

    reply = await desk.look(code, "?lang=en")

    assert '<html lang="en">' in reply.body
    assert "This certificate is valid" in reply.body
    assert facts(reply)["Achievement on the certificate"] == "Completed Vòng 1 with 3 of 3 points"
    assert 'href="?lang=vi"' in reply.body
    assert 'href="?lang=en"' in (await desk.look(code)).body


async def test_a_certificate_of_an_older_result_says_what_the_present_one_says(desk: Desk) -> None:
    async with desk.world.begin() as tx:
        await tx.attempts.void_all(BINH, LATER)
        await tx.commit()
    await desk.publish("Một bài thi không hợp lệ")

    hoa, binh = await desk.look(await desk.code()), await desk.look(await desk.code(BINH))

    assert (hoa.status, outcome(hoa)) == (200, "replaced")
    assert facts(hoa)["Theo kết quả hiện hành"] == "Đã hoàn thành Vòng 1 với kết quả 3/3 điểm"
    assert (outcome(binh), facts(binh)["Họ và tên"]) == ("replaced", "Nguyễn Văn 2")
    assert facts(binh)["Theo kết quả hiện hành"] == "Không có trong kết quả hiện hành"
    assert ".pdf" not in hoa.body
    assert (await desk.look(f"{await desk.code()}.pdf")).status == 404
    assert outcome(await desk.look(await desk.code(HOA, 2))) == "valid"


@pytest.mark.parametrize(
    "code", ["x", "1-1-1", "1-1-1-AAAAAAAAAAAAAAAA", "<script>", "..", "9" * 400, "a\x00b", "%"]
)
async def test_what_is_no_code_is_not_known(desk: Desk, code: str) -> None:
    reply = await desk.look(code)

    assert reply.status == 404
    assert "<script>" not in reply.body
    if "data-outcome" in reply.body:
        assert (outcome(reply), facts(reply)) == ("unknown", {})


async def test_a_forged_code_is_not_known(desk: Desk) -> None:
    digest = (await desk.code()).rpartition("-")[2]

    for forged in (f"1-1-2-{digest}", f"1-2-1-{digest}", f"2-1-1-{digest}"):
        assert outcome(await desk.look(forged)) == "unknown"


async def test_a_code_of_somebody_without_a_line_is_not_known(desk: Desk) -> None:
    assert outcome(await desk.look(await desk.code(PersonId(3)))) == "unknown"


async def test_names_are_shown_as_they_are_and_make_no_page(desk: Desk) -> None:
    async with desk.world.database.write() as connection:
        name = "H'Hoa <b>Niê</b> & {{ title }}"
        await connection.execute(
            update(person_table).where(person_table.c.id == BINH).values(full_name=name)
        )
    async with desk.world.begin() as tx:
        await tx.attempts.void_all(HOA, LATER)
        await tx.commit()
    await desk.publish("Một bài thi không hợp lệ")

    reply = await desk.look(await desk.code(BINH, 2))

    assert facts(reply)["Họ và tên"] == "H&#x27;Hoa &lt;b&gt;Niê&lt;/b&gt; &amp; {{ title }}"


async def test_the_certificate_itself_can_be_had_from_the_page(desk: Desk) -> None:
    code = await desk.code()
    page = await desk.look(code)

    assert f'href="/xac-minh/{code}.pdf"' in page.body
    reply = await desk.look(f"{code}.pdf")

    assert (reply.status, reply.headers["content-type"]) == (200, "application/pdf")
    assert "Nguyễn Văn 1 Đơn vị: Sở Nội vụ" in texts_of(reply.content)[0]
    assert addresses_of(reply.content) == [f"{ADDRESS}{code}"]
    assert (await desk.look("1-1-1-AAAAAAAAAAAAAAAA.pdf")).status == 404


async def test_a_code_can_be_typed_in(desk: Desk) -> None:
    code = await desk.code()

    form = await desk.site.get("/xac-minh/")
    sent = await desk.site.get(f"/xac-minh/?lang=vi&ma=+{code.lower()}")
    english = await desk.site.get(f"/xac-minh/?lang=en&ma={code}")

    assert (form.status, outcome(form)) == (200, "form")
    assert (sent.status, sent.headers["location"]) == (307, f"/xac-minh/{code.lower()}")
    assert english.headers["location"] == f"/xac-minh/{code}?lang=en"
    assert outcome(await desk.site.get(sent.headers["location"])) == "valid"


async def test_who_asks_too_often_has_to_wait(desk: Desk) -> None:
    code = await desk.code()
    statuses = [(await desk.look(code)).status for _ in range(int(CHECK_RATE.burst))]

    refused = await desk.look(code)
    file = await desk.look(f"{code}.pdf")
    desk.clock.advance(timedelta(seconds=1))

    assert set(statuses) == {200}
    assert (refused.status, refused.headers["retry-after"]) == (429, "60")
    assert "thử lại sau ít phút" in refused.body
    assert file.status == 429
    assert (await desk.look(code)).status == 200


async def test_the_page_is_not_kept_or_listed_and_runs_no_script(desk: Desk) -> None:
    reply = await desk.look(await desk.code())

    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-robots-tag"] == "noindex"
    assert "form-action 'self'" in reply.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert "<script" not in reply.body
    assert "style=" not in reply.body
