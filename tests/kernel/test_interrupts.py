from __future__ import annotations

import signal

import pytest

from anypod.kernel.interrupts import interrupted, quiet_while_loading

KEYS = KeyboardInterrupt()


@pytest.mark.parametrize("error", [KEYS, BaseExceptionGroup("tasks", [KEYS, BaseExceptionGroup("inner", [KEYS])])])
def test_ctrl_c_is_told_through_nurseries(error: BaseException) -> None:
    assert interrupted(error)


@pytest.mark.parametrize("error", [SystemExit(), OSError(), BaseExceptionGroup("tasks", [KEYS, ValueError()])])
def test_what_else_went_wrong_is_no_ctrl_c(error: BaseException) -> None:
    assert not interrupted(error)


def test_while_modules_are_loaded_ctrl_c_ends_the_process_itself() -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with quiet_while_loading():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with quiet_while_loading():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
