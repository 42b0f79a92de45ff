"""Media throughput, CPU per gigabyte and a small answer's latency meanwhile, against nginx and uvicorn.

Each server runs as one process on loopback, its figures taken in turns of one run; ratios are what counts. Needs nginx
on the path (skipped without), and the bench group for uvicorn. Run: python bench/media.py [ROUNDS]
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import trio
from attrs import frozen

SIZE = 500_000_000
FEED = b"<rss/>" * 3000
SECONDS = 2.5
CLIENTS = (1, 50)


@frozen(kw_only=True)
class Figures:
    """One turn: MB/s, CPU seconds per GB, and milliseconds of the small GET."""

    speed: float
    cpu: float
    p50: float
    p99: float


# servers ------------------------------------------------------------------------------------------------------------


async def serve_anypod(folder: Path, port: int) -> None:
    from quart import Response  # noqa: PLC0415 - each process loads its own server only
    from quart_trio import QuartTrio  # noqa: PLC0415

    from anypod.web.server import FileBody, MediaConnection, bind, serve  # noqa: PLC0415

    app = QuartTrio("bench")
    app.asgi_http_class = MediaConnection

    @app.get("/media.bin")
    async def media() -> Response:
        fd = os.open(folder / "media.bin", os.O_RDONLY)
        return app.response_class(FileBody(fd, 0, os.fstat(fd).st_size))

    @app.get("/feed.xml")
    async def feed() -> Response:
        return app.response_class(FEED, mimetype="application/rss+xml")

    await serve(app, bind("127.0.0.1", port, "bench"), stopping=trio.Event())


def serve_uvicorn(folder: Path, port: int) -> None:
    import uvicorn  # noqa: PLC0415
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.requests import Request  # noqa: PLC0415
    from starlette.responses import FileResponse, Response  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    async def media(_: Request) -> Response:
        return FileResponse(folder / "media.bin")

    async def feed(_: Request) -> Response:
        return Response(FEED, media_type="application/rss+xml")

    app = Starlette(routes=[Route("/media.bin", media), Route("/feed.xml", feed)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


def nginx_config(folder: Path, port: int) -> str:
    temps = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr crit; user root;"
        "events { worker_connections 512; }"
        f"http {{ access_log off; sendfile on; tcp_nopush on; {temps}"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
    )


def commands(folder: Path, ports: dict[str, int]) -> dict[str, list[str]]:
    """How each server is started."""
    own = [sys.executable, __file__]
    found = {"anypod": [*own, "serve", "anypod", str(folder), str(ports["anypod"])]}
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if nginx:
        (folder / "nginx.conf").write_text(nginx_config(folder, ports["nginx"]))
        found["nginx"] = [nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    else:
        print("nginx is not installed: left out")
    try:
        import starlette  # noqa: F401, PLC0415 - asked for its presence
        import uvicorn  # noqa: F401, PLC0415 - as above
    except ImportError:
        print("uvicorn and starlette are not installed: left out")
    else:
        found["uvicorn"] = [*own, "serve", "uvicorn", str(folder), str(ports["uvicorn"])]
    return found


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """The server's process id, once it accepts."""
    process = subprocess.Popen(command)
    try:
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield process.pid
    finally:
        process.kill()
        process.wait()


# load ---------------------------------------------------------------------------------------------------------------


def pull(port: int, clients: int, seconds: float) -> float:
    """Bytes per second that `clients` connections receive, asking again whenever a file has come."""
    selector = selectors.DefaultSelector()
    buffer = bytearray(1 << 20)
    rest: dict[socket.socket, int] = {}
    for _ in range(clients):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setblocking(False)
        selector.register(sock, selectors.EVENT_READ)
        rest[sock] = 0
    total, start = 0, time.monotonic()
    for sock in rest:
        ask(sock, rest)
    while time.monotonic() - start < seconds:
        for key, _ in selector.select(0.1):
            sock = key.fileobj
            assert isinstance(sock, socket.socket)  # noqa: S101 - only sockets were registered
            got = sock.recv_into(buffer)
            total += got
            rest[sock] -= got
            if not got:
                raise ConnectionError("the server closed a download")
            if rest[sock] <= 0:
                ask(sock, rest)
    return total / (time.monotonic() - start)


