"""The plugin `migrations` that ships: what its rules find and leave alone, and that the module is what its source says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plugin_kits import needs_toolchains
from spec_cases.running import run_command

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "lib/plugins/migrations"


def checked(folder: Path, files: dict[str, str], *checks: str) -> list[dict[str, Any]]:
    """The results of the checks, in which `m` are the migrations."""
    for name, text in files.items():
        (folder / "m").mkdir(exist_ok=True)
        (folder / "m" / name).write_text(text, "utf-8")
    (folder / "hielements.toml").write_text(
        '[libraries.migrations]\nplugin = "migrations"\npermissions = { filesystem = ["read"] }\n', "utf-8"
    )
    lines = ["import migrations", "element e {", "    scope m = migrations.files_in('m')"]
    lines += [f"    check {check}" for check in checks]
    (folder / "e.hie").write_text("\n".join([*lines, "}", ""]), "utf-8")
    result = run_command("check", "--format", "json", "--workspace", str(folder), str(folder / "e.hie"))
    report: dict[str, Any] = json.loads(result.output)
    assert not [each for each in report["diagnostics"] if each["severity"] == "error"], report["diagnostics"]
    results: list[dict[str, Any]] = report["results"]
    return results


def violations(folder: Path, files: dict[str, str], check: str) -> list[str]:
    (result,) = checked(folder, files, check)
    assert result["status"] in {"pass", "fail"}, result["message"]
    return [
        f"{each['path'].removeprefix('m/')}:{each.get('line') or ''}: {each['message']}"
        for each in result["violations"]
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["0001_a.sql", "0002_b.sql"], []),
        (["V1__a.sql", "V2__b.sql", "R__view.sql", "U2__b.sql"], []),
        (["1_a.up.sql", "1_a.down.sql", "2_b.up.sql"], []),
        (["20240101_a.sql", "20240301_b.sql"], []),
        (["9_a.sql", "10_b.sql"], []),
        (["V1.1__a.sql", "V1.10__b.sql", "V1_2__c.sql"], []),
        (["0001_a.sql", "0003_b.sql"], ["0003_b.sql:: version 3 follows 1: there is no 2"]),
        (["0001_a.sql", "1_b.sql"], ["1_b.sql:: version 1 is also that of `0001_a.sql`"]),
        (["V1.2__a.sql", "V1_02__b.sql"], ["V1_02__b.sql:: version 1.2 is also that of `V1.2__a.sql`"]),
        (["first.sql"], ["first.sql:: `first.sql` has no version in its name"]),
    ],
)
def test_the_order_of_versions(names: list[str], expected: list[str], tmp_path: Path) -> None:
    assert violations(tmp_path, dict.fromkeys(names, "SELECT 1;\n"), "migrations.ordered(m)") == expected


def test_gaps_may_be_allowed(tmp_path: Path) -> None:
    names = dict.fromkeys(["0001_a.sql", "0005_b.sql"], "SELECT 1;")
    assert violations(tmp_path, names, "migrations.ordered(m, gaps=true)") == []


def test_each_way_to_undo_a_migration_is_known(tmp_path: Path) -> None:
    found = violations(
        tmp_path,
        {
            "1_pair.up.sql": "SELECT 1;",
            "1_pair.down.sql": "SELECT 1;",
            "2_goose.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;",
            "3_dbmate.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;",
            "V4__flyway.sql": "SELECT 1;",
            "U4__flyway.sql": "SELECT 1;",
            "5_empty.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\n-- nothing\n",
            "6_none.sql": "SELECT '-- migrate:down';",
            "R__view.sql": "SELECT 1;",
        },
        "migrations.reversible(m)",
    )
    assert found == [
        "5_empty.sql:: `5_empty.sql` cannot be undone: it has no way down",
        "6_none.sql:: `6_none.sql` cannot be undone: it has no way down",
    ]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("drop table if exists Billing.Invoices;", ["1: drops the table `billing.invoices`"]),
        ('DROP TABLE "Mixed";', ["1: drops the table `Mixed`"]),
        ("ALTER TABLE a DROP COLUMN b, DROP c;", ["1: drops the column `b` of `a`", "1: drops the column `c` of `a`"]),
        ("ALTER TABLE a DROP CONSTRAINT b, ALTER x DROP DEFAULT, ALTER y DROP NOT NULL;", []),
        ("SELECT 1;\n\n  TRUNCATE TABLE a;", ["3: empties the table `a`"]),
        ("DELETE FROM a;", ["1: deletes all rows of `a`"]),
        ("DELETE FROM a WHERE b;", []),
        ("DROP SCHEMA s;", ["1: drops a schema"]),
        ("CREATE TABLE t (id INT); DROP TABLE t;", []),
        ("-- +goose Down\nDROP TABLE a;", []),
        ("-- DROP TABLE a;\n/* DROP TABLE b; /* nested */ DROP TABLE c; */ SELECT 'DROP TABLE d;''DROP TABLE e;';", []),
        ("CREATE FUNCTION f() RETURNS void AS $body$ DROP TABLE a; $body$ LANGUAGE sql;", []),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END; DROP TABLE d;",
            ["1: drops the table `d`"],
        ),
        ("INSERT INTO a VALUES (E'it\\'s; DROP TABLE b;');", []),
        ("SELECT 'never closed; DROP TABLE a;", []),
    ],
)
def test_lost_data(sql: str, expected: list[str], tmp_path: Path) -> None:
    assert violations(tmp_path, {"1.sql": sql}, "migrations.keeps_data(m)") == [f"1.sql:{each}" for each in expected]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("CREATE INDEX i ON a (b);", "say CONCURRENTLY"),
        ("CREATE UNIQUE INDEX IF NOT EXISTS i ON ONLY a (b);", "say CONCURRENTLY"),
        ("CREATE INDEX CONCURRENTLY i ON a (b);", None),
        ("CREATE TABLE a (b INT); CREATE INDEX i ON a (b);", None),
        ("ALTER TABLE a ADD COLUMN b INT NOT NULL;", "needs a DEFAULT"),
        ("ALTER TABLE a ADD COLUMN b INT NOT NULL DEFAULT 0, ADD c INT;", None),
        ("ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d (e);", "NOT VALID"),
        ("ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d (e) NOT VALID;", None),
        ("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);", "NOT VALID"),
        ("ALTER TABLE a ALTER COLUMN b TYPE BIGINT;", "rewrites all rows"),
        ("ALTER TABLE a ALTER COLUMN b SET NOT NULL;", "SET NOT NULL needs a validated CHECK"),
        ("ALTER TABLE a ALTER COLUMN b SET DEFAULT 0;", None),
    ],
)
def test_long_locks(sql: str, words: str | None, tmp_path: Path) -> None:
    found = violations(tmp_path, {"1.sql": sql}, "migrations.no_long_locks(m)")
    assert (len(found), words is None or words in found[0]) == (0 if words is None else 1, True)


def test_tables_without_a_primary_key_in_the_end(tmp_path: Path) -> None:
    files = {
        "1.sql": "CREATE TABLE a (id INT PRIMARY KEY);\nCREATE TABLE b (id INT);\nCREATE TABLE c (id INT);",
        "2.sql": "ALTER TABLE b ADD PRIMARY KEY (id);\nCREATE TEMP TABLE t (id INT);\n"
        "CREATE TABLE d (id INT);\nDROP TABLE d;",
    }
    assert violations(tmp_path, files, "migrations.primary_keys(m)") == ["1.sql:3: the table `c` has no primary key"]


def test_tables_of_others(tmp_path: Path) -> None:
    sql = (
        "CREATE TABLE billing_a (id INT REFERENCES orders (id));\nUPDATE billing_b SET c = 1;\n"
        "INSERT INTO audit VALUES (1);\n"
        "CREATE INDEX i ON users (id);\nALTER TABLE billing.x ADD y INT;\n"
    )
    check = "migrations.touches_only(m, ['billing_*', 'billing.*'])"
    assert violations(tmp_path, {"1.sql": sql}, check) == [
        "1.sql:1: refers to the table `orders`, which is not its own",
        "1.sql:3: writes to the table `audit`, which is not its own",
        "1.sql:4: indexes the table `users`, which is not its own",
    ]
    without = violations(tmp_path, {"1.sql": sql}, check.replace("*'])", "*'], references=false)"))
    assert len(without) == 2


def test_the_tables_that_are_left(tmp_path: Path) -> None:
    files = {
        "1.sql": 'CREATE TABLE b (id INT); CREATE TABLE IF NOT EXISTS A (id INT); CREATE TABLE "gone" (id INT);',
        "10.sql": "DROP TABLE gone; CREATE TABLE z (id INT);",
        "9.sql": "ALTER TABLE b RENAME TO c;",
    }
    results = checked(tmp_path, files, "migrations.tables(m) == ['a', 'c', 'z']")
    assert results[0]["status"] == "pass", results


def test_a_file_that_is_no_text_is_undecided(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "2.sql").write_bytes(b"\xff\xfe")
    (result,) = checked(tmp_path, {"1.sql": "SELECT 1;"}, "migrations.keeps_data(m)")
    assert result["status"] == "error"
    assert "m/2.sql is not UTF-8 text" in result["message"]


def test_the_example_beside_the_plugin_holds() -> None:
    result = run_command("check", "--workspace", str(PLUGIN), str(PLUGIN / "example.hie"))
    assert result.exit_code == 0, result.output + result.errors


@pytest.mark.toolchains
def test_the_module_in_the_repository_is_what_its_source_makes(tmp_path: Path) -> None:
    needs_toolchains("c")
    built = tmp_path / "built.wasm"
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(["sh", str(PLUGIN / "build.sh"), str(built)], env=environment, check=True)
    assert built.read_bytes() == (PLUGIN / "plugin.wasm").read_bytes(), "run `sh lib/plugins/migrations/build.sh`"
