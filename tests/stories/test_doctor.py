"""`anypod doctor` beside a service that runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.stories.conftest import Begin
from tests.stories.service import ROOT

pytestmark = pytest.mark.story


def test_a_service_that_runs_is_found_well_and_is_not_disturbed(begin: Begin) -> None:
    service = begin("")
    with service:
        text = service.config.read_text()
        text = text.replace("admin_port = 0", f"admin_port = {service.admin_port}")
        text = text.replace("\nport = 0", f"\nport = {service.public_port}")
        text = text.replace("http://pods.example", f"http://127.0.0.1:{service.public_port}")
        config = service.folder / "asked.toml"
        config.write_text(text)
        ran = subprocess.run(
            [sys.executable, "-m", "anypod", "--config", config, "doctor", "--json"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
            timeout=60,
        )
        found = {one["name"]: one["text"] for one in json.loads(ran.stdout)["checks"]}
        assert ran.returncode == 0, ran.stdout
        assert "runs there and is well" in found["public port"]
        assert "runs there and is well" in found["admin port"]
        assert "leads here" in found["base_url"]
        assert found["database"].startswith("whole")
        assert service.stop() == 0
