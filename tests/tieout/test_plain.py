"""The text as it is matched: narrow digits, no blanks, every character with its place in the original."""

from __future__ import annotations

import pytest

from juesuan.tieout.plain import plain


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("支出１２．５０万元", "支出12.50万元"),
        ("增长１２％", "增长12%"),
        ("支出 1 234.50 万元", "支出1234.50万元"),
        ("　　收入\u00a0100\u200b.00万元\n", "收入100.00万元"),
        ("出国(境)费;公务接待费:2万元", "出国（境）费；公务接待费：2万元"),
        ("变动－3.20万元", "变动-3.20万元"),
        ("“三公”经费", "“三公”经费"),
        ("", ""),
    ],
)
def test_wide_digits_and_blanks(original: str, text: str) -> None:
    assert plain(original).text == text


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("1,234,567.80元", "1,234,567.80元"),
        ("１，２３４．５０万元", "1,234.50万元"),
        ("收入12万元,支出13万元", "收入12万元，支出13万元"),
        ("其中10,2023年9", "其中10，2023年9"),  # four digits behind: two numbers
        ("共8批次，388人次", "共8批次，388人次"),
        ("列示1，234和５，６７", "列示1，234和5，67"),  # a full-width comma parts words, not thousands
    ],
)
def test_commas_part_thousands_or_words(original: str, text: str) -> None:
    assert plain(original).text == text


def test_every_character_knows_its_place() -> None:
    found = plain("　支出 １２ ．５０ 万元。")
    start, end = found.text.index("12.50"), found.text.index("万元") + 2
    assert found.quote(start, end) == "１２ ．５０ 万元"
    assert found.quote(end, start) == ""
    assert [found.original[at] for at in found.at] == list("支出１２．５０万元。")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("收入增加。支出减少。", ["收入增加。", "支出减少。"]),
        ("收入12.50万元。支出", ["收入12.50万元。", "支出"]),
        ("是否完成？没有！", ["是否完成？", "没有！"]),
        ("基本支出；项目支出", ["基本支出；项目支出"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    found = plain(text)
    assert [found.text[start:end] for start, end in found.sentences] == sentences
