"""A message box drawn by Tk, a program of its own: ``tkbox.py TONE TITLE TEXT``. Ends with 3 where there is no Tk."""

from __future__ import annotations

import sys

NO_TK = 3


def main(arguments: list[str]) -> int:
    """Show a text until it is closed."""
    tone, title, text = arguments
    try:
        import tkinter
        from tkinter import ttk
    except ImportError:
        return NO_TK
    try:
        window = tkinter.Tk()
    except tkinter.TclError:
        return NO_TK
    window.title(title)
    frame = ttk.Frame(window, padding=16)
    frame.pack(fill="both", expand=True)
    icon = {"info": "information"}.get(tone, tone)
    ttk.Label(frame, image=f"::tk::icons::{icon}").grid(row=0, column=0, sticky="n", padx=(0, 14))
    text = text.replace(" ", "\N{NO-BREAK SPACE}")  # Tk would rather break there than within Chinese
    ttk.Label(frame, text=text, wraplength=640, justify="left").grid(row=0, column=1, sticky="w")
    button = ttk.Button(frame, text="确定", command=window.destroy)
    button.grid(row=1, column=0, columnspan=2, pady=(14, 0))
    for key in ("<Return>", "<Escape>", "<space>"):
        window.bind(key, lambda _: window.destroy())
    window.attributes("-topmost", True)  # noqa: FBT003 - Tk's own way
    window.after(200, button.focus_force)  # once it is shown: nothing of ours had the focus before
    window.mainloop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
