from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from anypod.web.admin import create_admin
from tests.web.api.surroundings import NotedEdits, NotedOrders, Office, admin_parts
from tests.web.client import served
from tests.web.house import House


@pytest.fixture
async def office(house: House) -> AsyncIterator[Office]:
    orders, edits = NotedOrders(), NotedEdits()
    async with served(create_admin(admin_parts(house, orders, edits))) as site:
        yield Office(site, orders, edits)
