"""Does a slice hold only the rooms that have a name, and are they reached only through their doors?"""

from __future__ import annotations

import ast

import pytest

from tests.house.source import DOORS, PACKAGE, SLICE_FILES, SLICES, Module, modules

WEB = {"pages", "staff", "api", "screens", "forms"}
MAY_SEE_SERVICES = {"service"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base2", "misc"}


@pytest.mark.parametrize("name", SLICES)
def test_a_slice_has_only_rooms_with_a_name(name: str) -> None:
    rooms = {p.name.removesuffix(".py") for p in (PACKAGE / name).iterdir() if p.name != "__pycache__"}
    assert rooms - {"__init__"} <= set(SLICE_FILES)


def test_no_file_is_named_after_nothing() -> None:
    assert not [m.name for m in modules() if m.path.stem in FORBIDDEN_NAMES]


@pytest.mark.parametrize("module", [m for m in modules() if m.slice], ids=lambda m: m.name)
def test_other_slices_are_reached_through_their_doors(module: Module) -> None:
    wrong = []
    for name in module.imports():
        parts = name.split(".")
        if parts[0] != "partnet_vote" or len(parts) < 3 or parts[1] not in SLICES or parts[1] == module.slice:
            continue
        door = parts[2]
        through_service = door == "service" and module.room not in MAY_SEE_SERVICES and module.slice != "booth"
        if door not in DOORS or through_service:
            wrong.append(name)
    assert not wrong, f"{module.name} goes round the doors: {wrong}"


@pytest.mark.parametrize("module", [m for m in modules() if m.slice], ids=lambda m: m.name)
def test_across_slices_modules_are_imported_not_their_services_functions(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("partnet_vote."):
            parts = node.module.split(".")
            other = len(parts) == 3 and parts[1] in SLICES and parts[1] != module.slice
            deeds = [alias.name for alias in node.names if alias.name[0].islower()]  # types may be named alone
            assert not (other and parts[2] in {"service", "queries"} and deeds), f"{module.name}: import {node.module}"


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        m.name
        for m in modules()
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert set(readers) <= {"settings.py"}


COMMITTERS = {"platform/db/session.py", "platform/db/migrating.py"}


def test_only_the_transaction_and_the_cast_commit() -> None:
    committing = {
        m.name
        for m in modules()
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert {name for name in committing if not name.startswith("ballotbox/service")} <= COMMITTERS
