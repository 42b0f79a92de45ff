"""`scripts/dev`, seen by an engine that only notes what it is asked for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts.setup import ROOT


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """Give a stand-in for podman; `image inspect` fails where there is no file `image`."""
    path = tmp_path / "podman"
    path.write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n[ "$1" != image ] || [ -e {tmp_path}/image ]\n',
    )
    path.chmod(0o755)
    return path


def dev(engine: Path, *arguments: str) -> list[str]:
    """Run it; give what the engine was asked for, a line each."""
    environ = os.environ | {"ENGINE": str(engine)}
    subprocess.run(
        [str(ROOT / "scripts" / "dev"), *arguments],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=True,
    )
    return (engine.parent / "asked").read_text().splitlines()


def test_it_builds_an_image_where_there_is_none(engine: Path) -> None:
    _, build, _ = dev(engine)
    assert build == f"build --format=docker --tag localhost/anypod:dev --file {ROOT}/Containerfile {ROOT}"


def test_it_builds_again_when_it_is_told_to(engine: Path) -> None:
    (engine.parent / "image").touch()
    assert [line.split()[0] for line in dev(engine, "--build")] == ["build", "run"]


def test_it_serves_the_code_of_the_checkout(engine: Path) -> None:
    (engine.parent / "image").touch()
    _, run = dev(engine)
    assert f"--volume {ROOT}/anypod:/opt/anypod/app/anypod:ro" in run
    assert run.endswith("localhost/anypod:dev serve")


def test_the_code_lies_where_the_image_looks_for_it() -> None:
    assert "COPY anypod /opt/anypod/app/anypod" in (ROOT / "Containerfile").read_text()


def test_it_passes_other_commands_on(engine: Path) -> None:
    (engine.parent / "image").touch()
    assert dev(engine, "check", "--help")[-1].endswith("localhost/anypod:dev check --help")


def test_it_opens_the_admin_port_to_this_machine_only(engine: Path) -> None:
    (engine.parent / "image").touch()
    assert "--publish 127.0.0.1:8001:8001" in dev(engine)[-1]
