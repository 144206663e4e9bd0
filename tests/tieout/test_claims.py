"""What the figures of a sentence claim: subject, measure, year, direction, list, cause."""

from __future__ import annotations

import pytest

from juesuan.tieout.claims import Claim, Measure
from tests.tieout.cases import HEADINGS, TITLE, amounts_said, case_of, claims, of_lines, said, subject

THREE = "2024年“三公”经费支出8.00万元"


def last(text: str, section: str = "three") -> Claim:
    return claims(text, section)[-1]


def test_amount_change_and_rate_of_one_subject() -> None:
    found = claims("2024年度收、支总计均为120.00万元。与2023年相比，收、支总计各增加24.00万元，增长25.00%。")
    assert [said(one) for one in found] == [
        ("120.00万元", "amount", "total"),
        ("24.00万元", "change", "total"),
        ("25.00%", "rate", "total"),
    ]
    amount, change, rate = found
    assert (amount.year, change.year) == (2024, None)
    assert (change.base, change.direction, rate.direction) == (2023, 1, 1)
    assert rate.of is change
    assert change.of is amount


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ("年初预算为8.60万元", Measure.BUDGET),
        ("完成预算的93.02%", Measure.COMPLETION),
        ("预算执行率93.02%", Measure.COMPLETION),
        ("预决算差异率为6.98%", Measure.VARIANCE),
        ("占本年支出合计的6.96%", Measure.SHARE),
        ("较上年下降5.88%", Measure.RATE),
        ("比2023年减少0.50万元", Measure.CHANGE),
        ("同比减少0.50万元", Measure.CHANGE),
        ("满意度为95%", Measure.PERCENT),
    ],
)
def test_the_words_before_a_figure_say_what_is_measured(words: str, measure: Measure) -> None:
    assert last(f"{THREE}，{words}。").measure is measure


def test_a_decrease_without_a_comparison_is_no_change() -> None:
    found = last("全年压缩会议，减少支出3.00万元。")
    assert (found.measure, found.subject) == (Measure.AMOUNT, "")


# Years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (f"{THREE}。", [2024]),
        ("2023年“三公”经费支出8.50万元，2024年支出8.00万元。", [2023, 2024]),
        ("2023年支出8.50万元，本年支出8.00万元。", [2023, None]),
        ("“三公”经费支出8.00万元，比2023年减少0.50万元。", [None, None]),
        ("与2024年预算8.60万元相比，支出8.00万元。", [2024, 2024]),
        ("2023年支出8.50万元。支出8.00万元。", [2023, None]),
    ],
)
def test_the_year_said(text: str, years: list[int | None]) -> None:
    assert [one.year for one in claims(text, "three")] == years


def test_the_figure_behind_the_year_before_is_last_years() -> None:
    this, before, change, rate = claims(
        "“三公”经费支出8.00万元，较上年8.50万元减少0.50万元，下降5.88%。", "three"
    )
    assert (this.last_year, before.last_year) == (False, True)
    assert (before.measure, change.measure, rate.measure) == (Measure.AMOUNT, Measure.CHANGE, Measure.RATE)
    assert before.subject == change.subject == "three"
    assert change.of is this


def test_a_comparison_with_the_budget_is_none_with_the_year_before() -> None:
    found = last(f"{THREE}，年初预算为8.60万元，比预算减少0.60万元。")
    assert (found.measure, found.versus_budget, found.direction) == (Measure.CHANGE, True, -1)


def test_a_figure_larger_than_the_budget_by_so_much_is_a_difference() -> None:
    found = last(f"{THREE}，年初预算为7.60万元，大于预算0.40万元。")
    assert (found.measure, found.versus_budget, found.direction) == (Measure.CHANGE, True, 1)


def test_a_comparison_ends_with_its_sentence() -> None:
    text = "“三公”经费较上年减少0.50万元。公务接待费支出2.00万元，其中减少会议接待3.00万元。"
    assert [one.measure for one in claims(text, "three")] == [Measure.CHANGE, Measure.AMOUNT, Measure.AMOUNT]


# Lists


def test_what_follows_of_which_is_listed() -> None:
    whole, first, second = claims("基本支出80.00万元，其中：人员经费50.00万元，公用经费30.00万元。", "basic")
    assert first.listed is whole
    assert second.listed is whole


def test_another_list_opens_inside() -> None:
    text = "政府采购支出总额40.00万元。授予中小企业合同金额30.00万元，其中：授予小微企业合同金额20.00万元。"
    whole, sme, micro = claims(text, "procurement")
    assert micro.listed is sme
    assert sme.listed is None
    assert whole.listed is None


