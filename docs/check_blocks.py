"""Run every ```python block of the README and the docs, and compare what it prints.

The blocks of one page run in order and share their names, as the cells of a notebook do. Each is
written to a file of its own first, `example.py`, so that its source can be found. If a ```text
block follows, the output must be that text, where `...` stands for anything.

    python docs/check_blocks.py            # compare, and exit 1 where a page is wrong
    python docs/check_blocks.py --update   # write what the blocks print into the pages
"""

import argparse
import contextlib
import doctest
import io
import linecache
import os
import re
import sys
import tempfile
import traceback
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n"
    r"(?:(?:(?!```|#)[^\n]*\n){0,4}```text\n(?P<text>.*?)^```\n)?",  # a sentence may come first
    re.MULTILINE | re.DOTALL,
)


def pages():
    """The Markdown files whose blocks are run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def run_block(code, module, folder, number):
    """What `code` prints, run as a file of its own in the namespace of `module`."""
    path = folder / ("example.py" if number == 1 else f"example_{number}.py")
    path.write_text(code, encoding="utf-8")
    linecache.checkcache(str(path))
    module.__file__ = str(path)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, str(path), "exec"), module.__dict__)
    return output.getvalue().replace(str(folder) + os.sep, "")


def check_page(page, update=False):
    """What is wrong with one page, one string per block; with `update`, the page is rewritten."""
    text = page.read_text(encoding="utf-8")
    module = types.ModuleType(f"blocks_of_{page.stem.replace('-', '_').lower()}")
    sys.modules[module.__name__] = module
    problems, changes = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number, block in enumerate(BLOCK.finditer(text), 1):
            where = f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, block.start()) + 1}"
            try:
                got = run_block(block["code"], module, Path(folder).resolve(), number)
            except Exception:
                problems.append(f"{where}: raised\n{traceback.format_exc()}")
                continue
            want = block["text"]
            if want is None or _agree(want, got):
                continue
            problems.append(f"{where}: should print\n{want}\nprints\n{got}")
            changes.append((block.span("text"), got))
    del sys.modules[module.__name__]
    if update and changes:
        page.write_text(_replaced(text, changes), encoding="utf-8")
    return problems


def _agree(want, got):
    if want.strip() == "...":
        return False  # a place kept for --update
    lines = "\n".join(line.rstrip() for line in got.rstrip().splitlines()) + "\n"
    return doctest.OutputChecker().check_output(want, lines, doctest.ELLIPSIS)


def _replaced(text, changes):
    for (start, end), new in reversed(changes):
        text = text[:start] + new.rstrip("\n") + "\n" + text[end:]
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="write the true output")
    options = parser.parse_args()
    problems = [problem for page in pages() for problem in check_page(page, options.update)]
    print("\n\n".join(problems) or "every block does what its page says")
    sys.exit(bool(problems) and not options.update)


if __name__ == "__main__":
    main()
