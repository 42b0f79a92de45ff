from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from anypod.web.public import create_public
from tests.web.client import Site, served
from tests.web.house import House, build_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with build_house(tmp_path / "data") as house:
        yield house


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    """The public app over the house."""
    async with served(create_public(house.parts)) as site:
        yield site
