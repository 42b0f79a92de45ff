from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

WATCH = """
import trio
from anypod.service.logs import LogFormat, configure_logs
from anypod.service.signals import watch_signals

configure_logs("info", LogFormat.HUMAN)

def stop():
    print("stop", flush=True)

async def main():
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_signals, stop)
        print("watching", flush=True)

trio.run(main)
"""
Process = subprocess.Popen[str]


@pytest.fixture
def process() -> Iterator[Process]:
    with subprocess.Popen(
        [sys.executable, "-c", WATCH], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert said(process) == "watching"
        yield process
        process.kill()


def said(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_asks_to_leave(process: Process, number: signal.Signals) -> None:
    process.send_signal(number)
    assert said(process) == "stop"
    assert process.poll() is None


def test_the_second_signal_ends_the_process_at_once(process: Process) -> None:
    process.send_signal(signal.SIGTERM)
    assert said(process) == "stop"
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 128 + signal.SIGTERM


def test_the_exit_code_names_the_signal_that_ended_it(process: Process) -> None:
    process.send_signal(signal.SIGTERM)
    assert said(process) == "stop"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 128 + signal.SIGINT
