"""The setup runs nothing that it downloaded before it has compared the known hash."""

import hashlib
import re
import subprocess
import sys

import pytest
from conftest import ROOT

SCRIPT = (ROOT / "scripts" / "setup.sh").read_text(encoding="utf-8")
# The program that downloads pip's wheel if Python has neither pip nor venv.
FETCH = re.search(r"<<'FETCH'[^\n]*\n(.+?)\nFETCH\n", SCRIPT, re.DOTALL)[1]
CONTENT = b"a wheel"


@pytest.mark.parametrize(("wanted", "code"), [("right", 0), ("wrong", 1)])
def test_what_has_another_hash_is_not_kept(tmp_path, wanted, code):
    fetched, kept = tmp_path / "fetched", tmp_path / "kept"
    fetched.write_bytes(CONTENT)
    known = hashlib.sha256(CONTENT if wanted == "right" else b"another").hexdigest()
    done = subprocess.run(
        [sys.executable, "-c", FETCH, fetched.as_uri(), known, str(kept)], capture_output=True, text=True
    )
    assert (done.returncode, kept.exists()) == (code, code == 0)
    assert (known in done.stderr) == bool(code)


def test_every_package_is_installed_by_its_hash():
    installs = [line for line in SCRIPT.splitlines() if re.search(r"\b(?:pip sync|install) --", line)]
    # The project itself comes from this folder, and needs no network.
    fetching = [line for line in installs if "--offline" not in line]
    assert len(fetching) == 3
    assert all("--require-hashes" in line for line in fetching)
    assert "--hash=sha256:" in (ROOT / "requirements-uv.lock").read_text(encoding="utf-8")
