"""Is every file small enough to be read in one sitting?"""

from __future__ import annotations

import ast

import pytest

from tests.house.source import ROOT, Module, modules


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.name)
def test_files_and_functions_are_small(module: Module) -> None:
    assert module.text.count("\n") <= 400, f"{module.name} has more than 400 lines"
    long = [
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert not long, f"{module.name}: functions over 40 lines: {long}"


def test_tests_are_small() -> None:
    long = [p for p in (ROOT / "tests").rglob("*.py") if p.read_text("utf-8").count("\n") > 500]
    assert not long


def test_templates_are_small() -> None:
    long = [p for p in (ROOT / "templates").rglob("*.html") if p.read_text("utf-8").count("\n") > 120]
    assert not long


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.name)
def test_every_module_says_which_question_it_answers(module: Module) -> None:
    assert ast.get_docstring(module.tree), f"{module.name} has no docstring"
