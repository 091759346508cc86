"""Scripts of ``benchmarks/`` run rarely: each must at least open, and say how it is used."""

import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"

#: All in one process of their own, which loads the libraries once.
CODE = """
import contextlib, io, json, runpy, sys, traceback
folder, *scripts = sys.argv[1:]
sys.path.insert(0, folder)
answers = {}
for script in scripts:
    sys.argv, said, ended = [script, "--help"], io.StringIO(), "went on after its help"
    try:
        with contextlib.redirect_stdout(said):
            runpy.run_path(script, run_name="__main__")
    except SystemExit as error:
        ended = error.code
    except BaseException:
        ended = traceback.format_exc()
    answers[script] = ended, said.getvalue()
print(json.dumps(answers))
"""


def test_each_opens_and_says_how_it_is_used():
    scripts = [str(path) for path in sorted(FOLDER.glob("*.py"))]
    command = [sys.executable, "-c", CODE, str(FOLDER), *scripts]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600)
    answers = json.loads(ran.stdout)

    assert list(answers) == scripts
    assert {script: ended for script, (ended, _) in answers.items() if ended != 0} == {}
    assert all("usage:" in said for _, said in answers.values())
