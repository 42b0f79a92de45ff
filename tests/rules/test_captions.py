from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.captions import AUTO, CREATOR, Offer, choose, form_of, language_of

BOTH = (CREATOR, AUTO)
VTT = ("json3", "vtt")


def creator(*keys: str, exts: tuple[str, ...] = VTT) -> list[Offer]:
    return [Offer(key=key, source=CREATOR, exts=exts) for key in keys]


def heard(*keys: str, translated: bool = False) -> list[Offer]:
    return [Offer(key=key, source=AUTO, exts=VTT, translated=translated) for key in keys]


def taken(offers: list[Offer], lang: str = "en", sources: tuple[str, ...] = BOTH) -> tuple[str, str] | None:
    found = choose(offers, lang, sources)
    return None if found is None else (found.source, found.key)


@pytest.mark.parametrize(
    ("lang", "keys", "wanted"),
    [
        ("en", ["en-orig", "en-US", "en"], "en"),
        ("en", ["en-orig", "de", "en-GB", "en-track4"], "en-GB"),
        ("en", ["en-track4", "en-orig"], "en-orig"),
        ("en", ["enm", "english", "live_chat", "en-eEY6OEpapPo"], "en-eEY6OEpapPo"),
        ("en", ["enm", "english", "live_chat"], None),
        ("en-GB", ["en", "en-GB"], "en-GB"),
        ("en-gb", ["en_US", "en_GB"], "en_GB"),
        ("en-GB", ["en-orig", "en", "en-US"], "en"),
        ("en-GB", ["en-orig", "en-US"], "en-orig"),
        ("en-GB", ["en-US", "en-AU"], None),
        ("zh", ["zh-Hant", "zh-Hans"], "zh-Hans"),
    ],
)
def test_a_language_is_matched_as_closely_as_it_can_be(lang: str, keys: list[str], wanted: str | None) -> None:
    found = taken(creator(*keys), lang)
    assert found == (None if wanted is None else (CREATOR, wanted))


def test_who_wrote_it_comes_before_how_well_the_language_fits() -> None:
    offers = [*heard("en"), *creator("en-US")]
    assert taken(offers) == (CREATOR, "en-US")
    assert taken(offers, sources=(AUTO, CREATOR)) == (AUTO, "en")
    assert taken(offers, sources=(AUTO,)) == (AUTO, "en")
    assert taken(creator("en"), sources=(AUTO,)) is None


def test_a_machines_translation_is_never_taken() -> None:
    assert taken(heard("en", translated=True)) is None
    assert taken(heard("de-orig", "de", "en", "fr")) is None
    assert taken(heard("en-orig", "de", "fr"), "de") is None
    assert taken([*heard("en-orig", "en"), *heard("de", translated=True)]) == (AUTO, "en")
    assert taken([*heard("de-orig"), *creator("en")]) == (CREATOR, "en")


def test_what_cannot_be_read_is_no_offer() -> None:
    assert taken(creator("en", exts=("json3", "srv1", "ass"))) is None
    assert taken([*creator("en", exts=("json",)), *creator("en-GB")]) == (CREATOR, "en-GB")
    assert form_of(creator("en", exts=("ttml", "srt", "vtt"))[0]) == "vtt"
    assert form_of(creator("en", exts=("ttml", "srt"))[0]) == "srt"


@pytest.mark.parametrize(
    ("key", "lang"),
    [
        ("en", "en"),
        ("en-orig", "en"),
        ("EN_us", "en-US"),
        ("zh-hans", "zh-Hans"),
        ("es-419", "es-419"),
        ("en-eEY6OEpapPo", "en"),
        ("zh-Hans-orig", "zh-Hans"),
    ],
)
def test_a_key_names_a_language(key: str, lang: str) -> None:
    assert language_of(key) == lang


KEYS = st.sampled_from(["en", "en-US", "en-GB", "en-orig", "en-x1", "de", "de-orig", "de-DE", "live_chat", "pt-BR"])
OFFERS = st.lists(
    st.builds(
        Offer,
        key=KEYS,
        source=st.sampled_from(BOTH),
        exts=st.sampled_from([VTT, ("srt",), ("json3",)]),
        translated=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: (one.key, one.source),
)
LANGS = st.sampled_from(["en", "en-GB", "de", "pt-BR", "pt"])
SOURCES = st.sampled_from([(CREATOR,), (AUTO,), (CREATOR, AUTO), (AUTO, CREATOR)])


@given(OFFERS, LANGS, SOURCES)
def test_what_is_taken_was_offered_is_wanted_and_can_be_read(
    offers: list[Offer], lang: str, sources: tuple[str, ...]
) -> None:
    found = choose(offers, lang, sources)
    if found is None:
        return
    assert found in offers
    assert found.source in sources
    assert language_of(found.key).split("-")[0] == lang.split("-", maxsplit=1)[0]
    assert form_of(found) is not None
    assert not (found.source == AUTO and found.translated)


@given(OFFERS, LANGS, SOURCES, st.randoms(use_true_random=False))
def test_the_order_of_the_offers_does_not_matter(
    offers: list[Offer], lang: str, sources: tuple[str, ...], chance: object
) -> None:
    shuffled = sorted(offers, key=lambda _one: chance.random())  # type: ignore[attr-defined] # hypothesis's Random
    assert choose(shuffled, lang, sources) == choose(offers, lang, sources)


@given(OFFERS, LANGS)
def test_one_more_source_never_loses_what_there_was(offers: list[Offer], lang: str) -> None:
    alone, both = choose(offers, lang, (CREATOR,)), choose(offers, lang, BOTH)
    assert alone is None or alone == both
