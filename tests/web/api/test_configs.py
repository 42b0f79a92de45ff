from __future__ import annotations

from attrs import evolve

from anypod.model.settings import AccessSettings, ServerSettings, YtdlpSettings
from tests.web.api.surroundings import Office
from tests.web.house import House

SECRETS = ("a-token-nobody-knows", "proxy-password", "feeds-secret-0123456789", "a-hooks-key")


async def test_no_secret_is_shown(house: House, office: Office) -> None:
    house.settings = evolve(
        house.settings,
        server=ServerSettings(admin_token=SECRETS[0]),
        ytdlp=YtdlpSettings(proxy=f"http://me:{SECRETS[1]}@proxy.example"),
        access=AccessSettings(tokens={"phone": SECRETS[2]}),
        hooks={"disk_low": ("notify", "--key", SECRETS[3])},
    )
    reply = await office.site.get("/api/config")
    assert reply.status == 200
    assert [secret for secret in SECRETS if secret.encode() in reply.body] == []
    assert b"phone" in reply.body
    assert b"notify" in reply.body
