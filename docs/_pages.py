"""What the scripts that generate pages share: write a page, or say that it is out of date."""

import argparse
import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def between(text, name, new):
    """`text` with what stands between the marks of `name` replaced."""
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"no marks for {name}")
    return pattern.sub(lambda _: f"{begin}\n{new.strip()}\n\n{end}", text)


def stale(page, text, check):
    """Write `text` to `page`; with `check`, say instead how the page differs from it."""
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    if old == text:
        return []
    if not check:
        page.write_text(text, encoding="utf-8")
        print(f"wrote {page.relative_to(ROOT)}")
        return []
    lines = difflib.unified_diff(old.splitlines(), text.splitlines(), lineterm="", n=1)
    head = "\n".join(list(lines)[:20])
    return [
        f"{page.relative_to(ROOT)} is out of date: python docs/{Path(sys.argv[0]).name}\n{head}"
    ]


def main(doc, generate):
    """The command line of a script: `generate()` gives pages and their texts."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit 1 if a page is out of date")
    options = parser.parse_args()
    problems = [p for page, text in generate() for p in stale(page, text, options.check)]
    print("\n".join(problems) or "the generated pages are up to date")
    sys.exit(bool(problems))
