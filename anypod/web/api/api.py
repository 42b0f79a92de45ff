"""All operations together, as one set of routes with their document."""

from __future__ import annotations

from quart import Blueprint, Response, current_app

from anypod.web.admission import Admission
from anypod.web.api.configs import ConfigReading
from anypod.web.api.document import document
from anypod.web.api.download_orders import DownloadOrders
from anypod.web.api.downloads import DownloadReading
from anypod.web.api.endings import Endings
from anypod.web.api.feed_edits import FeedEdits
from anypod.web.api.feed_orders import FeedOrders
from anypod.web.api.feeds import FeedReading
from anypod.web.api.login import Logins
from anypod.web.api.operation import Operation, operations_of
from anypod.web.api.parts import ApiParts
from anypod.web.api.previews import Previews
from anypod.web.api.serving import JSON, add_operation, new_routes
from anypod.web.api.stats import Figures
from anypod.web.shapes import to_json


def api_operations(parts: ApiParts, admission: Admission) -> tuple[Operation, ...]:
    """Give every operation, those with a fixed path before those whose path could be a feed's."""
    return operations_of(
        ConfigReading(parts),
        Previews(parts),
        FeedReading(parts),
        FeedEdits(parts),
        FeedOrders(parts),
        DownloadReading(parts),
        DownloadOrders(parts),
        Endings(parts),
        Figures(parts),
        Logins(admission),
    )


def api_routes(parts: ApiParts, admission: Admission) -> Blueprint:
    """Give the routes of the API and of its document."""
    routes = new_routes()
    operations = api_operations(parts, admission)
    for operation in operations:
        add_operation(routes, operation)
    text = to_json(document(operations, guarded=not admission.open))

    @routes.get("/api/openapi.json")
    async def openapi() -> Response:
        return current_app.response_class(text, headers={"Cache-Control": "no-cache"}, content_type=JSON)

    return routes
