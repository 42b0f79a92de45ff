from __future__ import annotations

import sys
from array import array
from pathlib import Path

import pytest
from quart_trio import QuartTrio

from tests.web.server.serving import build_app


@pytest.fixture(scope="session")
def media_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty megabytes in which every place is told from every other."""
    numbers = array("Q", range(2_500_000))
    if sys.byteorder == "little":
        numbers.byteswap()
    path = tmp_path_factory.mktemp("media") / "media.bin"
    path.write_bytes(numbers.tobytes())
    return path


@pytest.fixture
def media_app(media_file: Path) -> QuartTrio:
    return build_app(media_file)
