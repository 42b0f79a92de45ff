from __future__ import annotations

from anypod.rules.imports.options import groups, translated


def test_options_with_a_key_of_their_own_become_that_key() -> None:
    args = ["-f", "ba", "-x", "--retries", "3", "--sponsorblock-remove=sponsor,intro", "--no-mtime"]
    assert translated(args) == (
        ["--retries", "3", "--no-mtime"],
        {"format": "ba", "media": "audio", "sponsorblock": {"remove": ["sponsor", "intro"]}},
    )


def test_a_format_of_one_s_own_is_taken_as_it_comes() -> None:
    assert translated(["-fworst"]) == ([], {"format": "worst", "media": "as_is"})
    assert translated(["--format=worst"]) == ([], {"format": "worst", "media": "as_is"})


def test_an_option_is_put_together_with_its_values() -> None:
    assert groups(["--a", "1", "2", "-b", "--c=3"]) == [["--a", "1", "2"], ["-b"], ["--c=3"]]
