"""Where the running service is, and which token it may want: by what was said, else by the config file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from attrs import field, frozen

from anypod.cli.context import Exit, Options
from anypod.cli.health import address, load_or_defaults
from anypod.cli.trouble import Trouble
from anypod.cli.words import at_bottom
from anypod.config.load import Loaded, load
from anypod.model.settings import ServerSettings, Settings
from anypod.service.admin_token import FILE, is_loopback

URL_VARIABLE = "ANYPOD_SERVER_URL"
TOKEN_VARIABLE = "ANYPOD_SERVER_ADMIN_TOKEN"  # noqa: S105 - the name of a variable


@frozen(kw_only=True)
class Place:
    """A service that is expected to run.

    Attributes:
        admin: where its admin app is, without a slash at the end.
        source: who says so, in words.
        token: what is shown to it; None for nothing.
        why_none: why no token was found.
    """

    admin: str
    source: str
    token: str | None = field(default=None, repr=False)
    why_none: str = ""

    @property
    def host(self) -> str:
        """Host and port, as a Host header has them."""
        return urlsplit(self.admin).netloc


def find_place(options: Options, server: str | None = None, token_file: Path | None = None) -> Place:
    """Find the service.

    Args:
        options: those before the command.
        server: the admin's address as a person gave it; goes before the variable, which goes before the config.
        token_file: holds the token; goes before the variable, the config and the file that a service makes.

    Raises:
        Trouble: nobody says where it is, or the token file can't be read.
    """
    token = None if token_file is None else _read(token_file)
    url = server or options.environ.get(URL_VARIABLE, "")
    if url:
        return _named(options, url, "--server" if server else URL_VARIABLE, token)
    settings = settings_of(options)
    admin, source = _by(settings.server, options), source_of(options)
    if token:
        return Place(admin=admin, source=source, token=token)
    found, why = _token_of(settings)
    return Place(admin=admin, source=source, token=found, why_none=why)


def settings_of(options: Options) -> Settings:
    """Load the config; one whose feeds or downloads are wrong still says where the service is. Raises Trouble."""
    loaded = load_or_defaults(options)
    settings = loaded.settings or loaded.fallback
    if settings is None:
        raise Trouble(_unreadable(loaded, options), Exit.WRONG)
    return settings


def source_of(options: Options) -> str:
    """Say what an address is by, where nobody gave one."""
    if options.by_default:
        return f"the defaults, as there is no {options.config}"
    return f"the config {options.config}"


def _unreadable(loaded: Loaded, options: Options) -> str:
    problems = "\n".join(f"  {problem}" for problem in loaded.problems)
    hint = f"name another with --config FILE, or the service itself with --server URL or {URL_VARIABLE}"
    return f"the config {options.config} doesn't say where the service is; {hint}\n{problems}"


def _named(options: Options, url: str, source: str, token: str | None) -> Place:
    host = _host(url)
    if host is None:
        raise Trouble(f'{source}: "{url}" is no address such as http://127.0.0.1:8001', Exit.WRONG)
    admin = url.rstrip("/")
    token = token or options.environ.get(TOKEN_VARIABLE) or None
    if token or not is_loopback(host):
        # A config's token is for the service of that config: it is not shown to hosts elsewhere.
        return Place(admin=admin, source=source, token=token, why_none="none was given")
    loaded = load(options.config, options.environ)
    settings = loaded.settings or loaded.fallback
    found, why = _token_of(settings) if settings else (None, "none was given")
    return Place(admin=admin, source=source, token=found, why_none=why)


def _host(url: str) -> str | None:
    """Give the host in an address; None for one that no service can have."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return None
    odd = parts.scheme not in {"http", "https"} or parts.query or parts.fragment or "@" in parts.netloc
    return None if odd else parts.hostname


def _by(server: ServerSettings, options: Options) -> str:
    """Where a config puts the admin, as it is reached from this machine."""
    if server.single_server:
        host, port, path = *address(server), "/admin"
    else:
        host, port, path = *address(ServerSettings(host=server.admin_host, port=server.admin_port)), ""
    if not port:
        raise Trouble(
            f"the config {options.config} leaves the port to chance; name the service with --server", Exit.WRONG
        )
    return f"{http_url(host, port)}{path}"


def http_url(host: str, port: int) -> str:
    """Give the address of a port; one of IPv6 has brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _token_of(settings: Settings) -> tuple[str | None, str]:
    """Give the config's token, else the one that its service made and keeps; None with why there is none."""
    if settings.server.admin_token:
        return settings.server.admin_token, ""
    kept = settings.storage.data_dir / FILE
    try:
        return kept.read_text("ascii").strip() or None, f"{kept} is empty"
    except (OSError, ValueError) as error:
        return None, f"{kept}: {at_bottom(error)}"


def _read(path: Path) -> str:
    try:
        token = path.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise Trouble(f"--token-file {path}: {at_bottom(error)}", Exit.WRONG) from None
    if not token:
        raise Trouble(f"--token-file {path} is empty", Exit.WRONG)
    return token
