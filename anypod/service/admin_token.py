"""Which token the admin app asks for: the config's, one made here for an open address, or none."""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_address
from pathlib import Path

import structlog

from anypod.model.settings import ServerSettings

log = structlog.get_logger(__name__)

FILE = "admin_token"


def admin_token(server: ServerSettings, data_dir: Path) -> str | None:
    """Give the token, None where none is asked for. Blocks; raises OSError where one can't be kept.

    On loopback without one, whoever is on this machine may come in; anywhere else one is made and shown in the log
    once, and kept for the next starts.
    """
    if server.admin_open:
        return None
    if server.admin_token:
        return server.admin_token
    return None if is_loopback(server.admin_host) else _kept(data_dir / FILE)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _kept(path: Path) -> str:
    try:
        if token := path.read_text("ascii").strip():
            return token
    except FileNotFoundError:
        pass
    token = secrets.token_urlsafe(32)
    beside = path.with_name(f".{FILE}.new")
    beside.unlink(missing_ok=True)
    # Nobody else may read it, not even for a moment; and after a power cut there is none or a whole one.
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{token}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    log.warning("admin_token_made", token=token, path=str(path), note="the dashboard and the API ask for it")
    return token
