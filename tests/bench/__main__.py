"""Print what was measured, as ratios to well-known work done in the same run."""

from __future__ import annotations

import gc
import io
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from juesuan.audit.audit import audit_book
from juesuan.book.file import FileBook
from juesuan.ledger import fill, generate
from juesuan.narrate import plan_narrative
from juesuan.narrate_file import write_narrated
from juesuan.regenerate import new_book, regenerate
from juesuan.spec.load import load_format
from tests.bench import actions, export, live, tieout
from tests.bench.work import read_and_recompute
from tests.books import book_bytes

REPEAT = 7
BOOKS = 200
AUDITED = 1000


def best(work: Callable[[], object], repeat: int = REPEAT) -> float:
    """Return the shortest time of several runs, in seconds."""
    shortest = float("inf")
    for _ in range(repeat):
        gc.collect()
        start = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def bare_read(data: bytes) -> None:
    """Read every cell with calamine, and nothing else."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def one_book(name: str) -> None:
    """Reading and recomputing one workbook."""
    data = book_bytes(name)
    ours = best(lambda: read_and_recompute(data))
    openpyxl = best(lambda: load_workbook(io.BytesIO(data)), 3)
    calamine = best(lambda: bare_read(data))
    whole = best(lambda: regenerate(FileBook.from_bytes(data)), 3)
    audited = best(lambda: audit_book(FileBook.from_bytes(data)), 3)
    print(f"{name}: read + recompute {ours / openpyxl:.2f} of openpyxl.load_workbook (aim 0.40)")
    print(f"{name}: read + recompute {ours / calamine:.1f} times a bare calamine read (aim 3)")
    print(f"{name}: read + recompute + audit {audited / openpyxl:.2f} of openpyxl.load_workbook (aim 0.5)")
    print(f"{name}: read + recompute + audit {audited / calamine:.1f} times a bare calamine read (aim 4)")
    narrated = best(lambda: narrate(data), 3)
    print(f"{name}: read + 更新情况说明 {narrated / openpyxl:.2f} of openpyxl.load_workbook")
    print(f"{name}: whole 重新计算 with nothing to do {whole / openpyxl:.2f} of openpyxl.load_workbook")


def narrate(data: bytes) -> None:
    """Read, recompute, analyse and write all texts into the workbook, in memory."""
    book = FileBook.from_bytes(data)
    write_narrated(book, plan_narrative(book))
    book.to_bytes()


def memory(name: str) -> None:
    """Peak of the memory that Python allocates, against the same file in openpyxl."""
    data = book_bytes(name)
    peaks = []
    for work in (lambda: read_and_recompute(data), lambda: load_workbook(io.BytesIO(data))):
        tracemalloc.start()
        work()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    print(f"{name}: peak memory {peaks[0] / 2**20:.1f} MB, {peaks[0] / peaks[1]:.2f} of openpyxl's")


def many_books() -> None:
    """Two hundred generated workbooks, built before the clock starts."""
    books = [book_bytes(f"shanghai-2024:exact:{seed}") for seed in range(BOOKS)]
    start = time.perf_counter()
    for data in books:
        read_and_recompute(data)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    for data in books[:20]:
        load_workbook(io.BytesIO(data))
    openpyxl = (time.perf_counter() - start) / 20
    print(f"{BOOKS} generated workbooks: {ours / BOOKS / openpyxl:.2f} of openpyxl.load_workbook each")


def audit_many() -> None:
    """A thousand generated workbooks read, recomputed and audited by two processes; the memory of each at its end."""
    start = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        grown = list(pool.map(_audit_block, [range(at, at + 50) for at in range(0, AUDITED, 50)]))
    took = time.perf_counter() - start
    spent = sum(one[0] for one in grown) / 2
    print(
        f"{AUDITED} generated workbooks audited by two processes: {AUDITED / spent:.1f} books a second "
        f"({AUDITED / took:.1f} with making them); memory of a process {grown[0][1]:.0f} MB after 50, "
        f"{max(one[1] for one in grown):.0f} MB at most"
    )


def _audit_block(seeds: range) -> tuple[float, float]:
    """Return the seconds that auditing took and the memory of the process in MB, at most so far."""
    spent = 0.0
    for seed in seeds:
        form = "shanghai-2024" if seed % 2 else "sichuan-2020"
        filled = fill(
            load_format(form), generate(load_format(form), seed=seed), exact=bool(seed % 3)
        ).accounts
        data = new_book(filled.format, filled)
        start = time.perf_counter()
        audit_book(FileBook.from_bytes(data))
        spent += time.perf_counter() - start
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def start_up() -> None:
    """Starting the command against starting Python."""

    def run(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    ours, bare = best(run("-m", "juesuan", "--version")), best(run("-c", "pass"))
    print(f"juesuan --version: {ours / bare:.1f} times python -c pass")
    imports = "import xlwings_libreoffice, xlwings, juesuan.buttons"
    warm = best(run("-c", imports), 3)
    with tempfile.TemporaryDirectory() as empty:
        start = time.perf_counter()
        run("-X", f"pycache_prefix={empty}", "-c", imports)()
        cold = time.perf_counter() - start
    print(f"button, until it can speak: {warm / bare:.0f} times python -c pass warm, {cold / bare:.0f} cold")


def main() -> None:
    """Run everything."""
    for name in ("panzhihua-2020", "putuo-2024", "sichuan-2020:exact:1"):
        one_book(name)
        memory(name)
    many_books()
    audit_many()
    start_up()
    live.main()
    actions.main()
    export.main()
    tieout.main()


if __name__ == "__main__":
    main()
