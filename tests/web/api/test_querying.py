from __future__ import annotations

import pytest

from anypod.model.download import Status
from anypod.web.api.downloads import DownloadsQuery
from anypod.web.api.querying import read_query
from anypod.web.api.reading import Invalid


def test_a_querys_texts_become_what_the_fields_are() -> None:
    query = read_query([("page", "2"), ("status", "queued,error"), ("sort", "-title,id")], DownloadsQuery)
    assert (query.page, query.status, query.sort) == (2, (Status.QUEUED, Status.ERROR), ("-title", "id"))


@pytest.mark.parametrize(
    ("pairs", "parameters"),
    [
        ([("page", "0"), ("per_page", "201")], ["page", "per_page"]),
        ([("page", "1"), ("page", "2")], ["page"]),
        ([("nonsense", "1")], ["nonsense"]),
        ([("page", "")], ["page"]),
        ([("page", "٣")], ["page"]),
        ([("status", "queued,lost")], ["status"]),
        ([("since", "soon")], ["since"]),
    ],
)
def test_each_fault_names_its_parameter(pairs: list[tuple[str, str]], parameters: list[str]) -> None:
    with pytest.raises(Invalid) as invalid:
        read_query(pairs, DownloadsQuery)
    assert [fault.parameter for fault in invalid.value.faults] == parameters
