from __future__ import annotations

import selectors
import subprocess
import sys

from tests.stories.service import ROOT
from tests.support.mortal import mortal

PARENT = """
import subprocess
from tests.support.mortal import mortal
with subprocess.Popen(mortal("sh", "-c", "echo here; exec sleep 60")):
    pass
"""
PATIENCE = 10.0


def test_it_ends_with_the_process_that_started_it_though_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"here\n"
        parent.kill()
        with selectors.DefaultSelector() as ending:
            ending.register(parent.stdout, selectors.EVENT_READ)
            assert ending.select(PATIENCE), "somebody still holds what it writes to"
        assert parent.stdout.read() == b""


def test_it_is_the_program_itself() -> None:
    with subprocess.Popen(mortal("sh", "-c", "echo $$; exit 7"), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == process.pid
    assert process.returncode == 7
