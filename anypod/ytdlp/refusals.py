"""How a site says that it will have none of us, whatever we ask. Stdlib only: the runner stops by it."""

from __future__ import annotations

import re

from anypod.ytdlp.protocol import Trouble

TOO_MANY = 429
RATE_LIMITED = r"HTTP Error 429|try again later|rate-?limited by|too many requests|IP is likely being blocked"
BOT_CHECK = r"confirm you.?.?re not a bot|captcha challenge|unusual traffic"


def refuses_us(trouble: Trouble) -> bool:
    """Whether the site refuses us and not the item, so that to go on asking would only make it worse."""
    said = re.search(f"{RATE_LIMITED}|{BOT_CHECK}", trouble.message, re.IGNORECASE)
    return trouble.status == TOO_MANY or said is not None
