"""The services of the host as each kit offers them: one plugin in six languages, one report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hielements.app.plugin_testing import test_plugin as ask_everything
from hielements.libraries.protocol.handles import THRESHOLD
from plugin_kits import WASM_LANGUAGES, built, needs_toolchains
from spec_cases.running import run_command

SPEC = """
import files
import services

element shop {
    scope code = files.glob_selector('src/*.py')
    scope many = files.glob_selector('many/*.txt')

    check services.size(many) == COUNT
    check services.size(code) == 2
    check services.content('src/a.py') == 'nothing'
    check services.content('src/missing.py') == 'nothing'
    check services.content('ignored/b.py') == 'nothing'
    check services.setting('style') == 'stern'
    check services.setting('missing') == ''
    check services.documented(code)
    check services.documented(many)
    check services.unused(code, 'os')
    check services.unused(code, 're')
    check services.echo(['Größe', 1, 0.5]) == ['Größe', 1, 0.5]
}
"""
FILES = {
    "src/a.py": 'import os\n\n\ndef run():\n    """Runs."""\n\n\nclass Größe:\n    def stop(self):\n        pass\n',
    "src/b.py": "import re\nfrom os import path\n",
    "ignored/b.py": "",
    ".gitignore": "ignored/\n",
}
STARTS = {
    "python": 'executable = "python3"\nargs = ["plugin.py"]\n',
    "wasm": 'path = "plugin.wasm"\n',
}
COUNT = THRESHOLD + 500


def project(language: str, builds: Path, folder: Path) -> None:
    """A workspace with the plugin in that language."""
    kind = "python" if language == "python" else "wasm"
    source = "plugin.py" if kind == "python" else "plugin.wasm"
    plugin = built(language, builds, Path(__file__).parent / "services") / source
    many = {f"many/{number:04}.txt": "" for number in range(COUNT)}
    for name, content in {**FILES, **many}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    (folder / source).write_bytes(plugin.read_bytes())
    (folder / "hielements.toml").write_text(
        f'[libraries.services]\n{STARTS[kind]}permissions = {{ filesystem = ["read"] }}\noptions = {{ style = "stern" }}\n',
        "utf-8",
    )
    (folder / "shop.hie").write_text(SPEC.replace("COUNT", str(COUNT)), "utf-8")


def report(folder: Path) -> list[dict[str, object]]:
    result = run_command("check", "--format", "json", "--workspace", str(folder), str(folder / "shop.hie"))
    data = json.loads(result.output)
    assert not [each["message"] for each in data["diagnostics"] if each["severity"] == "error"]
    results: list[dict[str, object]] = data["results"]
    return results


def test_the_services_as_python_uses_them(builds: Path, tmp_path: Path) -> None:
    project("python", builds, tmp_path)
    statuses = [str(each["status"]) for each in report(tmp_path)]
    assert statuses == "pass pass fail error error pass pass fail error fail fail pass".split()


@pytest.mark.toolchains
@pytest.mark.timeout(400)  # a first build makes the compiler's own cache
@pytest.mark.parametrize("language", WASM_LANGUAGES)
def test_each_kit_offers_the_same_services(language: str, builds: Path, tmp_path: Path) -> None:
    needs_toolchains(language)
    folders = {each: tmp_path / each for each in ("python", language)}
    for each, folder in folders.items():
        folder.mkdir()
        project(each, builds, folder)
    assert report(folders[language]) == report(folders["python"])
    findings = ask_everything("services", folder=str(folders[language]))
    assert [one for one in findings if one.status == "failed"] == []
    assert {one.name: one.status for one in findings}["gives-values-back-unchanged"] == "ok"
