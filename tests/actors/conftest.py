"""The workshop as a fixture, with this test's own site and folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio

from tests.actors.workshop import Workshop, open_workshop
from tests.site.site import Site
from tests.support.warm import open_process


@pytest.fixture(autouse=True)
def _warm_runners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trio.lowlevel, "open_process", open_process)


@pytest.fixture
async def workshop(site: Site, tmp_path: Path) -> AsyncIterator[Workshop]:
    async with open_workshop(site, tmp_path / "data") as workshop:
        yield workshop
