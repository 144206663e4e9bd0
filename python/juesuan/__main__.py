"""``python -m juesuan``."""

from juesuan.cli import main

main()
