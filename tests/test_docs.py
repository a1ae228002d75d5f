"""What the README and the docs show is what happens, and the generated pages are up to date."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def load(name):
    """A script of the docs, as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check_blocks = load("check_blocks")
PAGES = check_blocks.pages()


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_blocks_print_what_the_page_says(page):
    problems = check_blocks.check_page(page)
    assert not problems, "\n\n".join(problems)


@pytest.mark.skipif(
    not hasattr(np, "unstack"), reason="the pages name functions that NumPy has since 2.1"
)
@pytest.mark.parametrize("script", ["make_gallery", "make_tables"])
def test_generated_pages_are_up_to_date(script):
    command = [sys.executable, DOCS / f"{script}.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_readme_example_is_short():
    first = check_blocks.BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert first["text"]
    assert len(first["code"].splitlines()) <= 22
