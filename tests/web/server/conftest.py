from __future__ import annotations

from pathlib import Path

import pytest
from quart_trio import QuartTrio

from tests.web.server.serving import build_app


@pytest.fixture
def media_file(tmp_path: Path) -> Path:
    """Twenty megabytes in which every place is told from every other."""
    path = tmp_path / "media.bin"
    path.write_bytes(b"".join(number.to_bytes(8, "big") for number in range(2_500_000)))
    return path


@pytest.fixture
def media_app(media_file: Path) -> QuartTrio:
    return build_app(media_file)
