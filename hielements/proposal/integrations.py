"""Files with which other tools run Hielements: continuous integration, pre-commit, editors.

Comes in: the name of an integration. Goes out: paths and texts. It must never know whether such a file is there.
"""

from __future__ import annotations

from typing import Final

from hielements.record import Record


class IntegrationFile(Record):
    """A file to write. `entry` is what to add where there is such a file already: it is shown then, and not written."""

    path: str
    text: str
    entry: str


_GITHUB: Final = """name: architecture
on: [push, pull_request]
jobs:
  hielements:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install hielements
      # Annotations appear beside the code that breaks a rule; --verbose is not needed for them.
      - run: hielements check
"""

_GITLAB_JOB: Final = """hielements:
  image: python:3.12-slim
  script:
    - python -m pip install --quiet hielements
    - hielements check --output gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""

_PRE_COMMIT_HOOK: Final = """  - repo: local
    hooks:
      - id: hielements-check
        name: hielements check
        entry: hielements check
        language: python
        additional_dependencies: [hielements]
        pass_filenames: false
        always_run: true
      - id: hielements-fmt
        name: hielements fmt
        entry: hielements fmt
        language: python
        additional_dependencies: [hielements]
        files: \\.hie$
"""

_VSCODE: Final = """{
  "recommendations": ["hielements.hielements"]
}
"""

_HELIX: Final = """[language-server.hielements]
command = "hielements"
args = ["lsp"]

[[language]]
name = "hielements"
scope = "source.hielements"
file-types = ["hie"]
comment-token = "#"
indent = { tab-width = 4, unit = "    " }
language-servers = ["hielements"]
"""

_NEOVIM: Final = """vim.filetype.add({ extension = { hie = "hielements" } })
vim.lsp.config("hielements", {
  cmd = { "hielements", "lsp" },
  filetypes = { "hielements", "python", "rust", "dockerfile" },
  root_markers = { "hielements.toml", "hielements.hie", ".git" },
})
vim.lsp.enable("hielements")
"""

CI: Final = {
    "github": IntegrationFile(".github/workflows/hielements.yml", _GITHUB, _GITHUB),
    "gitlab": IntegrationFile(".gitlab-ci.yml", _GITLAB_JOB, _GITLAB_JOB),
}
PRE_COMMIT: Final = IntegrationFile(".pre-commit-config.yaml", f"repos:\n{_PRE_COMMIT_HOOK}", _PRE_COMMIT_HOOK)
EDITORS: Final = {
    "vscode": IntegrationFile(".vscode/extensions.json", _VSCODE, '"recommendations": ["hielements.hielements"]\n'),
    "helix": IntegrationFile(".helix/languages.toml", _HELIX, _HELIX),
    "neovim": IntegrationFile(".nvim.lua", _NEOVIM, _NEOVIM),
}
