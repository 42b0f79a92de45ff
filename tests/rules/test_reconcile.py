from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.settings import (
    DownloadsSettings,
    FeedSettings,
    Filters,
    Media,
    MetadataOverrides,
    ServerSettings,
    Settings,
    StorageSettings,
)
from anypod.rules.reconcile import Action, Plan, Step, enabled, reconcile, with_former

NEWS = FeedSettings(name="news", urls=("http://a.org",))


def having(*feeds: FeedSettings) -> Settings:
    return Settings(feeds={feed.name: feed for feed in feeds})


def step_of(old: FeedSettings | None, new: FeedSettings | None) -> Step:
    before, after = (having() if feed is None else having(feed) for feed in (old, new))
    (step,) = reconcile(before, after).steps.values()
    return step


OFF = evolve(NEWS, enabled=False)
MOVED = evolve(NEWS, urls=("http://b.org",))


@pytest.mark.parametrize(
    ("old", "new", "action"),
    [
        (None, NEWS, Action.START),
        (None, OFF, Action.APPLY),
        (NEWS, None, Action.STOP),
        (OFF, None, Action.STOP),
        (NEWS, OFF, Action.STOP),
        (OFF, NEWS, Action.START),
        (OFF, evolve(OFF, keep_last=1), Action.APPLY),
        (OFF, evolve(OFF, urls=("http://b.org",)), Action.APPLY),
        (OFF, MOVED, Action.START),
        (NEWS, MOVED, Action.RESTART),
        (NEWS, evolve(NEWS, schedule="@daily"), Action.APPLY),
        (NEWS, evolve(NEWS, schedule="manual"), Action.APPLY),
        (NEWS, evolve(NEWS, media=Media.VIDEO), Action.APPLY),
        (NEWS, evolve(NEWS, filters=Filters(title="x")), Action.APPLY),
        (NEWS, evolve(NEWS, metadata=MetadataOverrides(title="x")), Action.APPLY),
        (NEWS, NEWS, Action.LEAVE),
        (OFF, OFF, Action.LEAVE),
    ],
)
def test_each_edit_of_a_feed_has_its_action(old: FeedSettings | None, new: FeedSettings | None, action: Action) -> None:
    assert step_of(old, new).action is action


def test_only_a_feed_that_was_taken_out_is_removed() -> None:
    assert step_of(NEWS, None).removed
    assert not step_of(NEWS, OFF).removed


def test_a_step_names_what_changed() -> None:
    new = evolve(NEWS, keep_last=1, metadata=MetadataOverrides(title="x"), filters=Filters(live=NEWS.filters.shorts))
    assert step_of(NEWS, new).changed == {"keep_last", "metadata.title"}


def test_at_start_all_enabled_feeds_start_and_nothing_needs_a_restart() -> None:
    plan = reconcile(None, evolve(having(NEWS), server=ServerSettings(port=1)))
    assert [step.action for step in plan.steps.values()] == [Action.START]
    assert (plan.needs_restart, plan.changed) == ((), ())


def test_the_server_and_the_data_folder_wait_for_a_restart_and_the_rest_does_not() -> None:
    new = Settings(
        server=ServerSettings(port=1, listings=False),
        storage=StorageSettings(data_dir=Path("x"), quota=5),
        downloads=DownloadsSettings(sleep=timedelta(1)),
        hooks={"sync_failed": ("x",)},
    )
    plan = reconcile(Settings(), new)
    assert plan.needs_restart == ("server.listings", "server.port", "storage.data_dir")
    assert plan.changed == ("downloads.sleep", "hooks", "storage.quota")
    assert not plan.empty


def test_a_feed_whose_new_text_is_wrong_goes_on_as_it_was() -> None:
    other = FeedSettings(name="other", schedule="manual")
    old, new = having(NEWS, other), having(other)
    assert reconcile(old, with_former(old, new, frozenset({"news"}))).empty


def test_a_wrong_feed_that_never_ran_stays_out() -> None:
    assert with_former(None, having(), frozenset({"news"})) == having()
    assert with_former(having(), having(), frozenset({"news"})) == having()


feeds = st.builds(
    FeedSettings,
    name=st.just(""),
    urls=st.sampled_from([("http://a.org",), ("http://b.org",)]),
    enabled=st.booleans(),
    keep_last=st.integers(0, 2),
)
configs = st.dictionaries(st.sampled_from("abcd"), feeds).map(
    lambda found: having(*(evolve(feed, name=name) for name, feed in found.items()))
)


def running_after(plan: Plan, running: frozenset[str]) -> frozenset[str]:
    started = {step.feed for step in plan.steps.values() if step.action is Action.START}
    stopped = {step.feed for step in plan.steps.values() if step.action is Action.STOP}
    restarted = {step.feed for step in plan.steps.values() if step.action is Action.RESTART}
    assert not started & running, "what runs is not started again"
    assert restarted <= running, "only what runs is restarted"
    return running - stopped | started


@given(configs, configs)
def test_applying_a_plan_gives_the_new_enabled_feeds(old: Settings, new: Settings) -> None:
    assert running_after(reconcile(old, new), enabled(old)) == enabled(new)


@given(configs)
def test_applied_at_start_it_gives_the_enabled_feeds(new: Settings) -> None:
    assert running_after(reconcile(None, new), frozenset()) == enabled(new)


@given(configs)
def test_the_same_config_leaves_everything(config: Settings) -> None:
    assert reconcile(config, config).empty


@given(configs, configs)
def test_untouched_feeds_are_left_and_touched_ones_are_not(old: Settings, new: Settings) -> None:
    steps = reconcile(old, new).steps
    assert steps.keys() == old.feeds.keys() | new.feeds.keys()
    for name, step in steps.items():
        assert (step.action is Action.LEAVE) == (old.feeds.get(name) == new.feeds.get(name))


@given(configs, configs, st.frozensets(st.sampled_from("abcd")))
def test_wrong_feeds_never_stop_what_runs(old: Settings, new: Settings, wrong: frozenset[str]) -> None:
    right = evolve(new, feeds={name: feed for name, feed in new.feeds.items() if name not in wrong})
    steps = reconcile(old, with_former(old, right, wrong)).steps
    assert all(steps[name].action is Action.LEAVE for name in wrong & old.feeds.keys())
