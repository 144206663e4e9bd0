"""How labels, titles and codes of other people's tables are compared: what is only typography is taken off."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_QUOTES = re.compile("[\"'“”‘’「」『』《》〈〉＂]")
_BRACKETS = str.maketrans("[]{}〔〕【】", "()()()()")
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]+[、.,]|\([一二三四五六七八九十]+\)|\(\d{1,2}\)|\d{1,2}(?:、|\.(?!\d))|其中:|[加减]:)"
)
_UNIT_NOTE = re.compile(r"\((?:单位:?)?(?:人民币)?(?:万元|元)\)")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212\u2500\u2501一/／—]+")
_NUMBER = re.compile(r"[-+(]?[¥]?[\d,]*\.?\d+\)?")
_CODE_TEXT = re.compile(r"(\d{7}|\d{5}|\d{3})(?![\dA-Za-z.,])(.*)", re.DOTALL)
_SEPARATORS = re.compile(r"[\s\-.·/_]+")
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填表说明)\d*[:.、]|制表|审核人|负责人|填表人|打印日期|第?\d+页|共\d+页"
)
_PAGE = re.compile(r"-\d{1,3}-|第?\d{1,3}页(?:,?共\d+页)?|第\d+页/?共\d+页")


def squeeze(value: object) -> str:
    """Return a cell as text without white space, half-width; a whole float as an integer."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(value)))


def norm(value: object) -> str:
    """Return a text as it is compared: no white space, no quotation marks, one kind of brackets."""
    return _QUOTES.sub("", squeeze(value)).translate(_BRACKETS)


def label(value: object) -> str:
    """Return a label as it is compared: no ordinals (一、), no unit in brackets, no colon behind it."""
    text = _UNIT_NOTE.sub("", norm(value))
    while (match := _ORDINAL.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    return text.rstrip(":") or text


def is_dash(value: object) -> bool:
    """Tell whether a cell holds only a stroke, which says that there is nothing."""
    text = squeeze(value)
    return (bool(text) and bool(_DASHES.fullmatch(text))) or text in ("...", "……")


def is_amount(value: object) -> bool:
    """Tell whether a cell looks like an amount (or another number)."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and bool(_NUMBER.fullmatch(squeeze(value)))


def is_note(text: str) -> bool:
    """Tell whether a text (normalised) is a footnote, a signature line or a page number."""
    return bool(_NOTE.match(text)) or bool(_PAGE.fullmatch(text)) or "故本表无数据" in text


def split_code(value: object) -> tuple[str, str]:
    """Split ``2040201 行政运行`` into code and name; ("", text) when no code stands in front."""
    text = squeeze(value)
    match = _CODE_TEXT.fullmatch(text)
    if match is None:
        bare = _SEPARATORS.sub("", str(value)) if isinstance(value, str) else text
        return (bare, "") if re.fullmatch(r"\d{3}|\d{5}|\d{7}", squeeze(bare)) else ("", text)
    return match[1], match[2].lstrip("-.:、")


def digits(value: object) -> str:
    """Return the digits of a code cell without separators; "" when it holds anything else."""
    text = _SEPARATORS.sub("", squeeze(value))
    return text if text.isascii() and text.isdigit() else ""


def join_code(parts: list[str], last: str) -> str:
    """Join 类, 款 and 项 (``204|2|1``, or cumulative ``204|20402|2040201``); empty leading parts come from above.

    Numbers lose their leading zero, so a part of one digit is a part of two. Returns what it gives, well formed or not.
    """
    if len(parts) == 1:
        return parts[0]
    filled = [number for number, part in enumerate(parts) if part]
    if not filled:
        return ""
    first, deepest = filled[0], filled[-1]
    code = last[: 3 + 2 * (first - 1)] if first else ""
    for part in parts[first : deepest + 1]:
        code = part if len(part) > 3 or not code else code + part.zfill(2)
    return code
