"""The operations of the API that the documentation names are the API's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

import anypod.web.api
from anypod.web.api.operation import Operation
from tests.docs.pages import Page, pages

_NAMED = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/api/[\w/]+)")
_OTHERS = {("GET", "/api/events"), ("GET", "/api/health"), ("GET", "/api/ready"), ("GET", "/api/openapi.json")}
"""What is no operation of the document."""


def operations() -> Iterator[tuple[str, str]]:
    """Give each operation's method and path; a variable of the path is an asterisk."""
    for module in iter_modules(anypod.web.api.__path__, "anypod.web.api."):
        for cls in vars(import_module(module.name)).values():
            for method in vars(cls).values() if isinstance(cls, type) else ():
                marked = getattr(method, "operation", None)
                if isinstance(marked, Operation):
                    yield marked.method, re.sub(r"\{\w+\}", "*", marked.path)


def named(page: Page) -> Iterator[tuple[int, tuple[str, str]]]:
    """Give what a page names; what is in capitals is a variable."""
    for line, code in page.codes():
        if found := _NAMED.match(code):
            yield line, (found[1], re.sub(r"\b[A-Z]+\b", "*", found[2]))


@pytest.mark.parametrize("page", [page for page in pages() if list(named(page))], ids=lambda page: page.name)
def test_every_operation_that_is_named_is_one(page: Page) -> None:
    known = {*operations(), *_OTHERS}
    assert len(known) > 20
    assert [(line, operation) for line, operation in named(page) if operation not in known] == []
