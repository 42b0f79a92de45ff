from __future__ import annotations

from anypod.ytdlp.totals import Totals


def status(
    format_id: str, done: int, total: int | None = None, kind: str = "downloading", **more: float
) -> dict[str, object]:
    return {
        "info_dict": {"format_id": format_id},
        "downloaded_bytes": done,
        "total_bytes": total,
        "status": kind,
        **more,
    }


def test_formats_are_added_up() -> None:
    totals = Totals()
    totals.expect({"137": 100, "140": 50})
    totals.add(status("137", 100, 100, "finished"))
    moved = totals.add(status("140", 20, 50, speed=10.0))
    assert (moved.done, moved.total, moved.eta) == (120, 150, 3.0)


def test_the_whole_is_unknown_while_one_part_is() -> None:
    totals = Totals()
    totals.expect({"137": 100, "140": None})
    assert totals.add(status("137", 10, 100)).total is None
    assert totals.add(status("140", 10, 50)).total == 150


def test_more_than_was_announced_is_no_more_than_everything() -> None:
    totals = Totals()
    totals.expect({"137": 100})
    assert totals.add(status("137", 130)).total == 130