def ask(sock: socket.socket, rest: dict[socket.socket, int]) -> None:
    sock.send(b"GET /media.bin HTTP/1.1\r\nHost: bench\r\n\r\n")
    rest[sock] += SIZE  # heads are not counted: the next file is asked for a few hundred bytes early


def probe(port: int, seconds: float) -> list[float]:
    """Milliseconds of small GETs, one after the other on one connection with 10 ms between."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    times: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        start = time.perf_counter()
        sock.sendall(b"GET /feed.xml HTTP/1.1\r\nHost: bench\r\n\r\n")
        got = b""
        while not got.endswith(FEED):
            piece = sock.recv(1 << 16)
            if not piece:
                raise ConnectionError("the server closed a feed's connection")
            got += piece
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.01)
    return times


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(pid: int, port: int, clients: int) -> Figures:
    own = [sys.executable, __file__]
    before = cpu_seconds(pid)
    # The small GETs cost CPU of their own: they are asked for where the figure is wanted, beside many downloads.
    kinds = ("pull", "probe") if clients > 1 else ("pull",)
    loads = [
        subprocess.Popen([*own, kind, str(port), str(clients)], stdout=subprocess.PIPE, text=True) for kind in kinds
    ]
    speed, *probes = (json.loads(load.communicate()[0]) for load in loads)
    times = probes[0] if probes else [float("nan")]
    used = cpu_seconds(pid) - before
    return Figures(
        speed=speed / 1e6,
        cpu=used / (speed * SECONDS / 1e9),
        p50=statistics.median(times),
        p99=sorted(times)[int(len(times) * 0.99)],
    )


def show(results: dict[tuple[str, int], list[Figures]]) -> None:
    def middle(name: str, clients: int, what: str) -> float:
        return statistics.median(getattr(turn, what) for turn in results[name, clients])

    print(f"{'server':9}{'clients':>8}{'MB/s':>8}{'CPU s/GB':>10}{'feed p50 ms':>13}{'p99 ms':>8}")
    for name, clients in results:
        speed, cpu, p50, p99 = (middle(name, clients, what) for what in ("speed", "cpu", "p50", "p99"))
        print(f"{name:9}{clients:8}{speed:8.0f}{cpu:10.2f}{p50:13.1f}{p99:8.1f}")
    for other, aim in (("nginx", 0.8), ("uvicorn", 4)):
        for clients in CLIENTS:
            if (other, clients) in results:
                ratios = [
                    own.speed / its.speed
                    for own, its in zip(results["anypod", clients], results[other, clients], strict=True)
                ]
                print(f"anypod / {other}, {clients} clients: {statistics.median(ratios):.2f} (aim {aim})")


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "media.bin").write_bytes(os.urandom(1_000_000) * (SIZE // 1_000_000))
        (folder / "feed.xml").write_bytes(FEED)
        ports = dict.fromkeys(("anypod", "nginx", "uvicorn"), 0)
        for server in ports:
            with socket.create_server(("127.0.0.1", 0)) as free:
                ports[server] = free.getsockname()[1]
        pids = {
            server: stack.enter_context(running(command, ports[server]))
            for server, command in commands(folder, ports).items()
        }
        results: dict[tuple[str, int], list[Figures]] = {}
        for _ in range(rounds):
            for clients in CLIENTS:
                for server, pid in pids.items():
                    results.setdefault((server, clients), []).append(measure(pid, ports[server], clients))
        show(results)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["pull", port, clients]:
            print(json.dumps(pull(int(port), int(clients), SECONDS)))
        case ["probe", port, _]:
            time.sleep(0.3)  # the downloads have begun
            print(json.dumps(probe(int(port), SECONDS - 0.5)))
        case ["serve", "anypod", folder, port]:
            trio.run(serve_anypod, Path(folder), int(port))
        case ["serve", "uvicorn", folder, port]:
            serve_uvicorn(Path(folder), int(port))
        case given:
            main(int(given[0]) if given else 3)
