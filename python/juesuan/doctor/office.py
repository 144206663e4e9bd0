"""Checks of the offices and of the add-in in them."""

from __future__ import annotations

import re

from juesuan.doctor.check import Check, State
from juesuan.doctor.facts import AddinFacts, Facts

OLDEST_EXCEL = 14
"""Excel 2010."""
NAMES = {12: "2007", 11: "2003", 14: "2010", 15: "2013", 16: "2016 以上"}
WPS = re.compile(r"kingsoft|wps|\bet\.exe", re.IGNORECASE)
REINSTALL = "请关闭所有 Excel 窗口，重新运行安装程序。"
FILE_MODE = "WPS 里装不上加载项：请在文件上点右键，用“发送到”（Linux 用“打开方式”）里的“决算簿”，或用命令。"


def is_wps(program: str) -> bool:
    """Whether a program is one of WPS."""
    return WPS.search(program) is not None


def offices(facts: Facts) -> Check:
    """There is an office for the workbook: Excel that is new enough, or LibreOffice."""
    office = facts.office
    if facts.platform == "win32" and office.server and not is_wps(office.server):
        return _excel(facts)
    if facts.platform == "win32" and (office.wps or office.server):
        text = f"没有 Excel，有 WPS（{office.wps or office.server}）"
        return Check("office", "表格软件", "warn", text, FILE_MODE)
    if office.libreoffice:
        return Check("office", "表格软件", "ok", f"LibreOffice（{office.libreoffice}）")
    if office.wps:
        return Check("office", "表格软件", "warn", f"只有 WPS（{office.wps}）", FILE_MODE)
    if facts.platform == "win32":
        remedy = "请安装 Excel 2010 以上，或者用 WPS 打开工作簿、用“发送到”里的“决算簿”处理。"
        return Check("office", "表格软件", "warn", "没有找到 Excel、WPS 或 LibreOffice", remedy)
    if facts.platform == "darwin":
        return Check("office", "表格软件", "ok", "macOS：使用本机的 Excel")
    text = "没有找到 LibreOffice，打开和打印工作簿需要它"
    return Check("office", "表格软件", "warn", text, "请安装 libreoffice-calc。")


def _excel(facts: Facts) -> Check:
    office = facts.office
    number = int((re.match(r"\d+", office.excel) or ["0"])[0])
    name = f"Excel {NAMES.get(number, office.excel)}" + (f"，{office.bits}位" if office.bits else "")
    if number and number < OLDEST_EXCEL:
        return Check("office", "表格软件", "bad", f"{name}，太旧", "请安装 Excel 2010 以上的版本。")
    return Check("office", "表格软件", "ok", f"{name}（{office.server}）")


def wps_in_the_way(facts: Facts) -> Check | None:
    """WPS has put itself in Excel's place: the buttons would talk to the wrong program."""
    if facts.platform != "win32" or not is_wps(facts.office.server):
        return None
    text = f"系统登记的 Excel 程序是 WPS（{facts.office.server}）"
    remedy = (
        "装有 Excel 的，请在 WPS 的“配置工具－高级－兼容设置”里取消与第三方系统和软件的兼容，"
        "再修复安装 Office；没有 Excel 的，请用“发送到”里的“决算簿”。"
    )
    return Check("wps-as-excel", "Excel 的登记", "warn", text, remedy)


def pdf(facts: Facts) -> Check:
    """Something can make PDFs."""
    found = facts.office.word or facts.office.libreoffice
    if found:
        return Check("pdf", "生成 PDF", "ok", found)
    text = "没有找到 Word 或 LibreOffice，报告没有 PDF，目录没有页码"
    return Check("pdf", "生成 PDF", "warn", text, "可以在 WPS 里打开报告，更新目录的域，再输出为 PDF。")


