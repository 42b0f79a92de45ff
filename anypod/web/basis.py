"""What the public and the admin app have in common: how a Quart app is set up here. Knows no routes."""

from __future__ import annotations

from quart import Response
from quart.wrappers.base import BaseRequestWebsocket
from quart_trio import QuartTrio
from werkzeug.routing import MapAdapter

from anypod.web.server.files import MediaConnection


class App(QuartTrio):
    """Routes by the path alone: with Quart's own routing a Host that is no host name escapes every error handler."""

    def create_url_adapter(self, request: BaseRequestWebsocket | None) -> MapAdapter | None:
        """Give what finds the route of a request."""
        if request is None:
            return super().create_url_adapter(None)
        return self.url_map.bind(
            "anypod", url_scheme=request.scheme, default_method=request.method, path_info=request.path
        )


def new_app(name: str) -> App:
    """Give an app without routes: no static folder, no redirects of its own, no time limit on an answer.

    The server drops readers that stand still; a limit here would cut those that are only slow.
    """
    app = App(name, static_folder=None)
    app.asgi_http_class = MediaConnection
    app.config["RESPONSE_TIMEOUT"] = None
    # A redirect to a tidier path would be built from the Host that the client gave.
    app.url_map.merge_slashes = False
    app.after_request(_secured)
    return app


def small_answer(app: QuartTrio, body: str, status: int, content_type: str) -> Response:
    """Give a short answer that nobody may keep."""
    headers = {"Cache-Control": "no-store"}
    return app.response_class(body, status=status, headers=headers, content_type=content_type)


async def _secured(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A feed's address may be a secret; it must not travel with a click on a link.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