def test_a_list_ends_with_the_next_reason() -> None:
    text = "“三公”经费8.00万元，原因是：一是会议减少5.00万元，其中：考察3.00万元；二是培训减少4.00万元。"
    _, meetings, visits, training = claims(text, "three")
    assert visits.listed is meetings
    assert training.listed is None


def test_a_list_of_names_is_none_of_figures() -> None:
    text = "人员经费50.00万元，主要包括：基本工资、津贴补贴；公用经费30.00万元。"
    assert claims(text, "basic")[1].listed is None


def test_a_list_that_says_that_there_is_more() -> None:
    first, second = claims("购置办公设备2.00万元，维修费3.00万元等。", "basic")
    assert (first.open_ended, second.open_ended) == (False, True)


def test_names_in_order_and_their_figures() -> None:
    text = "公务用车购置费、公务用车运行维护费和公务接待费支出决算分别为0.00万元、6.00万元和2.00万元。"
    assert amounts_said(text, "three") == [
        ("0.00万元", "purchase"),
        ("6.00万元", "running"),
        ("2.00万元", "reception"),
    ]


def test_a_bracket_speaks_of_its_own() -> None:
    found = claims("国内公务接待8批次（其中外事接待2批次），56人次。", "three")
    assert [(one.printed, one.subject) for one in found] == [
        ("8批次", "reception_batches"),
        ("2批次", "foreign_batches"),
        ("56人次", "reception_persons"),
    ]


def test_the_money_behind_a_count_is_not_that_of_the_whole_section() -> None:
    text = "国内公务接待8批次，56人次，共计支出2.00万元。"
    assert last(text).subject == ""
    assert claims(["公务接待费支出2.00万元。" + text], "three")[-1].subject == "reception"


def test_a_count_that_describes_is_no_total() -> None:
    found = claims("车辆1辆执法车报废。共有车辆5辆。", "assets")
    assert [one.subject for one in found] == ["", "vehicles"]


# Causes


def test_figures_of_a_reason_are_compared_with_nothing() -> None:
    text = "公务接待费支出2.00万元，主要原因是：一是来访减少，节约0.30万元；二是标准降低，节约0.20万元。"
    assert [(one.cause, one.subject) for one in claims(text, "three")] == [
        (False, "reception"),
        (True, ""),
        (True, ""),
    ]


def test_a_reason_ends_with_its_sentence() -> None:
    text = "“三公”经费支出8.00万元，原因是减少会议12.00万元。公务接待费支出2.00万元。"
    assert [one.cause for one in claims(text, "three")] == [False, True, False]


def test_a_reason_goes_on_where_its_points_do() -> None:
    text = "“三公”经费支出8.00万元，原因是：一是会议减少12.00万元。二是压减差旅3.00万元。公务接待费支出2.00万元。"
    assert [one.cause for one in claims(text, "three")] == [False, True, True, False]


def test_a_reason_ends_before_the_next_subject() -> None:
    text = "公务接待费支出2.00万元，主要原因是来访减少0.30万元；公务用车运行维护费支出6.00万元。"
    assert [(one.cause, one.subject) for one in claims(text, "three")] == [
        (False, "reception"),
        (True, ""),
        (False, "running"),
    ]


# Shares


def test_a_share_names_its_whole() -> None:
    found = last("一般公共预算财政拨款支出100.00万元，占本年支出合计的86.96%。", "general")
    assert (found.whole_name, found.subject) == ("本年支出合计", "general")


def test_a_share_may_stand_before_its_amount() -> None:
    share, amount = claims("社会保障和就业支出占90.00%，为90.00万元。", "structure")
    assert (share.measure, subject(share), share.of) == (Measure.SHARE, "208", amount)


# Where nothing is claimed


@pytest.mark.parametrize("part", ["第三部分名词解释", "第四部分附件", "第五部分附表"])
def test_glossary_attachments_and_tables_claim_nothing(part: str) -> None:
    found = case_of(of_lines(TITLE, part, "一、单价50.00万元的设备共3台，支出12.00万元。")).claims
    assert found == []


def test_headings_and_captions_claim_nothing() -> None:
    found = case_of(of_lines(TITLE, HEADINGS["three"], "图1：支出8.00万元")).claims
    assert found == []


def test_an_item_says_what_the_next_sentences_speak_of() -> None:
    text = "住房保障支出（类）住房改革支出（款）住房公积金（项）：主要用于缴存。支出决算为10.00万元，完成预算100%。"
    assert [subject(one) for one in claims(text, "items")] == ["2210201", "2210201"]


# Brackets


@pytest.mark.parametrize(
    "bracket",
    ["（其中：公务用车购置费2.00万元，公务用车运行维护费3.00万元）", "（购置费2.00万元、运行费3.00万元）"],
)
def test_what_a_bracket_names_ends_with_it(bracket: str) -> None:
    text = f"公务用车购置及运行维护费5.00万元{bracket}，同比减少1.00万元，下降16.67%；公务接待费2.00万元。"
    found = claims(text, "three")
    assert [one.subject for one in found][-3:] == ["car", "car", "reception"]
    assert found[-3].of is found[0]


