"""yt-dlp's error texts → sentences for people. Pure."""

from __future__ import annotations

import re

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_REPORT = re.compile(r"[;,.]?\s*please report this issue on\s.*", re.IGNORECASE | re.DOTALL)
_CAUSED = re.compile(r"\s*\(caused by .*\)", re.DOTALL)
_ORIGIN = re.compile(r"^\[[\w:.+-]+\]\s+")
_ITEM = re.compile(r"^[^\s:]{1,64}:\s+(?=\S)")
_ADVICE = re.compile(
    r"\s*(?:Use --cookies-from-browser or --cookies for the authentication|Use --cookies,|"
    r"See  ?https://github\.com/yt-dlp|For more information, refer to|It is recommended to use `-t sleep`|"
    r"Use --list-formats|You might want to use a VPN).*",
    re.DOTALL,
)
LONGEST = 400


def plain(message: str) -> str:
    """Give what happened: no prefix, no colours, no advice that is about yt-dlp's own command line."""
    text = _ANSI.sub("", message).replace("\r", " ").strip()
    text = re.sub(r"^(?:ERROR:\s*)+", "", text).strip()
    if _ORIGIN.match(text):
        text = _ITEM.sub("", _ORIGIN.sub("", text))
    for pattern in (_REPORT, _CAUSED, _ADVICE):
        text = pattern.sub("", text)
    text = " ".join(text.split())
    return text[:LONGEST] or "yt-dlp failed and gave no reason"


def told(message: str, advice: str = "") -> str:
    """Give what happened as a sentence, and what to do."""
    text = plain(message)
    ended = text if text.endswith((".", "!", "?", "…")) else f"{text}."
    return f"{ended} {advice}" if advice else text
