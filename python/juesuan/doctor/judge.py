"""The checks in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable

from juesuan.doctor import machine, office, workbook
from juesuan.doctor.check import Check
from juesuan.doctor.facts import Facts

CHECKS: tuple[Callable[[Facts], Check | None], ...] = (
    machine.python,
    machine.packages,
    machine.package_files,
    machine.formats,
    machine.folder,
    machine.temp,
    machine.encoding,
    machine.personal_folders,
    office.offices,
    office.wps_in_the_way,
    office.addin,
    office.addin_blocked,
    office.addin_disabled,
    office.trust,
    office.interpreter,
    office.office_python,
    office.pdf,
    machine.chinese_fonts,
    machine.official_fonts,
    workbook.readable,
    workbook.marked,
    workbook.locked,
    workbook.place,
    workbook.path_length,
)


def judged(facts: Facts) -> list[Check]:
    """Return what every check says of the facts; one that does not concern this machine says nothing."""
    return [said for check in CHECKS if (said := check(facts)) is not None]
