"""Facts about disk, database and network → one line each of a checkup. Looks at nothing itself."""

from __future__ import annotations

from attrs import frozen

from anypod.rules.checkup import Line, ill, well
from anypod.rules.reasons import size_in_words


@frozen(kw_only=True)
class DataDir:
    """What was found of the data folder.

    Attributes:
        there: whether it is there.
        owner, we: user ids of its owner and of this process; the first is None where it isn't there.
        refusal: why nothing can be written in it, or made in its place; None when it can.
        free, total: bytes of its disk.
    """

    path: str
    there: bool
    owner: int | None
    we: int
    refusal: str | None
    free: int
    total: int


@frozen(kw_only=True)
class Port:
    """What was found at an address that anypod is to listen on.

    Attributes:
        name: public or admin.
        at: host and port.
        any: any free port will do.
        answer: `well` for an anypod that is; else what answers, or None for nobody.
        refusal: why it can't be listened on; None when it can.
    """

    name: str
    at: str
    any: bool = False
    answer: str | None = None
    refusal: str | None = None


WELL = "well"


def data_dir_line(found: DataDir, min_free: int) -> Line:
    """Judge the data folder."""
    name, text = "data_dir", f"{found.path}, {size_in_words(found.free)} of {size_in_words(found.total)} free"
    if found.refusal is not None:
        owner = "" if found.owner in (None, found.we) else f" (user {found.owner} owns it, this is user {found.we})"
        remedy = f"give it to the user that anypod runs as: chown -R {found.we} {found.path}"
        return ill(name, f"{found.path} can't be written{owner}: {found.refusal}", remedy)
    if found.free < min_free:
        remedy = "make room, lower keep_last or set [storage] quota; until then nothing is fetched"
        return ill(name, f"{text}, less than min_free ({size_in_words(min_free)})", remedy)
    return well(name, text if found.there else f"{text}; it is made at the first start")


def database_line(there: bool, schema: int, known: int, damage: str | None) -> Line:
    """Judge the database by its schema, the newest that this program knows, and what SQLite says of the file."""
    if not there:
        return well("database", "none yet; it is made at the first start")
    if damage is not None:
        return ill(
            "database",
            f"damaged: {damage}",
            "stop anypod and put a backup in its place (db/backups, or `anypod restore`)",
        )
    if schema > known:
        return ill("database", f"of a newer anypod (schema {schema}, known are up to {known})", "run that one")
    later = (
        "" if schema == known else f"; the next start brings it from schema {schema} to {known}, with a backup first"
    )
    return well("database", f"whole, schema {schema}{later}")


def port_line(port: Port) -> Line:
    """Judge a port."""
    name = f"{port.name} port"
    if port.any:
        return well(name, "any free one")
    if port.answer == WELL:
        return well(name, f"{port.at}: anypod runs there and is well")
    if port.answer is not None:
        return ill(name, f"{port.at}: {port.answer}", "stop what listens there, or choose another port")
    if port.refusal is not None:
        return ill(name, port.refusal, "choose another address or port in [server]")
    return well(name, f"{port.at} is free; anypod doesn't run there")


def base_url_line(url: str, local: bool, runs: bool, trouble: str | None) -> Line:
    """Judge base_url.

    Args:
        url: the setting.
        local: whether it stands for this machine alone.
        runs: whether the service does, so that it could be asked.
        trouble: why it wasn't anypod that answered there; None when it was.
    """
    if not runs:
        return well("base_url", f"{url}, not asked: anypod doesn't run")
    if trouble is not None:
        remedy = (
            "correct [server] base_url, or the proxy or name that leads here (some routers let nobody in from inside)"
        )
        return ill("base_url", f"{url}: {trouble}", remedy)
    return well("base_url", f"{url} leads here" + ("; apps on other machines can't follow it" if local else ""))


def reached_line(name: str, url: str, trouble: str | None, remedy: str) -> Line:
    """Judge a server of somebody else's, by its address as it may be shown; "" for none."""
    if not url:
        return well(name, "none set")
    return well(name, f"{url} answers") if trouble is None else ill(name, trouble, remedy)
