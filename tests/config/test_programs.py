from __future__ import annotations

from pathlib import Path

from anypod.config.programs import missing_programs
from anypod.model.settings import Settings


def test_a_program_of_a_hook_that_is_not_there_is_told_without_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "here").touch(mode=0o755)
    (tmp_path / "not-executable").touch(mode=0o644)
    hooks = {"disk_low": ("here", "key"), "disk_ok": ("gone", "key"), "sync_failed": ("not-executable",)}
    told = [str(wrong) for wrong in missing_programs(Settings(hooks=hooks), {"PATH": str(tmp_path)})]
    assert len(told) == 2
    assert "disk_ok" in told[0]
    assert "sync_failed" in told[1]
    assert "key'" not in told[0]
