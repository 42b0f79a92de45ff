"""Kinds of values that belong to podcasts and their sources: languages, categories, days, segments."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo

from anypod.config.kinds import Kind, Read, list_of, matching, text_of
from anypod.rules.category import CATEGORIES, category_of
from anypod.rules.cron import Schedule
from anypod.rules.language import language_of

_LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_SKIPPABLE = "sponsor|intro|outro|selfpromo|preview|filler|interaction|music_offtopic|hook|all|default"
_MARKABLE = f"{_SKIPPABLE}|poi_highlight|chapter"


def since_in(zone: tzinfo) -> Read[datetime | None]:
    """Days; one without an offset begins at midnight of `zone`."""

    def read(value: object) -> datetime | None:
        if value == "":
            return None
        moment = _moment(value)
        if not 1970 <= moment.year <= 9000:
            raise ValueError("the year is out of range")
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)

    return Kind('a day such as "2024-01-01" or "2024-01-01+02:00", or "" for none', read)


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    match = _DAY.fullmatch(text_of(value).strip())
    if match is None:
        raise ValueError("")
    try:
        return datetime.fromisoformat(f"{match[1]}T00:00:00{match[2] or ''}")
    except ValueError:
        raise ValueError("there is no such day or offset") from None


def _schedule(value: object) -> str:
    text = text_of(value).strip()
    if text != "manual":
        Schedule.parse(text)
    return text


def _spoken(value: object) -> str:
    text = text_of(value).strip()
    if language_of(text) is None:
        raise ValueError("")
    return text


def _category(value: object) -> str:
    category = category_of(text_of(value))
    if category is None:
        main, _, sub = text_of(value).partition(">")
        top = category_of(main)
        raise ValueError(_own_subs(top.main) if top and sub.strip() else "")
    return category.main if category.sub is None else f"{category.main} > {category.sub}"


def _own_subs(main: str) -> str:
    subs = ", ".join(CATEGORIES[main])
    return f"below {main}: {subs}" if subs else f"{main} has nothing below it"


def _segment(names: str) -> Kind[str]:
    # yt-dlp takes "-filler" after "all" for all but that.
    return matching(f"-?(?:{names})", f"{names.replace('|', ', ')}, or one of them with - before it")


SCHEDULE = Kind('"manual", five fields of cron such as "0 3 * * *", or @hourly, @daily, @weekly, @monthly', _schedule)
SPOKEN = Kind('a language of ISO 639 such as "en" or "pt-BR"', _spoken)
LANGUAGE = matching(_LANGUAGE, 'a language such as "en" or "pt-BR"')
AUDIO_LANGUAGE = matching(f"original|default|{_LANGUAGE}", '"original", "default" or a language such as "en"')
CATEGORY = Kind(f'Apple\'s categories, "Main" or "Main > Sub": {", ".join(CATEGORIES)}', _category)
MARKED = list_of(_segment(_MARKABLE))
REMOVED = list_of(_segment(_SKIPPABLE))
