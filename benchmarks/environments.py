"""Environments of their own for what sandyq itself does not need: peers and the fuzzer."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / ".venv-peers"


def environment(requirements: tuple[str, ...]) -> Path:
    """The Python of an environment that holds ``requirements``; made and filled if it is not there yet."""
    home = HOME / requirements[0]
    python = home / "bin" / "python"
    done = home / "installed.txt"
    wanted = "\n".join(requirements)
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        venv.create(home, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *requirements], check=True)
        done.write_text(wanted, encoding="utf-8")
    return python
