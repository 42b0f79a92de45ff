"""The proxies of deploy/ as they are given, but for ports and certificates, in front of whatever listens."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anypod.model.settings import ServerSettings
from scripts.deploy_check import PLACES
from tests.deploy.files import DEPLOY

_SERVER = ServerSettings()


def program(name: str) -> str | None:
    """Where a proxy is."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


def free_port() -> int:
    """Give a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _behind(text: str, public: int, admin: int) -> str:
    ours = {_SERVER.port: public, _SERVER.admin_port: admin}
    for usual, port in ours.items():
        text = text.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{port}")
    return text


@contextmanager
def caddy(folder: Path, public: int, admin: int) -> Iterator[int]:
    """Run Caddy; gives its port. `caddy start` returns once it listens."""
    port = free_port()
    text = _behind((DEPLOY / "Caddyfile").read_text(), public, admin)
    for name in ("pods.example.org", "www.example.org"):
        text = text.replace(f"\n{name} {{", f"\nhttp://{name}:{port} {{")
    config = folder / "Caddyfile"
    config.write_text(f"{{\n\tadmin unix/{folder}/control\n}}\n{text}")
    environ = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        command = [program("caddy") or "caddy", "start", "--adapter", "caddyfile", "--config", str(config)]
        subprocess.run(command, env=environ, stdout=log, stderr=log, timeout=20, check=True)
        try:
            yield port
        finally:
            stop = [*command[:1], "stop", "--address", f"unix/{folder}/control"]
            subprocess.run(stop, env=environ, stdout=log, stderr=log, timeout=20, check=True)


@contextmanager
def nginx(folder: Path, public: int, admin: int) -> Iterator[int]:
    """Run nginx; gives its port. It goes into the background once it listens."""
    port = free_port()
    text = _behind((DEPLOY / "nginx.conf").read_text(), public, admin)
    text = text.replace("listen [::]:80;", "").replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "anypod.conf").write_text(text)
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} pid {folder}/pid; error_log {folder}/log; worker_processes 1; events {{}} "
        f"http {{ access_log off; {temporary} include {folder}/anypod.conf; }}"
    )
    command = [program("nginx") or "nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "log")]
    subprocess.run(command, timeout=20, check=True)
    try:
        yield port
    finally:
        subprocess.run([*command, "-s", "stop"], timeout=20, check=True)
