"""HTTP/1.1 messages as real clients and servers send them, whole and in pieces."""

import gzip

import pytest

from tests.platforms.telegram.http1 import BrokenMessageError, HttpMessage, take_message

PLAIN = (
    b"POST /bot1:a/sendMessage HTTP/1.1\r\nHost: x\r\ncontent-TYPE: application/json\r\n"
    b"Content-Length: 2\r\n\r\n{}"
)
CHUNKED = (
    b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3;note=1\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"
)


def taken(data: bytes, *, ended: bool = False) -> HttpMessage:
    message = take_message(bytearray(data), ended=ended)
    assert message is not None
    return message


def test_a_request_is_cut_off_what_follows_it() -> None:
    buffer = bytearray(PLAIN + CHUNKED)

    first, second = take_message(buffer), take_message(buffer)

    assert first == (
        b"POST /bot1:a/sendMessage HTTP/1.1",
        {b"content-type": b"application/json", b"content-length": b"2"},
        b"{}",
    )
    assert second is not None
    assert second.body == b"abc0123456789"
    assert buffer == b""


@pytest.mark.parametrize("data", [PLAIN, CHUNKED])
def test_a_message_is_taken_only_when_its_last_byte_is_there(data: bytes) -> None:
    buffer = bytearray()
    seen = []
    for byte in data:
        buffer.append(byte)
        seen.append(take_message(buffer) is not None)

    assert seen == [False] * (len(data) - 1) + [True]


def test_a_request_without_a_length_has_no_body() -> None:
    assert taken(b"GET /bot1:a/getMe HTTP/1.1\r\nHost: x\r\n\r\n").body == b""


def test_a_response_without_a_length_ends_with_the_connection() -> None:
    data = b"HTTP/1.1 200 OK\r\n\r\nxin"

    assert take_message(bytearray(data)) is None
    assert taken(data, ended=True).body == b"xin"


def test_a_response_that_can_have_no_body_is_complete_at_once() -> None:
    assert taken(b"HTTP/1.1 204 No Content\r\n\r\n").body == b""


def test_a_compressed_body_is_unpacked() -> None:
    body = gzip.compress(b"xin")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)

    assert taken(head + body).body == b"xin"


@pytest.mark.parametrize("data", [b"x" * 70_000, CHUNKED.replace(b"3;note=1", b"zz")])
def test_what_is_not_http_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenMessageError):
        take_message(bytearray(data))
