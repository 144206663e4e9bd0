"""File mode: the actions on saved workbooks, started from the file manager, for offices that cannot load an add-in.

``python -m juesuan.filemode ACTION FILE...`` does it (``running``), a native message box says what came of it (``box``),
``menus`` puts the entries into 发送到 (Windows) or among the programs that open a workbook (Linux).
"""
