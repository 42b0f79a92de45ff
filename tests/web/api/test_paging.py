from __future__ import annotations

from anypod.web.api.paging import links


def test_links_lead_from_page_to_page_wherever_the_list_is_and_keep_the_question() -> None:
    link = links([("search", "a&b"), ("page", "2")], 2, 10, 31)["Link"]
    assert link == (
        '<?search=a%26b&page=1&per_page=10>; rel="first", '
        '<?search=a%26b&page=1&per_page=10>; rel="prev", '
        '<?search=a%26b&page=3&per_page=10>; rel="next", '
        '<?search=a%26b&page=4&per_page=10>; rel="last"'
    )


def test_an_empty_list_has_one_page() -> None:
    assert 'rel="next"' not in links([], 1, 10, 0)["Link"]
