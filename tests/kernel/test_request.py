from __future__ import annotations

import pytest
import trio

from anypod.kernel.request import MOST, Answered, Unanswered, ask
from tests.support.origin import open_origin


async def test_a_form_is_posted_and_its_answer_given() -> None:
    async with open_origin([202]) as origin:
        answer = await ask(origin.url("/hub"), form=b"a=1&b=%20")
    assert answer == Answered(202, b"answer 202")
    assert [(one.method, one.target, one.body) for one in origin.asked] == [("POST", "/hub", b"a=1&b=%20")]


async def test_what_is_encoded_stays_as_it_is() -> None:
    async with open_origin() as origin:
        await ask(origin.url("/ping?urlprefix=http%3A%2F%2Fa.org/ä"))
    assert origin.asked[0].target == "/ping?urlprefix=http%3A%2F%2Fa.org/%C3%A4"


async def test_a_redirect_is_not_followed() -> None:
    async with open_origin([302]) as origin:
        assert isinstance(answer := await ask(origin.url()), Answered)
    assert (answer.status, len(origin.asked)) == (302, 1)


async def test_a_closed_port_is_no_answer_and_tells_the_host_alone() -> None:
    with trio.socket.socket() as unused:
        await unused.bind(("127.0.0.1", 0))
        answer = await ask(f"http://127.0.0.1:{unused.getsockname()[1]}/secret")
    assert isinstance(answer, Unanswered)
    assert answer.why.startswith("127.0.0.1 can't be reached")
    assert "secret" not in answer.why


async def test_a_silent_server_costs_no_more_than_the_limit() -> None:
    with trio.socket.socket() as silent:
        await silent.bind(("127.0.0.1", 0))
        silent.listen(1)
        answer = await ask(f"http://127.0.0.1:{silent.getsockname()[1]}/", limit=0.2)
    assert answer == Unanswered("127.0.0.1 did not answer within 0.2 s")


@pytest.mark.parametrize("url", ["http://[::1", "http://a..b/", "ftp://a.org/", "http:///x"])
async def test_what_is_no_address_is_no_answer(url: str) -> None:
    assert isinstance(await ask(url), Unanswered)


async def test_only_the_beginning_of_an_endless_body_is_read() -> None:
    async def pour(stream: trio.SocketStream) -> None:
        async with stream:
            await stream.receive_some(65536)
            await stream.send_all(b"HTTP/1.1 200 X\r\n\r\n")
            with trio.move_on_after(5):
                try:
                    while True:
                        await stream.send_all(bytes(65536))
                except trio.BrokenResourceError:
                    pass

    async with trio.open_nursery() as nursery:
        [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
        nursery.start_soon(trio.serve_listeners, pour, [listener])
        with trio.fail_after(5):
            answer = await ask(f"http://127.0.0.1:{listener.socket.getsockname()[1]}/")
        nursery.cancel_scope.cancel()
    assert answer == Answered(200, bytes(MOST))
