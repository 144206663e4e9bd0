"""读回定稿: paragraphs that were divided, merged, added, deleted, moved; places filled in; what is refused, what is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from juesuan.book.file import FileBook
from juesuan.findings import StructureError
from juesuan.narrate_file import narrate_file
from juesuan.readback.file import Done, read_back_file
from juesuan.readback.match import Kind
from tests.readback_files import (
    WHEN,
    edit,
    on_disk,
    owns,
    paragraphs,
    put_text,
    replaced,
    report_of,
    standing,
    text_of,
)
from tests.report.books import row_of, write_cell
from tests.test_cli import run
from tests.tieout.files import pdf_bytes, report_lines

MADE = ("sichuan-2020", 1)
Files = tuple[Path, Path]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return on_disk(tmp_path, MADE)


def read_back(files: Files) -> Done:
    return read_back_file(files[1], files[0], now=WHEN)


def rules(done: Done) -> list[str]:
    return [one.rule.removeprefix("readback-") for one in done.plan.findings]


def again(files: Files) -> list[str]:
    """The text of the report that the workbook gives now."""
    target = files[0].with_name("再写.docx")
    narrate_file(files[0], now=WHEN)
    target.write_bytes(report_of(files[0]))
    return paragraphs(target)


def body(texts: list[str]) -> list[str]:
    return texts[max(n for n, one in enumerate(texts) if one.startswith("第一部分")) :]


def at(found: list[Any], text: str) -> Any:
    return [one for one in found if text_of(one) == text][-1]


def insert(found: list[Any], above: str, *texts: str) -> None:
    place = at(found, above)
    for text in reversed(texts):
        new = deepcopy(place)
        put_text(new, text)
        place.addnext(new)


def key_of_long(files: Files) -> tuple[str, str]:
    """Key and text of a long paragraph whose neighbours differ."""
    one = max(
        (row for row in standing(files[0]) if row.key.count(".") == 0), key=lambda row: len(row.generated)
    )
    return one.key, one.generated


def test_a_divided_paragraph_becomes_one_text_of_two_lines(files: Files) -> None:
    key, text = key_of_long(files)
    middle = text.index("。", len(text) // 3) + 1 if "。" in text[len(text) // 3 : -1] else len(text) // 2

    def change(found: list[Any]) -> None:
        insert(found, text, text[middle:])
        put_text([one for one in found if text_of(one) == text][-1], text[:middle])

    edit(files[1], change)
    done = read_back(files)
    assert (owns(files[0]), rules(done)) == ({key: f"{text[:middle]}\n{text[middle:]}"}, [])
    assert body(again(files)) == body(paragraphs(files[1]))


def test_paragraphs_that_became_one_are_told_and_left(files: Files) -> None:
    rows = [one for one in standing(files[0]) if len(one.generated) > 40]
    one, two = next(
        (a, b) for a, b in pairwise(rows) if b.row == a.row + 1 and "\n" not in a.generated + b.generated
    )

    def change(found: list[Any]) -> None:
        put_text(at(found, one.generated), one.generated + two.generated)
        gone = at(found, two.generated)
        gone.getparent().remove(gone)

    edit(files[1], change)
    done = read_back(files)
    assert (owns(files[0]), rules(done), done.written) == ({}, ["merged"], False)
    assert one.generated[:20] in done.plan.findings[0].message


def test_added_paragraphs_become_rows_and_the_rest_moves_down(files: Files) -> None:
    key, text = key_of_long(files)
    before = standing(files[0])
    edit(files[1], lambda found: insert(found, text, "另：本年有一项专项工作。", "详见单位网站。"))
    done = read_back(files)
    assert [one.change.kind for one in done.plan.placed] == [Kind.ADDED, Kind.ADDED]
    assert (owns(files[0]), rules(done)) == (
        {f"{key}+1": "另：本年有一项专项工作。", f"{key}+2": "详见单位网站。"},
        [],
    )
    kept = [one for one in standing(files[0]) if one.key]
    assert [(one.key, one.generated, one.figures) for one in kept] == [
        (one.key, one.generated, one.figures) for one in before
    ]
    assert body(again(files)) == body(paragraphs(files[1]))
    assert read_back(files).plan.placed == ()


def test_a_paragraph_that_a_person_added_can_be_deleted_in_the_report(files: Files) -> None:
    _, text = key_of_long(files)
    edit(files[1], lambda found: insert(found, text, "另：本年有一项专项工作。"))
    read_back(files)
    edit(files[1], lambda found: _drop(at(found, "另：本年有一项专项工作。")))
    done = read_back(files)
    assert [one.change.kind for one in done.plan.placed] == [Kind.REMOVED]
    assert owns(files[0]) == {}
    assert "（删去）" in str(FileBook.open(files[0]).grid("操作记录").rows[-1])


def _drop(element: Any) -> None:
    element.getparent().remove(element)


def test_a_deleted_paragraph_is_told_and_stays(files: Files) -> None:
    key, text = key_of_long(files)
    edit(files[1], lambda found: _drop(at(found, text)))
    done = read_back(files)
    assert (owns(files[0]), rules(done), done.written) == ({}, ["gone"], False)
    finding = done.plan.findings[0]
    row = next(one.row for one in standing(files[0]) if one.key == key)
    assert (finding.sheet, finding.cell) == ("情况说明", f"D{row}")
    assert "没有这一段了" in finding.message


def test_a_moved_paragraph_is_not_written_twice(files: Files) -> None:
    _, text = key_of_long(files)
    heading = next(one.generated for one in standing(files[0]) if one.generated.startswith("第三部分"))

    def change(found: list[Any]) -> None:
        at(found, heading).addnext(at(found, text))

    edit(files[1], change)
    done = read_back(files)
    assert (owns(files[0]), rules(done)) == ({}, ["moved"])


def test_a_number_that_became_automatic_is_no_own_text(files: Files) -> None:
    heading = next(one.generated for one in standing(files[0]) if one.generated.startswith("三、"))
    replaced(files[1], {heading: heading.removeprefix("三、")})
    done = read_back(files)
    assert (owns(files[0]), rules(done)) == ({}, ["number"])


def test_a_place_that_waited_takes_all_that_was_written_there(files: Files) -> None:
    waiting = [one for one in paragraphs(files[1]) if one.startswith("【待填写")]
    row = next(one for one in standing(files[0]) if not one.generated and not one.own)

    def change(found: list[Any]) -> None:
        insert(found, waiting[0], "二是审核预算。", "三是组织收入。")
        put_text(at(found, waiting[0]), "一是编制决算。")

    edit(files[1], change)
    done = read_back(files)
    assert (owns(files[0]), rules(done)) == ({row.key: "一是编制决算。\n二是审核预算。\n三是组织收入。"}, [])


def test_a_text_that_was_put_back_is_no_own_text_any_more(files: Files) -> None:
    key, _ = key_of_long(files)
    write_cell(files[0], "情况说明", row_of(files[0], key), 4, "领导改过的一段。")
    done = read_back(files)
    assert [one.change.kind for one in done.plan.placed] == [Kind.RESTORED]
    assert owns(files[0]) == {}


def test_blanks_are_no_change(files: Files) -> None:
    _, text = key_of_long(files)
    replaced(files[1], {text: f"\u3000\u3000{text[:9]} {text[9:]}\u200b "})
    assert read_back(files).plan.placed == ()


@pytest.mark.parametrize("dropped", ["contents", "front"])
def test_without_contents_or_front_page_the_text_is_still_read(dropped: str, files: Files) -> None:
    key, text = key_of_long(files)

    def change(found: list[Any]) -> None:
        put_text(at(found, text), "改过的一段。")
        start = next(n for n, one in enumerate(found) if text_of(one).replace("\u3000", "") == "目录")
        last = max(n for n, one in enumerate(found) if text_of(one).startswith("第一部分"))
        for one in found[start:last] if dropped == "contents" else found[:start]:
            _drop(one)

    edit(files[1], change)
    done = read_back(files)
    assert owns(files[0]) == {key: "改过的一段。"}
    assert rules(done) == ([] if dropped == "contents" else ["gone"])


def test_a_title_page_that_was_edited(files: Files) -> None:
    texts = paragraphs(files[1])
    replaced(files[1], {texts[2]: texts[2] + "（公开稿）"})
    done = read_back(files)
    assert owns(files[0]) == {"title": f"{texts[1]}{texts[2]}（公开稿）"}
    assert rules(done) == []


TRACKED = (
    '<w:ins xmlns:w="{0}" w:id="91" w:author="某"><w:r><w:t>（修订）</w:t></w:r></w:ins>',
    '<w:del xmlns:w="{0}" w:id="92" w:author="某"><w:r><w:delText>旧</w:delText></w:r></w:del>',
    '<w:r xmlns:w="{0}"><w:commentReference w:id="3"/></w:r>',
)


def test_tracked_changes_are_read_as_accepted_and_comments_left_aside(files: Files) -> None:
    from lxml import etree

    key, text = key_of_long(files)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def once(found: list[Any]) -> None:
        place = at(found, text)
        for one in TRACKED:
            place.append(etree.fromstring(one.format(space)))

    edit(files[1], once)
    done = read_back(files)
    assert owns(files[0]) == {key: f"{text}（修订）"}
    assert [one[:20] for one in done.plan.notes] == [
        "文件中有2处修订没有接受或拒绝，按全部接",
        "文件中有1条批注，不影响读回。定稿前请删",
    ]


def test_a_figure_that_was_changed_in_a_table_is_told(files: Files) -> None:
    def change(found: list[Any]) -> None:
        tables = [one for one in found[0].getparent() if one.tag.endswith("}tbl")]
        table = next(one for one in tables if "一般公共服务支出" in "".join(one.itertext()))
        cells = [one for one in table.iter(found[0].tag) if re.fullmatch(r"[1-9][\d,]*\.\d\d", text_of(one))]
        put_text(cells[0], "1.23")

    edit(files[1], change)
    done = read_back(files)
    assert (owns(files[0]), done.written) == ({}, False)
    assert [one for one in done.plan.notes if "附表有1处与工作簿不同" in one]


def _other_year(files: Files) -> None:
    edit(
        files[1],
        lambda found: [
            put_text(one, text_of(one).replace("2020年", "2019年")) for one in found if text_of(one)
        ],
    )


REFUSED: dict[str, tuple[Callable[[Files], None], str]] = {
    "other-year": (_other_year, "2019年度的报告"),
    "not-word": (lambda files: files[1].write_bytes(b"PK\x03\x04"), "不是完整的 Word 文件"),
    "not-found": (lambda files: files[1].unlink(), "没有找到文件"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_back_is_said_and_nothing_is_written(name: str, files: Files) -> None:
    make, words = REFUSED[name]
    make(files)
    data = files[0].read_bytes()
    with pytest.raises(StructureError, match=words) as error:
        read_back(files)
    assert error.value.name == name
    assert files[0].read_bytes() == data


def test_a_pdf_is_refused(files: Files) -> None:
    report = files[1].with_suffix(".pdf")
    report.write_bytes(pdf_bytes([report_lines()]))
    with pytest.raises(StructureError, match="PDF 里的段落和换行分不清"):
        read_back_file(report, files[0])


def test_a_report_of_another_workbook_is_refused(files: Files, tmp_path: Path) -> None:
    other = tmp_path / "另"
    other.mkdir()
    report = on_disk(other, ("sichuan-2020", 2))[1]
    texts = [one for one in standing(files[0]) if one.generated]
    for one in texts[5:]:
        write_cell(files[0], "情况说明", one.row, 4, f"{one.key}另外写过的文字{one.row}")
    with pytest.raises(StructureError, match="大多对不上"):
        read_back_file(report, files[0])


def test_the_command_shows_before_it_writes(files: Files) -> None:
    key, text = key_of_long(files)
    replaced(files[1], {text: text.replace("万元", "万余元", 1)})
    data = files[0].read_bytes()
    done = run("readback", files[1], "--into", files[0], "--dry-run", cwd=files[0].parent)
    assert (done.returncode, files[0].read_bytes()) == (0, data)
    assert "改写：" in done.stdout
    assert "万余元" in done.stdout
    assert "（没有写入）" in done.stdout
    done = run("readback", files[1], "--into", files[0], cwd=files[0].parent)
    assert (done.returncode, owns(files[0])[key]) == (0, text.replace("万元", "万余元", 1))
    assert "自己改写的文字" in done.stdout
    done = run("readback", files[1], "--into", files[0], cwd=files[0].parent)
    assert "没有要读回的" in done.stdout
