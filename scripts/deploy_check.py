"""Looks at the files in deploy/ with the programs that they are for. Run by scripts/deploy-check.

Which program is the best judge stands in CHECKS, the first one that is here does it. Nothing is started or installed.
"""

# ruff: noqa: INP001, T201 - a program that sh starts by its path, and that talks to a person

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
PLACES = ("/usr/sbin", "/usr/libexec/podman", "/usr/lib/podman")
"""Where programs are that PATH doesn't name."""
LIMIT = 60
MOST_EXPOSED = "20"
"""Tenths, as `systemd-analyze security` counts: 100 is a service without any sandbox."""

Commands = Callable[[str, Path, Path], Sequence[Sequence[str]]]


class Outcome(StrEnum):
    """What became of a check."""

    FINE = "ok"
    WRONG = "FAIL"
    NOT_HERE = "-"


@frozen
class Judge:
    """A program that can tell whether a file is right.

    Attributes:
        program: its name.
        commands: what is run, made from the program's path, the file and an empty folder.
        probe: arguments that succeed only where the program can do this; () where any version can.
    """

    program: str
    commands: Commands
    probe: tuple[str, ...] = ()

    def path(self) -> str | None:
        """Where it is; None where it isn't, or can't do this."""
        path = shutil.which(self.program, path=os.pathsep.join([os.environ.get("PATH", ""), *_beside(), *PLACES]))
        if path is None or not self.probe:
            return path
        return path if _run([path, *self.probe]).returncode == 0 else None


@frozen(kw_only=True)
class Check:
    """One file, who can judge it, and where there is one of them."""

    name: str
    file: str
    judges: tuple[Judge, ...]
    where: str


@frozen
class Result:
    """What a check said: by which program, and its words."""

    check: Check
    outcome: Outcome
    said: str


def _compose(program: str, file: Path, _folder: Path) -> list[list[str]]:
    return [[program, "compose", "-f", str(file), "config", "--quiet"]]


def _podman_compose(program: str, file: Path, _folder: Path) -> list[list[str]]:
    return [[program, "-f", str(file), "config"]]


def _quadlet(program: str, file: Path, folder: Path) -> list[list[str]]:
    shutil.copy(file, folder)
    return [["env", f"QUADLET_UNIT_DIRS={folder}", program, "--dryrun"]]


def _unit(program: str, file: Path, folder: Path) -> list[list[str]]:
    # The programs that it names have to be there, and are: here.
    unit = folder / file.name
    unit.write_text(file.read_text().replace("/opt/anypod", str(ROOT)))
    security = [program, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", str(unit)]
    return [[program, "verify", str(unit)], security]


def _caddy(program: str, file: Path, folder: Path) -> list[list[str]]:
    home = ["env", f"HOME={folder}", f"XDG_DATA_HOME={folder}", f"XDG_CONFIG_HOME={folder}"]
    return [[*home, program, "validate", "--adapter", "caddyfile", "--config", str(file)]]


def _nginx(program: str, file: Path, folder: Path) -> list[list[str]]:
    # Ports as anybody may have them: `-t` binds those that a config names.
    inner = file.read_text().replace("listen 80;", "listen unix:/tmp/a;").replace("listen [::]:80;", "")
    (folder / "anypod.conf").write_text(inner.replace("/tmp/a", str(folder / "socket")))  # noqa: S108 - replaced
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; include {folder}/anypod.conf; "
        + " ".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + " }"
    )
    return [[program, "-t", "-q", "-c", str(folder / "nginx.conf")]]


def _kubernetes(program: str, file: Path, _folder: Path) -> list[list[str]]:
    return [[program, "--strict", str(file)]]


def _promtool(program: str, file: Path, _folder: Path) -> list[list[str]]:
    tests = file.with_name(f"{file.stem}_test{file.suffix}")
    return [[program, "check", "rules", str(file)], [program, "test", "rules", str(tests)]]


CHECKS = (
    Check(
        name="compose",
        file="compose.yaml",
        judges=(Judge("docker", _compose, ("compose", "version")), Judge("podman-compose", _podman_compose)),
        where="docker's compose plugin, or podman-compose (Debian and PyPI)",
    ),
    Check(
        name="quadlet",
        file="anypod.container",
        judges=(Judge("quadlet", _quadlet, ("--version",)),),
        where="podman from 4.4 on (Debian 13)",
    ),
    Check(
        name="systemd",
        file="anypod.service",
        judges=(Judge("systemd-analyze", _unit, ("--version",)),),
        where="systemd",
    ),
    Check(name="caddy", file="Caddyfile", judges=(Judge("caddy", _caddy),), where="caddy (Debian)"),
    Check(name="nginx", file="nginx.conf", judges=(Judge("nginx", _nginx),), where="nginx-light (Debian)"),
    Check(
        name="kubernetes",
        file="kubernetes.yaml",
        judges=(Judge("kubernetes-validate", _kubernetes),),
        where="kubernetes-validate (PyPI)",
    ),
    Check(
        name="alerts",
        file="prometheus/alerts.yml",
        judges=(Judge("promtool", _promtool),),
        where="promtool (Debian: prometheus)",
    ),
)


def look(check: Check) -> Result:
    """Have the first judge that is here look at a file. Blocks for as long as that takes, a minute each at most."""
    for judge in check.judges:
        program = judge.path()
        if program is not None:
            with tempfile.TemporaryDirectory(prefix="anypod-deploy-") as folder:
                return _judged(check, judge, judge.commands(program, DEPLOY / check.file, Path(folder)))
    return Result(check, Outcome.NOT_HERE, f"not here: {check.where}")


def _judged(check: Check, judge: Judge, commands: Sequence[Sequence[str]]) -> Result:
    for command in commands:
        done = _run(command)
        # systemd-analyze verify warns of what it doesn't know and says no more than that.
        if done.returncode or (judge.program == "systemd-analyze" and command[1] == "verify" and done.stderr):
            return Result(check, Outcome.WRONG, f"{judge.program}\n{done.stdout}{done.stderr}".rstrip())
    return Result(check, Outcome.FINE, judge.program)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def _beside() -> list[str]:
    """The environment's own programs, which are on PATH only where it is activated."""
    return [str(Path(sys.executable).parent)]


def main(names: Sequence[str]) -> int:
    """Print a line for each; exit code 1 where a file was refused, 2 where there is no such check."""
    known = {check.name: check for check in CHECKS}
    if unknown := [name for name in names if name not in known]:
        print(f"no such check: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    results = [look(known[name]) for name in names or known]
    for result in results:
        print(f"{result.outcome:<5} deploy/{result.check.file:<22} {result.said}")
    return 1 if any(result.outcome is Outcome.WRONG for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
