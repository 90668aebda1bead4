"""Texts on disk, written so that readers never see half of one."""

from __future__ import annotations

import os
import tempfile


def write(path: str, text: str) -> None:
    folder = os.path.dirname(path) or "."
    os.makedirs(folder, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
        file.write(text)
    os.replace(file.name, path)


def read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
