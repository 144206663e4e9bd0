"""The marked copy of a Word report: a comment at the place of every issue, nothing else changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from juesuan.tieout.issue import Issue
from juesuan.tieout.places import Places, Words, places_of
from juesuan.tieout.telling import message_of, quoted
from juesuan.tieout.tieout import TiedOut
from juesuan.tieout.word_comments import Comment, with_comments

LONGEST_PARAGRAPH = 10**6
ELSEWHERE = "找不到具体位置的问题："


def mark_docx(data: bytes, done: TiedOut, when: datetime) -> bytes:
    """Return the Word file with a comment for every issue. ``data`` are the bytes of the file that was tied out."""
    places = places_of(done)
    comments, homeless = [], []
    for issue in done.issues:
        comment = _comment(issue, places)
        if comment is None:
            homeless.append(issue)
        else:
            comments.append(comment)
    if homeless:
        lines = [ELSEWHERE, *(line for one in homeless for line in comment_lines(one, placed=False))]
        comments.insert(0, Comment(0, 0, LONGEST_PARAGRAPH, tuple(lines)))
    return with_comments(data, comments, when)


def _comment(issue: Issue, places: Places) -> Comment | None:
    place = places.of(issue)
    lines = tuple(comment_lines(issue))
    if isinstance(place, Words):
        return Comment(place.paragraph.mark, place.start, place.end, lines)
    mark = place.table.marks[place.row][place.column] if place is not None and place.table.marks else -1
    return Comment(mark, 0, LONGEST_PARAGRAPH, lines) if mark >= 0 else None


def comment_lines(issue: Issue, *, placed: bool = True) -> Iterator[str]:
    """Yield what a comment says: level, what is wrong, the right value."""
    where = "" if placed else f"附表{quoted(issue.place)}：" if issue.place else ""
    yield f"【{issue.level.label}】{where}{message_of(issue)}"
