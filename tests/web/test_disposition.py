from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.web.disposition import inline_as

_FORM = re.compile(
    r"inline; filename=\"(?P<plain>[ !#$&-.0-9;=@-\[\]-{}~]+)\""
    r"(?:; filename\*=UTF-8''(?P<full>[A-Za-z0-9!#$&+\-.^_`~%]+))?"
)


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("Talk one", 'inline; filename="Talk one.m4a"'),
        ("Café: what?", "inline; filename=\"Cafe what.m4a\"; filename*=UTF-8''Caf%C3%A9%20what.m4a"),
        ("東京", "inline; filename=\"id1.m4a\"; filename*=UTF-8''%E6%9D%B1%E4%BA%AC.m4a"),
        ('a"; filename="evil.exe', 'inline; filename="a ; filename= evil.exe.m4a"'),
        ("../../etc/passwd", 'inline; filename="etc passwd.m4a"'),
        ("a\r\nSet-Cookie: b", 'inline; filename="a Set-Cookie b.m4a"'),
        ("100%41", 'inline; filename="100 41.m4a"'),
        ("\u202egpj.exe", 'inline; filename="gpj.exe.m4a"'),
        ("...", 'inline; filename="id1.m4a"'),
        ("", 'inline; filename="id1.m4a"'),
    ],
)
def test_a_file_is_named_by_its_title(title: str, header: str) -> None:
    assert inline_as(title, "id1", "m4a") == header


@given(st.text(max_size=400))
def test_any_title_gives_a_header_of_one_form_and_a_name_that_can_be_stored(title: str) -> None:
    found = _FORM.fullmatch(inline_as(title, "id1", "m4a"))
    assert found, title
    for name in (found["plain"], unquote(found["full"] or found["plain"])):
        assert name.endswith(".m4a")
        assert not re.search(r'[\x00-\x1f/\\:*?"<>|]', name)
        assert 0 < len(name.encode()) <= 160
