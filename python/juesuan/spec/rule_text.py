"""Reading a rule's text: the grammar, English words for format folders and Chinese ones for accountants.

::

    逐行 公开02表 上级，逐栏：[本行, 本栏] = [下级, 本栏]
    公开06表[合计, 基本支出] = 公开08表[合计, 金额] 当 公开06表[合计, 基本支出] > 0

Reading gives names as they are written; a ``Names`` turns them into keys, for format folders only keys are names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from juesuan.spec.expression import Pick, Selector, Term
from juesuan.spec.rule import Check, Comparison, Domain, Item, Relation, Side, Subset

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

FEN_PER_WAN = 1_000_000
GRAMMAR = r"""
start: (quantifier ":")? comparison (_WHEN comparison (_AND comparison)*)?
quantifier: _EACH TABLE SUBSET? ("," COLUMN span?)?
span: "[" SELECTOR "]"
comparison: side RELATION side
side: SIGN? product (SIGN product)*
product: NUMBER ("*" reference)? | reference (OPERATOR NUMBER)?
reference: PRIOR? TABLE? "[" SELECTOR "," SELECTOR "]"

_EACH.4: /each\s+row\s+of\b|逐行/
COLUMN.4: /column\b|逐栏|逐列/
_WHEN.4: /when\b|当/
_AND.4: /and\b|且/
PRIOR.4: /prior\.|上年/
SUBSET.3: /(total|codes|classes|sections|items|parents|leaves)\b|合计行?|科目行?|类级|款级|项级|上级|末级|\[[^\[\],]+\]/
RELATION: "<=" | ">=" | "=" | "<" | ">" | "≤" | "≥"
SIGN: "+" | "-"
OPERATOR: "*" | "/"
NUMBER.2: /\d+(\.\d+)?(?!\d|\s*\[|(?!(and|when)\b|且|当)\w)/
TABLE: /\w+/
SELECTOR: /[^\[\],]+/
%ignore /\s+/
"""
_SUBSETS: dict[str, Subset] = {
    "total": "total", "合计": "total", "合计行": "total", "codes": "codes", "科目": "codes", "科目行": "codes",
    "classes": "classes", "类级": "classes", "sections": "sections", "款级": "sections", "items": "items",
    "项级": "items", "parents": "parents", "上级": "parents", "leaves": "leaves", "末级": "leaves",
}  # fmt: skip
_PICKS = {
    "@row": Pick.OWN_ROW, "本行": Pick.OWN_ROW, "@col": Pick.OWN_COLUMN, "本栏": Pick.OWN_COLUMN,
    "本列": Pick.OWN_COLUMN, "children": Pick.CHILDREN, "下级": Pick.CHILDREN,
}  # fmt: skip
_WIDE = str.maketrans("［］【】，：＝＜＞＋－−＊／×÷．０１２３４５６７８９", "[][],:=<>+--*/*/.0123456789")


class RuleTextError(ValueError):
    """The text is no rule: ``at`` is the place of the mistake in it (from 0), the message says what is wrong there."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class Names(Protocol):
    """Turns what is written into keys; raises ValueError, its text saying what is not known."""

    def table(self, text: str) -> str:
        """Return the key of a table."""
        ...

    def row(self, table: str, text: str) -> str:
        """Return the key of a row."""
        ...

    def column(self, table: str, row: str, text: str) -> str:
        """Return the key of an amount column; ``row`` is empty where the row is not a certain one."""
        ...


class PlainNames:
    """What is written is the key."""

    def table(self, text: str) -> str:
        """Return the text."""
        return text

    def row(self, table: str, text: str) -> str:  # noqa: ARG002 - the shape of Names
        """Return the text."""
        return text

    def column(self, table: str, row: str, text: str) -> str:  # noqa: ARG002 - the shape of Names
        """Return the text."""
        return text


def parse_check(text: str, names: Names | None = None) -> Check:
    """Read a rule's text; raise RuleTextError with the place of the mistake."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

    plain = text.translate(_WIDE)
    try:
        tree = _parser().parse(plain)
    except UnexpectedEOF:
        raise RuleTextError(_expected("写到末尾就断了", ()), len(text.rstrip())) from None
    except UnexpectedCharacters as error:
        at = error.pos_in_stream or 0
        raise RuleTextError(_expected(f"“{plain[at]}”不该在这里", error.allowed or ()), at) from None
    except UnexpectedToken as error:
        at = len(text.rstrip()) if error.token.type == "$END" else error.token.start_pos or 0
        what = "写到末尾就断了" if error.token.type == "$END" else f"“{plain[at]}”不该在这里"
        raise RuleTextError(_expected(what, error.accepts or error.expected), at) from None
    except UnexpectedInput as error:  # pragma: no cover - lark has no other kind
        raise RuleTextError("读不懂", error.pos_in_stream or 0) from None
    return _Reader(names or PlainNames()).check(tree, text.strip())


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)


_SHOWN = {
    "RELATION": "= ≤ ≥ < >", "LSQB": "[", "RSQB": "]", "COMMA": "逗号", "SELECTOR": "行或栏的名称", "TABLE": "表名",
    "NUMBER": "数字", "SIGN": "+ 或 -", "COLON": "冒号",
    "SUBSET": "合计、科目、类级、款级、项级、上级或末级", "COLUMN": "逐栏", "OPERATOR": "* 或 /",
}  # fmt: skip


def _expected(what: str, accepted: Any) -> str:
    shown = [text for key, text in _SHOWN.items() if key in accepted]
    return f"{what}，这里可以写{'、'.join(shown)}" if shown else what


@dataclass
class _Reader:
    names: Names
    table: str = ""

    def check(self, tree: Tree[Any], text: str) -> Check:
        parts = list(tree.children)
        domain = None
        if _is(parts[0], "quantifier"):
            domain = self._domain(parts.pop(0))
            self.table = domain.table
        first, *conditions = [self._comparison(one) for one in parts]
        return Check(text, first, domain, tuple(conditions))

    def _domain(self, tree: Tree[Any]) -> Domain:
        table = subset = ""
        columns: tuple[str, ...] | None = None
        spans: list[Any] = []
        subset_token: Token | None = None
        for one in _parts(tree):
            if _is(one, "span"):
                spans = one.children
            elif one.type == "TABLE":
                table = self._named(one, self.names.table, one)
            elif one.type == "COLUMN":
                columns = ()
            else:
                subset_token, subset = one, str(one)
        if spans:
            columns = self._span(spans[0], lambda text: self.names.column(table, "", text))
        if subset.startswith("["):
            inner = subset_token.update(value=subset[1:-1]) if subset_token is not None else None
            return Domain(table, "span", self._span(inner, lambda text: self.names.row(table, text)), columns)
        return Domain(table, _SUBSETS.get(subset, "all"), None, columns)

    def _span(self, token: Any, find: Callable[[str], str]) -> tuple[str, str]:
        first, dots, last = str(token).strip().partition("..")
        keys = [self._named(token, find, one.strip()) for one in ((first, last) if dots else (first, first))]
        return keys[0], keys[1]

    def _comparison(self, tree: Tree[Any]) -> Comparison:
        left, relation, right = tree.children
        sign = {"≤": "<=", "≥": ">="}.get(str(relation), str(relation))
        return Comparison(self._side(left), Relation(sign), self._side(right))

    def _side(self, tree: Tree[Any]) -> Side:
        items: list[Item] = []
        constant = Fraction(0)
        sign = 1
        for one in _parts(tree):
            if _is(one, "product"):
                product = self._product(one, sign)
                if isinstance(product, Fraction):
                    constant += product
                else:
                    items.append(product)
                sign = 1
            else:
                sign = -1 if one == "-" else 1
        return Side(tuple(items), constant)

    def _product(self, tree: Tree[Any], sign: int) -> Item | Fraction:
        factor = Fraction(sign)
        reference: Tree[Any] | None = None
        divide = False
        for one in _parts(tree):
            if _is(one, "reference"):
                reference = one
            elif one.type == "OPERATOR":
                divide = one == "/"
            else:
                number = Fraction(str(one))
                if divide and not number:
                    raise RuleTextError("不能除以零", one.start_pos or 0)
                factor = factor / number if divide else factor * number
        if reference is None:
            return factor * FEN_PER_WAN
        return self._reference(reference, factor)

    def _reference(self, tree: Tree[Any], factor: Fraction) -> Item:
        prior = False
        written: Token | None = None
        selectors: list[Token] = []
        for one in _parts(tree):
            if one.type == "PRIOR":
                prior = True
            elif one.type == "TABLE":
                written = one
            else:
                selectors.append(one)
        table = self._named(written, self.names.table, written) if written is not None else self.table
        if not table:
            raise RuleTextError("没有写明是哪张表", selectors[0].start_pos or 0)
        row = self._selector(selectors[0], lambda text: self.names.row(table, text))
        certain = row.keys[0] if row.pick is Pick.KEY else ""
        column = self._selector(selectors[1], lambda text: self.names.column(table, certain, text))
        return Item(factor, Term(1, table, row, column), prior)

    def _selector(self, token: Token, find: Callable[[str], str]) -> Selector:
        text = str(token).strip()
        optional = text.endswith("?")
        text = text.removesuffix("?").strip()
        if text in _PICKS:
            return Selector(_PICKS[text], (), optional)
        first, dots, last = text.partition("..")
        keys = tuple(self._named(token, find, one.strip()) for one in ((first, last) if dots else (first,)))
        return Selector(Pick.SPAN if dots else Pick.KEY, keys, optional)

    def _named(self, token: Any, find: Callable[[str], str], text: Any) -> str:
        try:
            return find(str(text))
        except ValueError as error:
            raise RuleTextError(str(error), cast("int", token.start_pos or 0)) from None


def _parts(tree: Tree[Any]) -> list[Any]:
    return tree.children


def _is(node: Any, rule: str) -> bool:
    return getattr(node, "data", None) == rule
