"""The same plugin in six languages: each is built from its kit, and one specification gets the same report from all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from plugin_kits import WASM_LANGUAGES, built, needs_toolchains
from spec_cases.running import run_command

SPEC = """
import conventions
import files

element shop {
    scope code = conventions.sources('src', '.py')
    scope all = conventions.sources('src')
    scope root = conventions.sources('')
    scope names = files.glob_selector('src/**/*')
    scope missing = conventions.sources('nowhere')
    scope binary = conventions.sources('data')

    check conventions.starts_with(code, '# © Shop')
    check conventions.starts_with(code, '#')
    check conventions.max_lines(code)
    check conventions.count(code) == 7
    check conventions.count(all) < 3
    check conventions.comments(code)
    check conventions.comments(code, 0.5)
    check conventions.comments(code, 1, ['import', '#'])
    check conventions.comments(code, 0.3333333333333333, [])
    check conventions.comments(all, share=0)
    check conventions.max_lines(code, 2)
    check conventions.max_lines(limit=3, files=all)
    check conventions.max_lines(root, -1)
    check conventions.no_text(code, 'TODO')
    check conventions.no_text(all, 'nö "quoted" \\\\ 𝄞')
    check conventions.no_text(code, '')
    check conventions.no_text(missing, 'x')
    check conventions.no_text(binary, 'x')
    check conventions.file_names(names)
    check conventions.file_names(all, 'kebab-case')
    check conventions.file_names(all, 'shouting')
    check not conventions.max_lines(code, 2)
}
"""
FILES: dict[str, bytes] = {
    "src/a.py": "# © Shop 2024\nimport os\n\nprint(1)  # TODO\r\n".encode(),
    "src/last_line.py": "# © Shop\n\r\nüü TODO TODO".encode(),
    "src/empty.py": b"",
    "src/one_newline.py": b"\n",
    "src/only-returns.py": b"# a\rb\r",
    "src/deep/er/kebab-case.txt": 'x\n\t𝄞𝄞nö "quoted" \\ 𝄞\x01\n'.encode(),
    "src/deep/Größe.py": b"#\n",
    "src/deep/\uff21.py": b"#\n",
    "src/deep/\U0001d11e.py": b"#\n",
    "src/.hidden/x.py": b"TODO",
    "src/no_suffix": b"x\n" * 5000,
    "data/picture.bin": b"\xff\xfe\x00",
}
CONFIGURATION = {
    "python": 'executable = "python3"\nargs = ["plugin.py"]\n',
    "wasm": 'path = "plugin.wasm"\npermissions = { filesystem = ["read"] }\n',
}


def report(language: str, plugin: Path, folder: Path) -> tuple[dict[str, Any], str]:
    """The report of the specification with the plugin in that language, as data and as text."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "src/link.py").symlink_to("a.py")
    source = "plugin.py" if language == "python" else "plugin.wasm"
    (folder / source).write_bytes((plugin / source).read_bytes())
    kind = "python" if language == "python" else "wasm"
    (folder / "hielements.toml").write_text(f"[libraries.conventions]\n{CONFIGURATION[kind]}", "utf-8")
    (folder / "shop.hie").write_text(SPEC, "utf-8")
    result = run_command("check", "--format", "json", "--workspace", str(folder), str(folder / "shop.hie"))
    assert result.errors == ""
    data: dict[str, Any] = json.loads(result.output)
    # How the plugin ran is the one thing in which they differ.
    (ran,) = data.pop("plugins")
    assert (ran["name"], ran["kind"]) == ("conventions", "process" if kind == "python" else "wasm")
    return data, json.dumps(data, ensure_ascii=False)


def verdicts(data: dict[str, Any]) -> list[str]:
    return [each["status"] for each in data["results"]]


def test_the_report_of_the_plugin_in_python(builds: Path, tmp_path: Path) -> None:
    data, _ = report("python", built("python", builds), tmp_path)
    assert verdicts(data) == [
        *"fail fail pass fail fail pass fail fail fail pass fail fail error fail fail error error error fail fail error pass".split()
    ]
    by_check = {each["check"]: each for each in data["results"]}
    assert [
        (each["path"], each["line"], each["column"], each["message"])
        for each in by_check["conventions.no_text(code, 'TODO')"]["violations"]
    ] == [("src/a.py", 4, 13, "has `TODO`"), ("src/last_line.py", 3, 4, "has `TODO`")]
    (quoted,) = by_check["conventions.no_text(all, 'nö \"quoted\" \\\\ 𝄞')"]["violations"]
    assert (quoted["path"], quoted["line"], quoted["column"]) == ("src/deep/er/kebab-case.txt", 2, 4)
    for check, words in (
        ("conventions.no_text(code, '')", "the text to look for is empty"),
        ("conventions.no_text(missing, 'x')", "cannot read nowhere"),
        ("conventions.no_text(binary, 'x')", "data/picture.bin is not UTF-8 text"),
        ("conventions.file_names(all, 'shouting')", "there is no style `shouting`"),
    ):
        assert words in by_check[check]["message"]


@pytest.mark.toolchains
@pytest.mark.timeout(400)  # a first build makes the compiler's own cache
@pytest.mark.parametrize("language", WASM_LANGUAGES)
def test_the_report_is_the_same_in_every_language(language: str, builds: Path, tmp_path: Path) -> None:
    needs_toolchains(language)
    expected, expected_text = report("python", built("python", builds), tmp_path / "one")
    found, text = report(language, built(language, builds), tmp_path / "two")
    assert found == expected
    assert text == expected_text