def office_python(facts: Facts) -> Check | None:
    """LibreOffice on Linux finds its own Python: one before it on the PATH stops every extension in Python."""
    if not facts.office.libreoffice or not facts.office.strangers:
        return None
    text = f"{'、'.join(facts.office.strangers)} 里的 Python 排在系统的前面"
    remedy = "从这里启动的 LibreOffice 没有决算簿的工具栏；请从桌面菜单打开 LibreOffice，或先退出 Python 虚拟环境。"
    return Check("office-python", "LibreOffice 的 Python", "warn", text, remedy)


def _in_excel(facts: Facts) -> AddinFacts | None:
    """The add-in where there is an Excel for it."""
    excel = facts.platform == "win32" and facts.office.server and not is_wps(facts.office.server)
    return facts.addin if excel else None


def addin(facts: Facts) -> Check | None:
    """The add-in lies where the office looks for it, in the version that belongs to the program."""
    found = _in_excel(facts)
    if facts.platform == "linux" and facts.office.libreoffice:
        if facts.addin.present:
            return Check("addin", "加载项", "ok", "LibreOffice 里有决算簿的工具栏")
        text = "LibreOffice 里没有决算簿的工具栏"
        return Check(
            "addin", "加载项", "warn", text, "请运行 juesuan addin install，然后重新打开 LibreOffice。"
        )
    if found is None:
        return None
    if not found.folder:
        return Check("addin", "加载项", "bad", f"启动文件夹 {found.path.parent} 不存在", REINSTALL)
    if not found.present:
        remedy = f"{REINSTALL}装过又不见了的，请在杀毒软件的隔离区恢复 juesuan.xlam 并加入信任。"
        return Check("addin", "加载项", "bad", f"没有 {found.path}", remedy)
    if found.current is False:
        return Check("addin", "加载项", "bad", f"{found.path} 与程序不是同一个版本", REINSTALL)
    return Check("addin", "加载项", "ok", str(found.path))


def addin_blocked(facts: Facts) -> Check | None:
    """The file of the add-in is not marked as coming from the internet: Excel would not load it, and says nothing."""
    found = _in_excel(facts)
    if found is None or not found.marked:
        return None
    remedy = "请在该文件的“属性”里勾选“解除锁定”，再重新打开 Excel；或重新运行安装程序。"
    return Check("addin-blocked", "加载项被锁定", "bad", f"{found.path} 带有“来自互联网”的标记", remedy)


def addin_disabled(facts: Facts) -> Check | None:
    """Excel has not put the add-in on its list of disabled items, as it does after a crash."""
    found = _in_excel(facts)
    if found is None or not found.disabled:
        return None
    remedy = "请在 Excel 的“文件－选项－加载项”里，管理选“禁用项目”，点“转到”，启用 juesuan.xlam，再重新打开 Excel。"
    return Check("addin-disabled", "加载项被禁用", "bad", "Excel 把 juesuan.xlam 列入了“禁用项目”", remedy)


def trust(facts: Facts) -> Check | None:
    """Excel trusts its own start folder and runs macros from there."""
    found = _in_excel(facts)
    if found is None or not (found.locations_off or found.macros_off):
        return None
    remedy = (
        "请在 Excel 的“信任中心－受信任位置”里取消“禁用所有受信任位置”，确认列有“用户启动”文件夹；"
        "灰色不能改的是单位的策略，请把安装包里给信息部门的说明转给他们。"
    )
    what = "禁用了所有受信任位置" if found.locations_off else "禁用了所有宏（不通知）"
    state: State = "bad" if found.locations_off else "warn"
    return Check("trust", "Excel 的信任设置", state, f"{what}，“决算”选项卡不会出现", remedy)


def interpreter(facts: Facts) -> Check | None:
    """What the buttons start is there."""
    found = _in_excel(facts)
    if found is None or found.startable or not found.interpreter:
        return None
    remedy = "请重新运行安装程序；程序移动过位置的，安装程序会写上新的位置。"
    return Check("interpreter", "按钮的运行程序", "bad", f"没有 {found.interpreter}", remedy)
