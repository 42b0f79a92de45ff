from __future__ import annotations

import json

from attrs import evolve

from anypod.model.settings import AccessSettings, FeedSettings, ServerSettings, YtdlpSettings
from anypod.web.redaction import HIDDEN
from tests.web.api.surroundings import Office
from tests.web.house import House

SECRETS = ("a-token-nobody-knows", "proxy-password", "feeds-secret-0123456789", "a-hooks-key")


async def test_neither_passwords_in_urls_nor_what_options_are_given_are_shown(house: House, office: Office) -> None:
    url, secret = "https://me:hunter22@video.example/@talks", "hunter22"
    args = ("--username", "me", "--password=hunter22", "-phunter22", "hunter22", "--write-subs")
    feed = FeedSettings(name="talks", urls=(url,), yt_args=args, ping=(url,))
    house.settings = evolve(house.settings, feeds={"talks": feed}, ytdlp=YtdlpSettings(args=args))
    office.edits.written["talks"] = {"url": url, "yt_args": " ".join(args), "metadata": {"image_url": url}}
    body = await office.get("/api/config")
    assert secret not in json.dumps(body)
    assert body["settings"]["feeds"]["talks"]["urls"] == ["https://video.example/@talks"]
    shown = ["--username", HIDDEN, f"--password={HIDDEN}", f"-p {HIDDEN}", HIDDEN, "--write-subs"]
    assert body["settings"]["ytdlp"]["args"] == body["settings"]["feeds"]["talks"]["yt_args"] == shown
    assert body["feeds"]["talks"]["yt_args"] == shown
    (shape,) = (await office.get("/api/feeds"))["items"]
    assert shape["urls"] == ["https://video.example/@talks"]


async def test_options_that_nobody_can_take_apart_are_hidden_whole(office: Office) -> None:
    office.edits.written["talks"] = {"yt_args": "--password 'hunter22"}
    assert (await office.get("/api/config"))["feeds"]["talks"]["yt_args"] == HIDDEN


async def test_who_edits_a_feed_sees_its_keys_as_they_are(office: Office) -> None:
    office.edits.written["talks"] = {"yt_args": ["--password", "hunter22"]}
    assert (await office.get("/api/feeds/talks"))["config"] == {"yt_args": ["--password", "hunter22"]}


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


async def test_the_file_is_shown_as_it_is_written_but_for_its_secrets(office: Office) -> None:
    office.edits.text = f'# mine\n[server]\nadmin_token = "{SECRETS[0]}" # long\n'.encode()
    body = await office.get("/api/config")
    assert (body["text"], body["text_withheld"]) == ('# mine\n[server]\nadmin_token = "***" # long\n', None)


async def test_a_file_that_nobody_can_take_apart_is_withheld_with_the_reason(office: Office) -> None:
    office.edits.text = f'[server\nadmin_token = "{SECRETS[0]}"\n'.encode()
    body = await office.get("/api/config")
    assert body["text"] is None
    assert "TOML" in body["text_withheld"]


async def test_secrets_under_keys_that_there_are_not_are_hidden_too(office: Office) -> None:
    office.edits.written["talks"] = {"password": "hunter22", "urls": ["https://a.example/?n=1&token=hunter22"]}
    shown = {"password": HIDDEN, "urls": [f"https://a.example/?n=1&token={HIDDEN}"]}
    assert (await office.get("/api/config"))["feeds"]["talks"] == shown
