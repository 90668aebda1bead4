"""The configuration, on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hielements.project.configuration import Configuration
from hielements.project.loading import Loaded, load


def loaded(folder: Path, toml: str | bytes, name: str = "hielements.toml") -> Loaded:
    (folder / name).write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    return load(str(folder))


def told(found: Loaded) -> list[str]:
    return [
        f"{item.location.line}:{item.location.column} {item.code.name} {item.location.text!r}"
        for item in found.diagnostics
    ]


def test_no_file_is_the_default(tmp_path: Path) -> None:
    assert load(str(tmp_path)) == Loaded(Configuration())


def test_every_setting(tmp_path: Path) -> None:
    (tmp_path / "a.hie").touch()
    found = loaded(
        tmp_path,
        '[check]\nspecs = ["./a.hie"]\nempty_scope = "fail"\njobs = 3\n[files]\nexclude = ["x/"]\ngitignore = false\n'
        '[python]\nroots = ["."]\n[cache]\ndir = "kept"\nenabled = false\n',
    )
    assert found == Loaded(
        Configuration(
            file="hielements.toml",
            specs=("a.hie",),
            empty_scope="fail",
            jobs=3,
            exclude=("x/",),
            gitignore=False,
            cache_folder=str(tmp_path / "kept"),
            cache_enabled=False,
            options={"python": {"roots": ["."]}},
        )
    )


def test_libraries(tmp_path: Path) -> None:
    (tmp_path / "m.wasm").touch()
    (tmp_path / "tool").touch()
    found = loaded(
        tmp_path,
        '[libraries]\na = { path = "m.wasm", limits = { memory_mb = 64, time_ms = 5000 } }\n'
        'b = { executable = "./tool", args = ["-x"], '
        'permissions = { filesystem = ["read"], environment = ["HOME"] } }\n'
        'c = { type = "external", path = "tool", capabilities = { fs = "read", workspace_only = true } }\n'
        'd = { type = "wasm", path = "tool" }\n',
    )
    assert not found.diagnostics
    a, b, c, d = found.configuration.libraries
    assert [(item.name, item.kind) for item in (a, b, c, d)] == [
        ("a", "wasm"), ("b", "external"), ("c", "external"), ("d", "wasm"),
    ]  # fmt: skip
    assert (a.path, a.limits.memory_mb, a.limits.time_ms) == (str(tmp_path / "m.wasm"), 64, 5000)
    assert (b.executable, b.args) == (os.path.join(str(tmp_path), "./tool"), ("-x",))
    assert (b.permissions.filesystem, b.permissions.environment) == (("read",), ("HOME",))
    assert (c.permissions.filesystem, c.permissions.environment) == (("read",), ())
    assert (b.location.line, b.location.text) == (3, "b")


def test_nothing_of_a_wrong_file_is_used(tmp_path: Path) -> None:
    found = loaded(tmp_path, '[check]\nempty_scope = "fail"\njob = 3\n')
    assert found.has_errors
    assert found.configuration == Configuration(file="hielements.toml")


@pytest.mark.parametrize(
    ("toml", "places"),
    [
        ('"check".job = 1', ["1:9 unknown-setting 'job'"]),
        ("check . 'job' = 1", ["1:9 unknown-setting \"'job'\""]),
        ('"ch\\u0065ck" = { job = 1 }', ["1:18 unknown-setting 'job'"]),
        ("[check] # [files]\njob = 1 # x", ["2:1 unknown-setting 'job'"]),
        ('[files]\nexclude = ["""\n]\n""", \'\'\'\n[\'\'\', "#", 3]', ["5:12 setting-type '3'"]),
        ("[[check]]\njobs = 1", ["1:3 setting-type 'check'"]),
        ("check = [1979-05-27 07:32:00, 2]", ["1:9 setting-type '[1979-05-27 07:32:00, 2]'"]),
        (
            "[python]\nroots = [1979-05-27 07:32:00, 2]",
            ["2:10 setting-type '1979-05-27 07:32:00'", "2:31 setting-type '2'"],
        ),
        ("[check]\r\n\r\njob = 1\r\n", ["3:1 unknown-setting 'job'"]),
        ("\ufeff[check]\njob = 1", ["2:1 unknown-setting 'job'"]),
        ('[check]\njobs = "é語"\nnope = 1', ["3:1 unknown-setting 'nope'", "2:8 setting-type '\"é語\"'"]),
        ("[check]\njobs = 99999999999999999999999", ["2:8 setting-value '99999999999999999999999'"]),
        ("[check]\njobs = inf", ["2:8 setting-type 'inf'"]),
        ("a = 1\nb = 2", ["1:1 unknown-setting 'a'", "2:1 unknown-setting 'b'"]),
    ],
)
def test_places(tmp_path: Path, toml: str, places: list[str]) -> None:
    assert sorted(told(loaded(tmp_path, toml))) == sorted(places)


@pytest.mark.parametrize(
    "junk",
    [
        b"\xff\xfe\x00\x00",
        b"\0",
        b"[" * 100_000,
        b"a = " + b"[" * 100_000,
        b"a = " + b"{a=" * 50_000,
        b"a" * 1_000_000,
        b'a = "' + b"x" * 1_000_000,
        b"a = " + b"9" * 10_000,
        b"a." * 20_000 + b"a = 1",
        bytes(range(256)),
        b"a = [1,\n\n\n",
        b"[check",
    ],
    ids=range(12),
)
def test_junk_is_a_diagnostic(tmp_path: Path, junk: bytes) -> None:
    found = loaded(tmp_path, junk)
    assert found.has_errors
    for item in found.diagnostics:
        assert 0 <= item.location.start <= item.location.end <= len(item.location.source.text)


@pytest.mark.parametrize("kind", ["folder", "dangling", "pipe"])
def test_what_is_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "hielements.toml"
    if kind == "folder":
        path.mkdir()
    elif kind == "dangling":
        path.symlink_to("nowhere")
    else:
        os.mkfifo(path)
    found = load(str(tmp_path))
    assert [item.code.name for item in found.diagnostics] == ["unreadable-configuration"]


def test_pyproject(tmp_path: Path) -> None:
    found = loaded(tmp_path, "[tool.hielements]\ncheck = { jobs = 2 }\n", "pyproject.toml")
    assert (found.configuration.jobs, found.configuration.file) == (2, "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('[project]\nname = "hielements"\n', 0),
        ("[tool]\nhielements = 3\n", 1),
        ("[tool.hielements]\nx = 1\n", 1),
        ('[project]\nname = "hielements"\nbroken = = 1', 0),
        ("[tool.hielements]\nbroken = = 1", 1),
        ("[[tool.hielements]]\n", 1),
    ],
)
def test_only_our_table_of_pyproject_matters(tmp_path: Path, text: str, count: int) -> None:
    assert len(loaded(tmp_path, text, "pyproject.toml").diagnostics) == count


def test_hielements_toml_wins(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.hielements.check]\njobs = 2\n")
    found = loaded(tmp_path, "[check]\njobs = 3\n")
    assert found.configuration.jobs == 3
    assert [(item.code.name, item.location.source.name) for item in found.diagnostics] == [
        ("two-configurations", "pyproject.toml")
    ]


@pytest.mark.parametrize("value", ["80", "99.5", "0"])
def test_the_least_coverage_and_its_place(tmp_path: Path, value: str) -> None:
    found = loaded(tmp_path, f"[check]\njobs = 1\nmin_coverage = {value}\n").configuration
    assert found.min_coverage == float(value)
    assert found.min_coverage_place is not None
    assert (found.min_coverage_place.line, found.min_coverage_place.text) == (3, f"min_coverage = {value}")


def test_a_valid_file_is_read_without_the_schema_library(tmp_path: Path) -> None:
    (tmp_path / "hielements.toml").write_text("[check]\njobs = 2\n[files]\nexclude = ['x']\n")
    probe = (
        "import sys\nfrom hielements.project.loading import load\n"
        f"assert not load({str(tmp_path)!r}).diagnostics\n"
        "assert not {'jsonschema', 'difflib', 'shutil'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", probe], check=True)
