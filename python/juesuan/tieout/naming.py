"""What the words before a figure name: a subject of the lexicon, a member of the section's lists, an item by its codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from juesuan.tieout.lexicon import QUOTES, Lexicon, Section, last_match, normal
from juesuan.tieout.world import World, forms

LONGEST = 40
SECTION, ITEM = 5, 7
"""The length of the codes of 款 and 项."""
_ITEM = re.compile(
    r"(?P<class>[^。；：，、（）\d．.]{2,30})（类）(?:支出)?(?P<section>[^。；：，（）]{2,40}?(?:（[^类款项）]{1,6}）[^（）]{0,12})?)（款）"
    r"(?:(?:支出)?(?P<item>[^。；：，（）]{2,40}?(?:（[^类款项）]{1,12}）[^（）]{0,12})?)（项）)?"
)
_TAIL = re.compile(
    r"(?:（[^（）]*）|数据|数字|决算数|决算金额|决算|汇总数|执行数|实际|完成|支出|收入|总额|金额|数额|数|20\d\d年度?|本年度|"
    r"共计|合计|总计|共有|共|各|均|分别|为|是|达到|达|约|计|：|，|、|；|全年|安排|累计|用于|的|有|了|方面|情况)$"
)
_CONNECTORS = re.compile(
    r"^(?:\d{1,2}[.、．]|[一二三四五六七八九十]{1,3}、|按?(?:同|可比)口径(?:计算|比较)?|全部为|部门决算(?:公开|汇总)?|[^，。；：\d]{2,30}?(?:支出|预算|决算|经费)中|（[一二三四五六七八九十\d]{1,2}）|\d{4}年度?|截至|\d{1,2}月底?|\d{1,2}日|其中|主要|本年度?|当年|全年|年末|一是|二是|三是|四是|以下方面|具体|"
    r"我(?:局|单位|部门|委|院|校|中心|办|厅|会|队)|本(?:部门|单位|局|委|院|校)|全部|所属|另有|另|并|共?安排|共?组织|共?接待|共|实际支出|实际|部门|单位|财政拨款安排的|开支|使用|包括|用于|按[^，。：]{1,6}划分|单(?:位|台)?(?:价|价值)\d+万元(?:（含）)?(?:及)?以上的?|发生|涉及|的|，|：|。|；|、|-|—|和|及|与|从|在|由)"
)
_GRAND = re.compile(r"(?:收入|支出)(?:总计|总额)$")
"""A name of its own, though its words are measure words: 收入总计 where the section knows none."""
_FUNDED = re.compile(
    r"(?:使用)?(?:当年)?(?:一般公共预算|公共)?(?:及政府性基金)?(?:预算)?(?:财政)?(?:预算)?(?:拨款|资金|支出)?(?:开支|安排)?的?$"
)
_LEVEL = re.compile(r"(?:(?:省|市|州|县|区|乡|镇|部门)?本?级|全[省市州县区乡镇]|中央本级)(?:部门)?$")
"""Whose figures a summary gives."""
_COUNT_TAIL = re.compile(
    r"(?:人数|人次数?|批次数?|次数|涉及|接待|共计接待|累计接待|来宾|参加)(?:为|共|是|达)?$"
)
_YEAR_BEHIND = re.compile(r"20\d\d年度?$")
_WHOSE = re.compile("国内|外|境|公务")
_LOWEST = re.compile(r"[“\"]?(?P<name>[^“”\"。；：，、（）]{2,30})[”\"]?（[款项]）")
_BODY = re.compile(
    r"(?:局|委|办|院|队|中心|校|会|厅|处|所|站|府|部|司|馆|园|社|厂|区|县|市|镇|乡|街道|委员会|学校|医院|大学|学|单位|部门|中心|总队|支队|大队|公司|法院|检察院)$"
)
_CAUSES = re.compile(
    r"(?:减少|增加|压缩|节约|追加|新增|下达|调减|调增|下降|上升|降低|核减|核增|支付|收回|拨付|结转|购买|购置了|安排)"
)


class Naming:
    """Finds names at the end of words; built once a report."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lexicon: Lexicon = world.lexicon
        self._units = tuple(normal(one) for one in world.units if one)
        self._tables: dict[str, Mapping[str, str]] = {}

    def subject(self, lead: str, section: Section) -> tuple[str | None, str]:
        """Return subject and name that words end with.

        ``(None, "")``: they name nothing. ``("", name)``: they name something that is not known.
        """
        item = self.item(lead)
        if item is not None and not _names_more(lead):
            return item
        if lead.rfind("（") > lead.rfind("）"):
            lead = lead[lead.rfind("（") + 1 :]  # 50万元（公务用车购置费
        clauses = re.split(r"[。；]|，(?!为)", lead.rstrip("，：。；"))[-1].split("：")
        bare = normal(clauses[-1])
        nothing = self._match(bare, section) is None and not _content(bare, self._units)
        if len(clauses) > 1 and nothing and normal(clauses[-2]):
            bare = normal(clauses[-2])  # the name stands before the colon: 其他收入：本年度共计
        for key, one in self._lexicon.subjects.items():
            if one.exact and section.key in one.home and _without_connectors(bare) in one.exact:
                return key, bare
        found = self._match(bare, section)
        if found is not None:
            return found
        named = _content(bare, self._units) or _GRAND.search(bare)
        return ("", bare) if named else (None, "")

    def counted(self, lead: str, section: Section, unit: str, spoken_of: str) -> tuple[str, str]:
        """Return subject and name of a count; ``spoken_of`` is the subject before it, which may have counts of its own."""
        kind = self._lexicon.units.get(unit, unit)
        whole = normal(lead)
        bare = re.split(r"[。；，、：（）]", whole.rstrip("：，、"))[-1]
        if "万元" in whole and not bare:  # 单价50万元（含）以上设备（不含车辆）
            bare = whole
        subjects = self._lexicon.subjects
        names = [
            (normal(name), key)
            for key, one in subjects.items()
            if section.key in one.home
            for name in one.name
        ]
        for name, key in sorted(names, key=lambda pair: -len(pair[0])):
            counted = key if kind in subjects[key].unit else subjects[key].counts.get(kind, "")
            if counted and self._ends(bare, name):
                before = subjects.get(spoken_of)
                if before is not None and kind in before.counts and not _WHOSE.search(name):
                    return before.counts[kind], bare  # 接待人次 says whose only by what was said before
                return counted, bare
        rest = bare
        while (found := _COUNT_TAIL.search(rest)) is not None:
            rest = rest[: found.start()]
        if not _content(rest, self._units):
            before = subjects.get(spoken_of)
            return (before.counts.get(kind, "") if before else ""), bare
        return "", bare

    def settle(self, subject: str, name: str, value: Decimal) -> str:
        """Return which of the subjects that a name may mean has a value; the one that was found where none has."""
        for one in self._lexicon.either.get(name, ()):
            known = self._world.current(one)
            if known is not None and known.value == value:
                return one
        return subject

    def item(self, text: str) -> tuple[str, str] | None:
        """Return subject and name of an item of 功能分类 that a text names in full: 类、款、项."""
        found = last_match(_ITEM, text)
        if found is None:
            return self._lowest(text)
        item = f"{found['item']}（项）" if found["item"] else ""
        name = f"{found['class']}（类）{found['section']}（款）{item}"
        return self._item_subject(found) or "", name

    def _lowest(self, text: str) -> tuple[str, str] | None:
        """Return an item that is named by its lowest level alone, where only one of the tables' items is called so."""
        found = last_match(_LOWEST, text)
        if found is None:
            return None
        name = normal(re.sub(r"^\d{1,2}[.、．]", "", found["name"]))
        those = self._world.coded.get(name, ())
        length = SECTION if found[0].endswith("款）") else ITEM
        fitting = {subject for full, subject in those if len(full.code) == length}
        return (fitting.pop(), name) if len(fitting) == 1 else None

    def _item_subject(self, found: re.Match[str]) -> str | None:
        lowest = found["item"] or found["section"]
        those = self._world.items.get(normal(lowest), ())
        exact = [
            subject
            for name, subject in those
            if (not found["item"] or normal(name.section_name) == normal(found["section"]))
            and _same_class(normal(name.class_name), normal(found["class"]))
        ]
        if exact:
            return exact[0]
        same_class = [
            subject for name, subject in those if _same_class(normal(name.class_name), normal(found["class"]))
        ]
        return same_class[0] if len(same_class) == 1 else None

    def _match(self, bare: str, section: Section) -> tuple[str, str] | None:
        table = self._table(section)
        text = bare
        while text:
            for length in range(min(LONGEST, len(text)), 1, -1):
                name = text[-length:]
                if name in table and self._alone(text[:-length], table[name]):
                    return table[name], name
            tail = _TAIL.search(text)
            if tail is None or not tail[0]:
                return None
            text = text[: tail.start()]
        return None

    def _ends(self, bare: str, name: str) -> bool:
        text = bare
        while text:
            if text.endswith(name):
                return self._alone(text[: -len(name)])
            tail = _TAIL.search(text)
            if tail is None:
                return False
            text = text[: tail.start()]
        return False

    def _alone(self, before: str, subject: str = "") -> bool:
        """Tell whether what stands before a name leaves it what it is: years, connectors, the unit's name."""
        rest = before
        known = self._lexicon.subjects.get(subject)
        if known is not None and "three" in known.home:
            rest = _LEVEL.sub("", _FUNDED.sub("", rest))
        if rest.endswith("等"):  # 基本工资、津贴补贴等人员经费
            return True
        while rest:
            for unit in self._units:
                if rest.startswith(unit):
                    rest = rest[len(unit) :]
                    break
            else:
                found = _CONNECTORS.match(rest)
                if found is None:
                    break
                rest = rest[found.end() :]
        rest = _YEAR_BEHIND.sub("", rest)
        if not rest:
            return True
        return len(rest) <= 30 and _BODY.search(rest) is not None and not _CAUSES.search(rest)

    def _table(self, section: Section) -> Mapping[str, str]:
        """Return the names that hold in a section: those of its lists, its own, then those of everywhere."""
        if section.key not in self._tables:
            table: dict[str, str] = {}
            for name, key in self._lexicon.names(section.key):
                table.setdefault(name, key)
            local = {
                normal(name)
                for key, one in self._lexicon.subjects.items()
                if section.key in one.home
                for name in (*one.local, *one.name)
            }
            same = {
                known.cell: key
                for key, one in self._lexicon.subjects.items()
                if section.key in one.home
                and key not in self._lexicon.cells
                and (known := self._world.current(key)) is not None
                and known.cell is not None
            }
            for member in self._world.members(section.members):
                own = normal(member.name)
                cell = member.known.cell if member.known is not None else None
                subject = same.get(cell, member.subject) if cell is not None else member.subject
                for name in forms(self._lexicon, member.name):
                    if name not in local or (name == own and table.get(name) in self._lexicon.cells):
                        table[name] = subject
            self._tables[section.key] = table
        return self._tables[section.key]


def _same_class(one: str, other: str) -> bool:
    return one.removesuffix("支出") == other.removesuffix("支出") or other.endswith(one)


def _names_more(lead: str) -> bool:
    """Tell whether words behind the item name something else (its budget or its amount say nothing new)."""
    behind = re.split(r"（[款项]）", lead)[-1]
    return "。" in behind and not re.search(r"决算|预算|执行|支出", behind)


def _without_connectors(bare: str) -> str:
    """Return words without what only leads to them: 其中, a year, 本年."""
    rest = bare
    while (found := _CONNECTORS.match(rest)) is not None and found[0]:
        rest = rest[found.end() :]
    return rest


def _content(bare: str, units: tuple[str, ...]) -> str:
    """Return what words name once their connectors and measure words are taken away."""
    rest = bare
    while rest:
        tail = _TAIL.search(rest)
        if tail is None:
            break
        rest = rest[: tail.start()]
    while rest:
        unit = next((one for one in units if rest.startswith(one)), "")
        found = _CONNECTORS.match(rest)
        if not unit and found is None:
            break
        rest = rest[len(unit) or (found.end() if found else 0) :]
    return QUOTES.sub("", rest)
