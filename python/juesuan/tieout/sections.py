"""Where in a report a paragraph stands: headings, contents, the section that says what its figures speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from juesuan.tieout.document import Document, Paragraph, is_numbered
from juesuan.tieout.lexicon import Lexicon, Section
from juesuan.tieout.plain import Plain, plain

LONGEST_HEADING = 48
MOST_ENTRIES = 150
CLOSED = ("glossary", "tables", "attachment")
"""Sections whose headings inside do not open others."""
_SENTENCE = re.compile(r"[：:].{4}|[，；]")
TITLED = ("three", "three_detail")
"""What is published by itself as well: the title of such a text opens its section."""
PART = 1
"""The rank of 第一部分: a title does not reach over it."""
NO_SECTION = Section("", re.compile(r"(?!)"), "", ())
_PART = re.compile(r"第[一二三四五六七八九十\d]部分")
_CHINESE = re.compile(r"[一二三四五六七八九十]{1,3}、")
_BRACKET = re.compile(r"（[一二三四五六七八九十]{1,3}）")
_ARABIC = re.compile(r"\d{1,2}[、.．]")
_CONTENTS = re.compile(r"目录$")
_LEADERS = re.compile(r"(?:[.．…·]{3,}|\s)\d{1,3}$")
_CAPTION = re.compile(r"（?图\d{1,2}[：:、.]?")


@dataclass(frozen=True)
class Located:
    """A paragraph in its section. ``number`` counts paragraphs of the document; ``path`` are the headings above it."""

    number: int
    paragraph: Paragraph
    plain: Plain
    section: Section
    path: tuple[str, ...]
    heading: bool = False
    caption: bool = False

    @property
    def title(self) -> str:
        """The innermost heading, as it stands."""
        return self.path[-1] if self.path else ""


def located(document: Document, lexicon: Lexicon) -> list[Located]:
    """Return the paragraphs of a report outside its contents, each with its section."""
    return list(_located(document, lexicon))


def _located(document: Document, lexicon: Lexicon) -> Iterator[Located]:
    path: list[tuple[int, str]] = []
    section = NO_SECTION
    for number, (paragraph, text) in enumerate(_body(document)):
        rank = _rank(paragraph, text.text)
        if not rank and not path and _is_title(paragraph, text.text, lexicon):
            path = [(0, paragraph.text.strip())]
            section = _section(lexicon, path)
            yield Located(number, paragraph, text, section, (path[0][1],), heading=True)
            continue
        if rank:
            path = [one for one in path if one[0] < rank != PART]
            path.append((rank, paragraph.text.strip()))
            section = _section(lexicon, path)
        caption = _CAPTION.match(text.text) is not None and len(text.text) < LONGEST_HEADING
        yield Located(number, paragraph, text, section, tuple(one for _, one in path), bool(rank), caption)


def _is_title(paragraph: Paragraph, text: str, lexicon: Lexicon) -> bool:
    """Tell whether an unnumbered line before all headings says what the whole text is about: a notice on 三公经费."""
    if (
        paragraph.level
        or len(text) > LONGEST_HEADING
        or _SENTENCE.search(text)
        or text.endswith(("。", "："))
    ):
        return False
    found = lexicon.section(text)
    return found is not None and found.key in TITLED and re.search(r"\d(?:万元|%|元)", text) is None


def _section(lexicon: Lexicon, path: list[tuple[int, str]]) -> Section:
    """Return the section of the innermost heading that says one; glossary, tables and attachments hold all of theirs."""
    headings = [heading for rank, heading in path if rank] or [path[0][1]]
    outer = lexicon.section(plain(headings[0]).text)
    if outer is not None and outer.key in CLOSED:
        return outer
    for _, heading in reversed(path):
        found = lexicon.section(plain(heading).text)
        if found is not None:
            return found
    return NO_SECTION


def _rank(paragraph: Paragraph, text: str) -> int:
    """Return how high a heading stands: 1 part, 2 一、, 3 （一）, 4 1.; 0 for what is none."""
    if len(text) > LONGEST_HEADING or _SENTENCE.search(text) or (text.endswith("。") and len(text) > 40):
        return 0
    if _PART.match(text):
        return 1
    if re.search(r"\d+(?:\.\d+)?(?:万元|%|元)", text):
        return 0
    for rank, pattern in ((2, _CHINESE), (3, _BRACKET)):
        if pattern.match(text):
            return rank
    if paragraph.level > 0:
        return min(paragraph.level, 4)
    if _ARABIC.match(text) and len(text) < 30 and not text.endswith(("。", "；")):
        return 4 if not re.match(r"\d{1,2}[、.．].*情况说明$", text) else 2
    return 0


def _body(document: Document) -> Iterator[tuple[Paragraph, Plain]]:
    """Yield the paragraphs behind the contents: a run of headings without text, repeated later, is the contents."""
    paragraphs = [(one, plain(one.text)) for one in document.paragraphs]
    start = _contents_end([text.text for _, text in paragraphs], [one.level for one, _ in paragraphs])
    for number, (one, text) in enumerate(paragraphs):
        if number >= start and text.text and one.level >= 0:
            yield one, text


def _contents_end(texts: list[str], levels: list[int]) -> int:
    """Return the number of the first paragraph behind the contents, 0 when there are none."""
    first = next(
        (number for number, text in enumerate(texts[:80]) if _CONTENTS.search(text) and len(text) < 8), None
    )
    if first is None:
        return 0
    again = _first_entry_again(texts, first + 1)
    if again:
        return again
    end = first + 1
    while end < len(texts) and (
        levels[end] < 0 or not texts[end] or _is_entry(texts, end) or _goes_on(texts, end)
    ):
        end += 1
    return end


def _first_entry_again(texts: list[str], first: int) -> int:
    """Return where the first entry stands as a heading, with nothing but short lines before it; 0 where it does not."""
    bare = _bare(texts[first]) if first < len(texts) else ""
    for number in range(first + 1, min(first + MOST_ENTRIES, len(texts))):
        if len(texts[number]) > LONGEST_HEADING + 20:
            return 0
        if bare and texts[number].startswith(bare):
            return number
    return 0


def _bare(text: str) -> str:
    """Return an entry without its page number and leaders."""
    return _LEADERS.sub("", re.sub(r"\d{1,3}$", "", text)).strip(".…·")


def _goes_on(texts: list[str], number: int) -> bool:
    """Tell whether a numbered line stands among entries: its words in the text are a little different."""
    return is_numbered(texts[number]) and any(
        _is_entry(texts, one) for one in range(number + 1, min(number + 3, len(texts)))
    )


def _is_entry(texts: list[str], number: int) -> bool:
    """Tell whether a line is one of the contents: it ends with a page number, or stands again further on."""
    text = texts[number]
    if len(text) > LONGEST_HEADING + 20:
        return False
    bare = _bare(text)
    if re.search(r"[.．…·]{3,}\d{1,3}$", text):
        return True
    return is_numbered(text) and any(bare and one.startswith(bare) for one in texts[number + 1 :])
