"""A format that the program has never seen: made up, with every kind of cell."""

from __future__ import annotations

KEY = "lake-2031"

FORMAT = """\
title: 湖区管理站2031年度决算（三张表）
base: common
year: 2031
unit_line: 金额单位：万元
organisation_line: 填报单位：
zero: "0.00"
tables: [summary, activity, projects]
classifications:
  activity: [activity.csv]
row_lists:
  groups:
    - {key: "501", label: 一、巡护}
    - {key: "502", label: 二、监测}
    - {key: "503", label: 三、修复}
"""

SUMMARY = """\
number: 湖决01表
title: 收支总表
sheet: 1 收支 总表
footnote: 注：按收付实现制填列。
panels:
  - heading: 收入
    line_start: 1
    columns:
      - {key: item, role: name, label: 项目, width: 24}
      - {key: line, role: line, label: 行次, width: 6}
      - {key: amount, label: 金额, number: 1}
    rows:
      - {key: grant, label: 一、财政补助}
      - {key: fee, label: 二、服务收费}
      - {blank: 2}
      - {key: income, label: 收入合计, align: center, strong: true, derive: "[grant..fee, @col]"}
      - {key: brought, label: 上年结余, align: indent}
      - {key: all, label: 总 计, align: center, strong: true, derive: "[income, @col] + [brought, @col]"}
  - heading: 支出
    line_start: 8
    columns:
      - {key: item, role: name, label: 项目, width: 24}
      - {key: line, role: line, label: 行次, width: 6}
      - {key: plan, label: 计划, number: 2}
      - {key: actual, label: 实际, number: 3}
      - {key: rest, label: 未执行, number: 4, derive: "[@row, plan] - [@row, actual]"}
    rows:
      - {expand: groups, derive: {actual: "activity[@row, total]"}}
      - {key: spent, label: 支出合计, align: center, strong: true, derive: "[501..503, @col]"}
      - {key: staff_rate, label: 其中：人员支出, derive: {actual: "activity[total, staff]"}}
      - {key: carried, label: 年末结余, derive: {actual: "[all, amount] - [spent, actual]"}}
"""

ACTIVITY = """\
number: 湖决02表
title: 活动支出表
sheet: 2活动支出
footnote: 注：末级活动填列。
page: {orientation: landscape}
panels:
  - columns:
      - {key: name, role: name, label: [活动, 名称], width: 26}
      - {key: code, role: code, label: [活动, 编码], width: 11}
      - {key: staff, label: [支出, 人员], number: auto}
      - {key: running, label: [支出, 运转], number: auto}
      - {key: refunds, label: [支出, 退回], number: auto}
      - {key: total, label: [支出, 合计], number: auto, derive: "[@row, staff..running] - [@row, refunds]"}
    rows:
      - {codes: activity, capacity: 30}
      - {key: total, label: 合 计}
"""

PROJECTS = """\
number: 湖决03表
title: 运转项目明细表
sheet: 3 it's 项目
empty_sentence: 说明：{unit}没有运转项目。
panels:
  - columns:
      - {key: code, role: code, label: [项目, 编码], width: 11}
      - {key: name, role: name, label: [项目, 名称], width: 26}
      - {key: project, role: text, label: [项目, 具体内容], width: 30}
      - {key: amount, label: 金额, number: auto, derive: "activity[@row, running]"}
    rows:
      - {key: total, label: 合计}
      - {codes: activity, only: "activity[@row, running]", details: project, capacity: 40}
"""

CODES = """\
code,name
501,巡护
502,监测
50201,水质监测
503,修复
50301,湿地修复
5030101,补水
5030102,清淤
50302,护岸
"""

OWN_SHEETS = """\
fields:
  - {key: unit_name, label: 单位}
  - {key: year, label: 年度, kind: number}
lists:
  status: [未填, 已填完，空白即零, 此表无数据]
  adjustment: [尾差, 未分科目]
before: []
after:
  - key: checks
    sheet: 核对
    title: 核对
    purpose: 核对。
    sections:
      - key: checks
        room: 50
        columns:
          - {key: key, label: 键, kind: derived}
          - {key: table, label: 表}
          - {key: row, label: 行}
          - {key: column, label: 栏}
          - {key: printed, label: 批复数, kind: money}
          - {key: computed, label: 本簿数, kind: derived}
          - {key: difference, label: 差额, kind: derived}
          - {key: kind, label: 种类, list: adjustment}
          - {key: adjustment, label: 调整, kind: money}
          - {key: note, label: 说明}
  - key: prior
    sheet: 去年
    title: 去年
    purpose: 去年的数。
    sections:
      - key: prior
        columns:
          - {key: key, label: 键}
          - {key: table, label: 表}
          - {key: row, label: 行}
          - {key: column, label: 栏}
          - {key: amount, label: 数, kind: money}
  - key: log
    sheet: 日志
    title: 日志
    purpose: 日志。
    sections:
      - key: log
        rows: 0
        room: 1000
        columns:
          - {key: time, label: 时间}
          - {key: action, label: 操作}
          - {key: sheet, label: 表}
          - {key: cell, label: 格}
          - {key: name, label: 内容}
          - {key: old, label: 原值}
          - {key: new, label: 新值}
"""

FIGURES = {
    ("summary", "grant", "amount"): "200",
    ("summary", "fee", "amount"): "3.5",
    ("summary", "brought", "amount"): "0.000001",
    ("summary", "501", "plan"): "60",
    ("summary", "503", "plan"): "100",
    ("activity", "501", "staff"): "50.25",
    ("activity", "502", "running"): "20",
    ("activity", "50301", "staff"): "1.1",
    ("activity", "50302", "running"): "7.77",
    ("activity", "50302", "refunds"): "0.07",
}
