"""What YouTube, through yt-dlp, really says when an item can't be had, down to the apostrophes."""

from __future__ import annotations

_LOGIN = (
    "Use --cookies-from-browser or --cookies for the authentication. "
    "See  https://github.com/yt-dlp/yt-dlp/wiki/FAQ#how-do-i-pass-cookies-to-yt-dlp  for how to manually pass cookies. "
    "Also see  https://github.com/yt-dlp/yt-dlp/wiki/Extractors#exporting-youtube-cookies  "
    "for tips on effectively exporting YouTube cookies"
)
PRIVATE = f"Private video. Sign in if you've been granted access to this video. {_LOGIN}"
AGE = f"Sign in to confirm your age. This video may be inappropriate for some users. {_LOGIN}"
BOT_CHECK = f"Sign in to confirm you’re not a bot. {_LOGIN}"  # noqa: RUF001 - the site writes it so
MEMBERS = "Join this channel to get access to members-only content like this video, and other exclusive perks."
UNAVAILABLE = "Video unavailable"
REMOVED = "Video unavailable. This video has been removed by the uploader"
TERMINATED = (
    "Video unavailable. This video is no longer available because the YouTube account associated with this video "
    "has been terminated."
)
COPYRIGHT = "Video unavailable. This video is no longer available due to a copyright claim by Felix Music Ltd."
GEO = "The uploader has not made this video available in your country"
DRM = "This video is DRM protected"
RATE_LIMITED = (
    "Video unavailable. This content isn't available, try again later. The current session has been rate-limited by "
    "YouTube for up to an hour. It is recommended to use `-t sleep` to add a delay between video requests to avoid "
    "exceeding the rate limit. For more information, refer to  "
    "https://github.com/yt-dlp/yt-dlp/wiki/Extractors#this-content-isnt-available-try-again-later"
)
POST_LIVE = "This live stream recording is not available."


def upcoming(hours: float) -> str:
    """Say when a stream begins, as the watch page does."""
    if hours < 1:
        return f"This live event will begin in {round(hours * 60)} minutes."
    return f"This live event will begin in {round(hours)} hours."
