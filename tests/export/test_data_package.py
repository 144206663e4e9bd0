"""数据包: valid by an independent reader, its types used, its figures those of the tables."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package

from juesuan import __version__, money
from juesuan.export.data import CELLS, DESCRIPTOR, FINDINGS_JSON, PARAGRAPHS
from juesuan.export.file_names import DATA, MANIFEST
from juesuan.export.resource import Field, Resource, read_csv
from juesuan.sample import load_sample
from juesuan.spec.model import Cell
from tests.export.sent import assert_whole, sample_files, sample_folder
from tests.report.books import SAMPLE, sample_copy
from tests.test_cli import run


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return Package(str(sample_folder(tmp_path_factory.mktemp("sent")) / DATA / DESCRIPTOR))


def test_the_package_is_valid(package: Package) -> None:
    report = package.validate()
    assert report.flatten(["name", "rowNumber", "type", "note"]) == []
    assert report.valid
    assert len(package.resources) == 14 + 4


def test_amounts_are_numbers_and_equal_the_printed_tables(package: Package) -> None:
    sample = load_sample(SAMPLE)
    misfits = {one.cell for one in sample.misfits}
    checked = 0
    for table, resource in zip(sample.accounts.format, package.resources, strict=False):
        assert resource.title == f"{table.number} {table.title}"
        for row in resource.read_rows():
            for column in table.panel_of(row["row"]).amounts:
                value, cell = row[column.key], Cell(table.key, row["row"], column.key)
                assert value is None or isinstance(value, Decimal)
                if cell in sample.printed and cell not in misfits:
                    assert (value or 0) * money.FEN_PER_WAN == sample.printed[cell]
                    checked += 1
    assert checked > 120


def test_every_field_says_what_it_is_in_chinese(package: Package) -> None:
    for resource in package.resources:
        for field in resource.schema.fields:
            assert field.title
            assert any("\u4e00" <= char <= "\u9fff" for char in field.title)
    amounts = [one for one in package.get_resource("table-06").schema.fields if one.type == "number"]
    assert [one.name for one in amounts] == ["total", "basic", "project"]
    assert {one.to_dict()["unit"] for one in amounts} == {"万元"}


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        ("7970.77", "7970.77元", "type-error"),
        ("204,204,", "204,204,", None),
        ("\r\n20402,", "\r\n204,", "primary-key"),
    ],
)
def test_the_check_can_fail(tmp_path: Path, before: str, after: str, error: str | None) -> None:
    folder = sample_folder(tmp_path) / DATA
    path = folder / "公开06表.csv"
    text = path.read_bytes().decode("utf-8-sig")
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode("utf-8-sig"))
    content = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    for one in content["resources"]:
        one.pop("hash")
        one.pop("bytes")
    (folder / DESCRIPTOR).write_text(json.dumps(content), encoding="utf-8")
    found = Package(str(folder / DESCRIPTOR)).validate().flatten(["type"])
    assert [one for (one,) in found][:1] == ([error] if error else [])


def test_files_are_what_excel_on_windows_reads() -> None:
    for name, data in sample_files().items():
        if name.endswith(".csv"):
            assert data.startswith(b"\xef\xbb\xbf")
            assert data.endswith(b"\r\n")


def test_cells_and_paragraphs_are_all_there() -> None:
    cells = list(read_csv(sample_files()[f"{DATA}/{CELLS}"]))
    printed = load_sample(SAMPLE).printed
    amounts = {(one["table"], one["row"], one["column"]): money.parse(one["amount"]) for one in cells}
    assert len(amounts) == len(cells) > len([one for one in printed.values() if one])
    texts = list(read_csv(sample_files()[f"{DATA}/{PARAGRAPHS}"]))
    assert len({one["key"] for one in texts}) == len(texts) > 100
    assert any("13.85%" in one["text"] for one in texts)


def test_findings_are_those_of_validate(tmp_path: Path) -> None:
    book = sample_copy(tmp_path)
    done = run("validate", book, "--no-write", "--json", tmp_path / "f.json", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "f.json").read_bytes() == sample_files()[f"{DATA}/{FINDINGS_JSON}"]


def test_the_manifest_knows_every_file() -> None:
    assert_whole(sample_files())
    content = json.loads(sample_files()[f"{DATA}/{MANIFEST}"])
    form = load_sample(SAMPLE).accounts.format
    expected = {
        "kind": "juesuan-export",
        "program": __version__,
        "format": "sichuan-2020",
        "format_digest": form.digest,
        "year": "2020",
        "unit": "攀枝花市公安局交通警察支队",
        "time": "2021-03-01T09:30:00",
        "round": 1,
        "draft": False,
        "previous": None,
        "verdict": "待填说明",
        "counts": {"error": 0, "explain": 4, "hint": 6},
    }
    assert {key: content[key] for key in expected} == expected


def test_a_text_comes_back_as_it_was() -> None:
    texts = ["=cmd|' /C calc'!A0", "'=1", "多\n行", 'A"B,C', "\ufeff头", "🙂\u200d", "-5"]
    fields = (Field("n", "号", "integer"), Field("text", "文字"), Field("amount", "金额", "amount"))
    rows = tuple({"n": n, "text": text, "amount": -n} for n, text in enumerate(texts, 1))
    data = Resource("x", "x", "x.csv", fields, rows, ("n",)).to_csv()
    assert [one["text"] for one in read_csv(data)] == texts
    assert data.decode("utf-8-sig").splitlines()[1] == "1,'=cmd|' /C calc'!A0,-0.000001"
