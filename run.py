"""One entry for everything: ``python3 run.py demo``, ``python3 run.py test``, and any juesuan command.

Needs nothing but a bare Python 3.11 or newer. Makes a virtual environment with the pinned packages beside this
file; ``test`` also installs LibreOffice and a CJK font with apt when they are missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "juesuan-stamp"
WINDOW_TESTS = ("tests/test_window.py", "tests/test_window_year.py", "tests/addin/test_oxt_window.py")
"""Real windows, mouse and keyboard: ``python3 run.py windows``. Not part of ``test``: an event can get lost there, and
the same flow without a window (tests/test_live.py) is."""
APT_PACKAGES = (
    "libreoffice-calc",
    "libreoffice-writer",
    "python3-uno",
    "fonts-noto-cjk",
    "poppler-utils",
    "xvfb",
    "xdotool",
    "imagemagick",
)


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def environment() -> dict[str, str]:
    """Return what commands see: texts are UTF-8, and pip does not speak of itself."""
    return dict(os.environ, PYTHONUTF8="1", PIP_DISABLE_PIP_VERSION_CHECK="1")


def run(*command: str | Path, check: bool = True, cwd: Path | None = ROOT) -> int:
    """Run a command in the project folder (``cwd`` None: where the person stands) and return its exit code.

    Leave when it fails and ``check`` is set.
    """
    code = subprocess.call([str(one) for one in command], cwd=cwd, env=environment())
    if code and check:
        sys.exit(code)
    return code


def ensure_venv(*, dev: bool, extra: str = "") -> None:
    """Make the virtual environment, and bring its packages up to what pyproject.toml pins."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said to people with an older Python
        sys.exit(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}。")
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    have = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else []
    extra = "dev" if dev else extra
    if PYTHON.exists() and have[:1] == [wanted] and ("dev" in have or not extra or extra in have):
        return
    if not PYTHON.exists():
        say("正在建立虚拟环境 .venv …")
        run(sys.executable, "-m", "venv", VENV)
    say("正在安装所需的程序包（第一次需要几分钟）…")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--editable", f"{ROOT}[{extra}]" if extra else str(ROOT))
    STAMP.write_text(f"{wanted} {extra}", encoding="utf-8")


def ensure_office() -> None:
    """Install LibreOffice, a CJK font and the tools of the window tests where apt is at hand."""
    have_font = (
        subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip()
        if shutil.which("fc-list")
        else b""
    )
    tools = ("soffice", "pdftoppm", "Xvfb", "xdotool", "import")
    missing = [tool for tool in tools if not shutil.which(tool)]
    if not missing and have_font and Path("/usr/lib/python3/dist-packages/uno.py").exists():
        return
    if not shutil.which("apt-get"):
        say("没有找到 LibreOffice 或中文字体，也没有 apt；需要它们的测试将跳过。")
        return
    say(f"正在用 apt 安装 LibreOffice 和中文字体（缺：{'、'.join(missing) or '字体或 uno'}）…")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *APT_PACKAGES]):
        code = subprocess.call([*sudo, "apt-get", *command], env=env, stdout=subprocess.DEVNULL)
        if code:
            say(f"apt-get {command[0]} 没有成功（{code}）；需要 LibreOffice 的测试将跳过。")
            return


def test(arguments: list[str]) -> int:
    """Style, types, tests; all are run, the worst exit code counts. The types are looked at beside the tests."""
    ensure_venv(dev=True)
    ensure_office()
    pytest = [PYTHON, "-m", "pytest", *arguments]
    if not arguments:
        apart = [f"--ignore={one}" for one in WINDOW_TESTS]
        # the order is that of tests/conftest.py
        pytest += ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *apart]
    types = subprocess.Popen(
        [PYTHON, "-m", "mypy"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    )
    worst = 0
    for name, command in (
        ("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
        ("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("pytest", pytest),
    ):
        say(f"== {name}")
        worst = max(worst, run(*command, check=False))
    said = types.communicate()[0].decode("utf-8", "replace")
    say(f"== mypy --strict\n{said.rstrip()}")
    worst = max(worst, types.returncode)
    say("全部通过。" if not worst else "有检查没有通过，见上面的输出。")
    return worst


def main() -> int:
    """Dispatch."""
    arguments = sys.argv[1:] or ["--help"]
    if arguments[0] == "test":
        return test(arguments[1:])
    if arguments[0] == "windows":
        ensure_venv(dev=True)
        ensure_office()
        return run(PYTHON, "-m", "pytest", *WINDOW_TESTS, *arguments[1:], check=False)
    if arguments[0] == "bench":
        ensure_venv(dev=True)
        return run(PYTHON, "-m", "tests.bench", *arguments[1:], check=False)
    ensure_venv(dev=False, extra="addin" if arguments[0] == "addin" else "")
    # -P: a person's folder is not searched for modules
    return run(PYTHON, "-P", "-m", "juesuan", *arguments, check=False, cwd=None)


if __name__ == "__main__":
    sys.exit(main())
