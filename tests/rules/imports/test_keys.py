from __future__ import annotations

from anypod.rules.imports.incoming import Loss
from anypod.rules.imports.keys import Keys


def test_what_nobody_asked_for_is_told() -> None:
    keys = Keys({"known": 1, "new": 2}, "feeds.a")
    assert keys.take("known", int) == 1
    keys.rest()
    assert keys.losses == [Loss("feeds.a.new", "not known to this import")]


def test_a_value_of_another_type_is_told_and_none() -> None:
    keys = Keys({"port": "many", "on": 1, "number": True}, "")
    assert (keys.take("port", int), keys.take("on", bool), keys.take("number", int)) == (None, None, None)
    assert [loss.where for loss in keys.losses] == ["port", "on", "number"]


def test_losses_of_a_table_within_are_among_its_own() -> None:
    keys = Keys({"inner": {"odd": 1}, "flat": 3}, "top")
    keys.within("inner").rest()
    keys.within("flat").rest()
    assert [loss.where for loss in keys.losses] == ["top.inner.odd", "top.flat"]
