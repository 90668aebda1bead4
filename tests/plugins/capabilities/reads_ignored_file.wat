;; A file that .gitignore names.
(import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
(data (i32.const 400) "ignored.py")
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $outcome (call $open (i32.const 3) (i32.const 1) (i32.const 400) (i32.const 10)
    (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 300))))
