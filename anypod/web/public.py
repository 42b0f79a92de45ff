"""The public app: feeds, media and pictures for podcast apps. Only reads; knows nothing of the actors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from attrs import frozen

from anypod.media.library import Library
from anypod.model.settings import Settings
from anypod.store.queries import Queries
from anypod.web.basis import App, new_app
from anypod.web.chapters import chapter_routes
from anypod.web.documents import Documents
from anypod.web.editions import Editions
from anypod.web.errors import tell_in_text
from anypod.web.feeds import feed_routes
from anypod.web.gate import current_base, put_gate_before
from anypod.web.health import health_routes
from anypod.web.images import image_routes
from anypod.web.listing import Shelves, listing_routes
from anypod.web.media import media_routes
from anypod.web.opml import opml_routes
from anypod.web.proxied import put_proxies_before
from anypod.web.transcripts import transcript_routes


def _utc() -> datetime:
    return datetime.now(UTC)


@frozen(kw_only=True)
class PublicParts:
    """What the public app is made of.

    Attributes:
        settings: gives those in force now.
        ready: gives None, or in words what is not ready.
        now: gives the time, aware.
    """

    queries: Queries
    library: Library
    settings: Callable[[], Settings]
    ready: Callable[[], str | None]
    now: Callable[[], datetime] = _utc


def create_public(parts: PublicParts) -> App:
    """Give the app for the public port."""
    app = new_app(__name__)
    tell_in_text(app)
    put_gate_before(app, parts.settings)
    put_proxies_before(app, parts.settings)
    editions = Editions(parts.queries, parts.settings, parts.now)
    app.register_blueprint(health_routes(parts.ready))
    app.register_blueprint(feed_routes(editions, lambda: current_base(parts.settings()), parts.now))
    app.register_blueprint(media_routes(parts.queries, parts.library))
    app.register_blueprint(image_routes(parts.queries, parts.library, parts.settings))
    app.register_blueprint(chapter_routes(parts.queries, parts.settings, Documents(parts.now)))
    app.register_blueprint(transcript_routes(parts.queries, parts.library, Documents(parts.now)))
    app.register_blueprint(listing_routes(_shelves(parts)))
    app.register_blueprint(opml_routes(parts.queries, parts.settings, Documents(parts.now)))
    return app


def _shelves(parts: PublicParts) -> Shelves:
    return Shelves(queries=parts.queries, library=parts.library, settings=parts.settings, now=parts.now)
