"""Language codes as directories take them: a wrong one fails a feed's validation. Knows no feed."""

from __future__ import annotations

import re

TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""How a language is written, whether there is such a one or not: `en`, `pt-BR`, `zh-Hans`."""
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
CODES = frozenset(_CODES.split())
"""ISO 639's codes of two letters. `jp`, `cz` and `dk` are countries."""
_FORMER = {"iw": "he", "in": "id", "ji": "yi"}
"""Withdrawn long ago, and still what some sites say."""


def language_of(text: str) -> str | None:
    """Give a language in the form that directories take (`pt_BR` → `pt-br`), None for what is no language.

    Codes of three letters, which few languages need, are taken as they are.
    """
    code = text.strip().replace("_", "-").lower()
    main, *rest = code.split("-")
    main = _FORMER.get(main, main)
    known = main in CODES or (len(main) == 3 and main.isalpha())
    if not code.isascii() or not known or not all(part.isalnum() and 2 <= len(part) <= 8 for part in rest):
        return None
    return "-".join([main, *rest])
