"""Logging in and out: the token is shown once, and a cookie that no script can read goes with what follows."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from quart import request

from anypod.web.admission import COOKIE, MINUTE, Admission, Entry
from anypod.web.api.limits import Limits
from anypod.web.api.operation import Reply, operation
from anypod.web.refusal import Refusal, refuse

_MONTH = 30 * 24 * 3600


@frozen(kw_only=True)
class Login:
    """The admin token."""

    token: Annotated[str, Limits(longest=1_000)]


class Logins:
    """Gives and takes the dashboard's cookie."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission

    @operation(
        "POST",
        "/api/login",
        "Show the admin token, for a cookie",
        answers={204: None},
        problems=(401,),
        example={"token": "…"},
        open=True,
    )
    async def log_in(self, body: Login) -> Reply:
        """Set the cookie, or say that the token is wrong."""
        match self._admission.enter(request.remote_addr or "", bearer=body.token):
            case Entry.TOO_MANY:
                headers = {"Retry-After": str(round(MINUTE))}
                raise Refusal(429, "too many wrong tokens from this address; wait a minute", headers=headers)
            case Entry.REFUSED:
                refuse(401, "that is not the token")
        return Reply(status=204, headers={"Set-Cookie": _cookie(self._admission.cookie, _MONTH)})

    @operation("POST", "/api/logout", "Give the cookie back", answers={204: None}, open=True)
    async def log_out(self) -> Reply:
        """Have the browser forget the cookie. Others that have it keep it: only another token ends those."""
        return Reply(status=204, headers={"Set-Cookie": _cookie("", 0)})


def _cookie(value: str, seconds: int) -> str:
    secure = "; Secure" if request.scheme == "https" else ""
    # Without a Path it is for all below this operation's own folder, the API: wherever a proxy may have put that, and
    # nothing else that the same host serves.
    return f"{COOKIE}={value}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