def test_a_bracket_may_stand_before_the_amount() -> None:
    rent, running = claims("公务用车运行维护费（含租赁支出1.20万元）6.00万元。", "three")
    assert (rent.subject, running.subject) == ("", "running")


def test_parts_in_a_bracket_are_listed() -> None:
    whole, purchase, running = claims(
        "公务用车购置及运行维护费5.00万元（公务用车购置费2.00万元、公务用车运行维护费3.00万元）。", "three"
    )
    assert (purchase.subject, running.subject) == ("purchase", "running")
    assert purchase.listed is running.listed is whole


# Budgets


def test_parts_of_a_budget_are_budgets_and_those_of_what_was_spent_are_not() -> None:
    text = "“三公”经费预算8.60万元，其中：公务接待费{}2.60万元。"
    assert last(text.format("")).measure is Measure.BUDGET
    assert last(text.format("决算")).measure is Measure.AMOUNT
    spent = "“三公”经费支出8.00万元，比年初预算8.60万元减少0.60万元，其中：公务接待费2.00万元。"
    assert last(spent).measure is Measure.AMOUNT


def test_a_change_of_a_budget_belongs_to_the_budget() -> None:
    budget, change, rate = claims("公务接待费预算2.60万元，较上年减少0.40万元，下降13.33%。", "three")
    assert change.of is budget
    assert rate.of is change


def test_a_count_before_a_budget_is_what_the_list_is_of() -> None:
    counted, _, first = claims("自评项目4个，涉及预算金额50.00万元，其中：评为优的项目4个。", "procurement")
    assert first.listed is counted


# Last year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"{THREE}，比上年累计支出8.50万元减少0.50万元。", None),
        (f"{THREE}，比2023年度决算支出8.50万元减少0.50万元。", 2023),
        (f"{THREE}，较2023年的8.50万元减少0.50万元。", 2023),
        (f"{THREE}，上年支出8.50万元，减少0.50万元。", None),
    ],
)
def test_the_words_between_last_year_and_its_figure(text: str, year: int | None) -> None:
    before = claims(text, "three")[1]
    assert (before.measure, before.last_year, before.year) == (Measure.AMOUNT, True, year)


@pytest.mark.parametrize("words", ["比上年增加支出0.50万元", "比2023年预算8.00万元", "上年结转0.50万元"])
def test_not_everything_behind_last_year_is_its_figure(words: str) -> None:
    assert not last(f"{THREE}，{words}。").last_year


def test_a_year_in_another_clause_is_not_the_figures() -> None:
    text = f"{THREE}，其中：公务用车运行维护费6.00万元，2022年开展改革，车辆减少；公务接待费2.00万元。"
    assert last(text).year == 2024


# Names


@pytest.mark.parametrize(
    "words",
    [
        "2024年区本级一般公共预算财政拨款开支“三公”经费",
        "全县“三公”经费决算总额",
        "一般公共预算及政府性基金财政拨款“三公”经费支出决算",
        "一、2024年“三公”经费决算",
    ],
)
def test_the_money_and_the_level_leave_the_name_what_it_is(words: str) -> None:
    assert last(f"{words}8.00万元。").subject == "three"


def test_words_that_say_unchanged_name_nothing() -> None:
    text = "公务接待费支出决算比预算无增减变化，比去年增加0.50万元。"
    assert last(text).subject == "reception"


def test_a_reason_ends_with_the_next_subject_that_is_compared() -> None:
    text = f"{THREE}，主要原因是任务增加，用车增加；公务接待费支出决算比预算无增减变化，比去年增加0.50万元。"
    found = last(text)
    assert (found.subject, found.cause) == ("reception", False)


def test_a_grand_total_that_the_section_does_not_know_is_something_else() -> None:
    text = "一般公共预算财政拨款支出100.00万元，加上结转下年等，支出总计130.00万元。"
    assert last(text, "structure").subject == ""


def test_what_any_expenditure_has_belongs_to_the_whole_that_is_listed() -> None:
    text = "{}60.00万元，其中：基本支出55.00万元。"
    assert last(text.format("机构运转支出"), "general").subject == ""
    assert last(text.format("一般公共预算财政拨款支出"), "general").subject == "basic"


def test_a_figure_that_a_blank_tore_claims_nothing() -> None:
    text = "公务用车购置费109.0万元、公务用车运行维护费1, 537.4万元，公务接待费2.00万元。"
    assert [one.printed for one in claims(text, "three")] == ["109.0万元", "2.00万元"]
