"""What one fetch hears from SponsorBlock, and what it cuts out. Part of the runner.

yt-dlp keeps both to itself: an API that doesn't answer fails the item after its download, and of the cuts only the
chapters that are left are told. So the two postprocessors are listened to.
"""

from __future__ import annotations

from typing import Any

from yt_dlp.postprocessor import (  # type: ignore[import-untyped] # yt-dlp has no annotations
    ModifyChaptersPP,
    SponsorBlockPP,
)
from yt_dlp.utils import PostProcessingError  # type: ignore[import-untyped] # as above


class Segments:
    """Listens from `listen` on, for the rest of the process.

    Attributes:
        unheard: why SponsorBlock couldn't be asked; None when it was, or had no need to be.
        cuts: [start, end] in the source's time, of the latest file.
    """

    def __init__(self) -> None:
        self.unheard: str | None = None
        self.cuts: list[list[float]] = []

    def begin(self) -> None:
        """Begin with another attempt."""
        self.unheard, self.cuts = None, []

    def listen(self) -> None:
        """Put an ear to both. One process fetches one item, so nobody else is disturbed."""
        self._listen_to_asking()
        self._listen_to_cutting()

    def _listen_to_asking(self) -> None:
        ask = SponsorBlockPP.run

        def run(pp: Any, info: dict[str, Any]) -> Any:
            try:
                return ask(pp, info)
            except PostProcessingError as error:
                self.unheard = str(error)
                pp.report_warning(f"{error}; going on without segments")
                return [], info

        SponsorBlockPP.run = run

    def _listen_to_cutting(self) -> None:
        cut = ModifyChaptersPP.remove_chapters

        def remove_chapters(pp: Any, filename: str, ranges: list[dict[str, Any]], *rest: Any) -> Any:
            made = cut(pp, filename, ranges, *rest)
            self.cuts = [[float(one["start_time"]), float(one["end_time"])] for one in ranges]
            return made

        ModifyChaptersPP.remove_chapters = remove_chapters
