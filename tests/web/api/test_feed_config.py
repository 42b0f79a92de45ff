from __future__ import annotations

from attrs import fields

from anypod.model.settings import FeedSettings, Filters, MetadataOverrides, Sponsorblock
from anypod.web.api.feed_config import FeedConfig, FiltersConfig, MetadataConfig, SponsorblockConfig


def names(kind: type) -> set[str]:
    return {attribute.name for attribute in fields(kind)}


def test_the_document_shows_the_keys_that_the_config_has() -> None:
    assert names(FeedConfig) == names(FeedSettings) - {"name"} | {"url"}
    assert names(FiltersConfig) == names(Filters)
    assert names(MetadataConfig) == names(MetadataOverrides)
    assert names(SponsorblockConfig) == names(Sponsorblock)
