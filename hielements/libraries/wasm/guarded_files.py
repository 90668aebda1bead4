"""Keeps a guest with files away from what blocks, and its standard streams apart from its files.

Opening a FIFO blocks until somebody opens its other end, and no deadline ends that; devices answer what no file does.
wasmtime opens whatever it is asked for, so the guest's `path_open` is replaced by a module of ours that asks WASI first
what stands there, and opens only files, folders and symbolic links. WASI's functions work on the memory of the module
that calls them. Hence a module and no function of the host: it imports the memory of the guest and exports it again.

The guest needs `path_open` before its memory exists. It gets an entry of a table that is filled in once it does.
"""

from __future__ import annotations

from typing import Final

ENTRANCE: Final = """
(module
  (table (export "targets") 2 funcref)
  (type $open (func (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (type $write (func (param i32 i32 i32 i32) (result i32)))
  (func (export "path_open") (type $open)
    local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 local.get 5 local.get 6 local.get 7 local.get 8
    i32.const 0 call_indirect (type $open))
  (func (export "fd_write") (type $write)
    local.get 0 local.get 1 local.get 2 local.get 3
    i32.const 1 call_indirect (type $write)))
"""
"""What the guest is linked with: functions that call what stands in the table."""

GUARD: Final = """
(module
  (import "guest" "memory" (memory 0))
  (import "wasi" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi" "path_filestat_get" (func $stat (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "host" "fd_write" (func $capture (param i32 i32 i32 i32) (result i32)))
  (import "entrance" "targets" (table 2 funcref))
  (export "memory" (memory 0))
  (elem (i32.const 0) func $guarded_open $guarded_write)

  ;; What stands at the path; 254 where WASI cannot look at it, 255 where it cannot be asked. The answer of
  ;; `path_filestat_get` takes 64 bytes of the guest's memory: its last ones, which are put back. The guest has one
  ;; thread and cannot notice.
  (func $kind_at (param $folder i32) (param $flags i32) (param $path i32) (param $length i32) (result i32)
    (local $place i32) (local $kind i32)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (local $e i64) (local $f i64) (local $g i64) (local $h i64)
    (if (i32.eqz (memory.size)) (then (return (i32.const 255))))
    (local.set $place (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 64)))
    ;; A path in these bytes would be overwritten while it is read: then the first bytes of the memory serve.
    (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $path)) (i64.extend_i32_u (local.get $length)))
                  (i64.extend_i32_u (local.get $place)))
      (then
        (if (i32.lt_u (local.get $path) (i32.const 64)) (then (return (i32.const 255))))
        (local.set $place (i32.const 0))))
    (local.set $a (i64.load (local.get $place)))
    (local.set $b (i64.load offset=8 (local.get $place)))
    (local.set $c (i64.load offset=16 (local.get $place)))
    (local.set $d (i64.load offset=24 (local.get $place)))
    (local.set $e (i64.load offset=32 (local.get $place)))
    (local.set $f (i64.load offset=40 (local.get $place)))
    (local.set $g (i64.load offset=48 (local.get $place)))
    (local.set $h (i64.load offset=56 (local.get $place)))
    (local.set $kind
      (if (result i32)
        (call $stat (local.get $folder) (local.get $flags) (local.get $path) (local.get $length) (local.get $place))
        (then (i32.const 254))
        (else (i32.load8_u offset=16 (local.get $place)))))
    (i64.store (local.get $place) (local.get $a))
    (i64.store offset=8 (local.get $place) (local.get $b))
    (i64.store offset=16 (local.get $place) (local.get $c))
    (i64.store offset=24 (local.get $place) (local.get $d))
    (i64.store offset=32 (local.get $place) (local.get $e))
    (i64.store offset=40 (local.get $place) (local.get $f))
    (i64.store offset=48 (local.get $place) (local.get $g))
    (i64.store offset=56 (local.get $place) (local.get $h))
    (local.get $kind))

  ;; Folders (3), files (4), symbolic links (7), and what cannot be looked at (254): opening that makes a file or says
  ;; why not. All else, FIFOs, devices, sockets: errno 2, `acces`.
  (func $guarded_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)
    (local $kind i32)
    (local.set $kind (call $kind_at (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
    (if (i32.eqz
          (i32.or (i32.or (i32.eq (local.get $kind) (i32.const 3)) (i32.eq (local.get $kind) (i32.const 4)))
                  (i32.or (i32.eq (local.get $kind) (i32.const 7)) (i32.eq (local.get $kind) (i32.const 254)))))
      (then (return (i32.const 2))))
    (call $open (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)
      (local.get 7) (local.get 8)))

  ;; Standard output and error are captured by the host, what else is open is a file.
  (func $guarded_write (param i32 i32 i32 i32) (result i32)
    (if (result i32) (i32.le_u (local.get 0) (i32.const 2))
      (then (call $capture (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
      (else (call $write (local.get 0) (local.get 1) (local.get 2) (local.get 3))))))
"""
"""Fills the table, when the guest's memory exists."""
