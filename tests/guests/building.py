"""WebAssembly guests for tests, from text.

A guest is written as the fields of a module; around them stands what nearly every plugin has: a memory, an `alloc`, and
functions that answer. Comments at the start of a file say what it needs and what is expected:

    ;; says: part of the message
    ;; permissions: filesystem = ["read"]
    ;; limits: time_ms = 200
    ;; bare            (nothing is added to the fields)
"""

from __future__ import annotations

import re
from pathlib import Path

import wasmtime

PRELUDE = r"""
  (memory (export "memory") 2)
  (global $next (mut i32) (i32.const 4096))
  (func $alloc (export "alloc") (param $size i32) (result i32)
    (local $place i32)
    (local.set $place (global.get $next))
    (global.set $next (i32.add (global.get $next) (local.get $size)))
    (if (i32.gt_u (global.get $next) (i32.mul (memory.size) (i32.const 65536)))
      (then (drop (memory.grow (i32.add (i32.div_u (local.get $size) (i32.const 65536)) (i32.const 1))))))
    (local.get $place))
  (data (i32.const 16) "{\22Pass\22:null}")
  (data (i32.const 64) "{\22Error\22:\22refused with errno 00\22}")
  (func $answer (param $place i32) (param $length i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get $place)) (i64.const 32)) (i64.extend_i32_u (local.get $length))))
  (func $pass (result i64) (call $answer (i32.const 16) (i32.const 13)))
  ;; What was tried is refused when there is an error, and passes when it succeeded.
  (func $outcome (param $errno i32) (result i64)
    (if (i32.eqz (local.get $errno)) (then (return (call $pass))))
    (i32.store8 (i32.const 93) (i32.add (i32.const 48) (i32.div_u (local.get $errno) (i32.const 10))))
    (i32.store8 (i32.const 94) (i32.add (i32.const 48) (i32.rem_u (local.get $errno) (i32.const 10))))
    (call $answer (i32.const 64) (i32.const 33)))
"""
PASSING = '  (func (export "library_check") (param i32 i32) (result i64) (call $pass))\n'


def module_text(fields: str, bare: bool = False) -> str:
    """The text of a module. Imports come first, as the format demands."""
    if bare:
        return f"(module\n{fields}\n)"
    imports = re.findall(r"^\s*\(import .*$", fields, re.MULTILINE)
    rest = re.sub(r"^\s*\(import .*$", "", fields, flags=re.MULTILINE)
    answers = "" if '"library_check"' in rest else PASSING
    return f"(module\n{chr(10).join(imports)}\n{PRELUDE}{answers}{rest}\n)"


def built(fields: str, bare: bool = False) -> bytes:
    """The module as bytes."""
    return bytes(wasmtime.wat2wasm(module_text(fields, bare)))


class Guest:
    """A file of fields, with what its comments say."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.text = path.read_text()
        self.says = self._values("says")
        self.permissions = self._values("permissions")
        self.limits = self._values("limits")
        self.module = built(self.text, bare=bool(re.search(r"^;; bare\b", self.text, re.MULTILINE)))

    def _values(self, key: str) -> list[str]:
        return re.findall(rf"^;; {key}: (.*)$", self.text, re.MULTILINE)


def guests(folder: Path) -> list[Path]:
    """The files of a folder, sorted."""
    return sorted(folder.glob("*.wat"))
