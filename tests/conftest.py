"""Fixtures that every folder may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests.site.media import MediaCache, cache_folder
from tests.site.site import Site

# An example's time says more of what else the machine does than of the example.
settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _logs_of_its_own() -> Iterator[None]:
    """A command that a test runs in this process sets how all of it logs; the next test begins as the first did."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def media() -> MediaCache:
    """Files made by ffmpeg, kept from run to run."""
    return MediaCache(cache_folder())


@pytest.fixture
def site(media: MediaCache) -> Iterator[Site]:
    """A loopback site without anything on it."""
    with Site(media) as site:
        yield site
