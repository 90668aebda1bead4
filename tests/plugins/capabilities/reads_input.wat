;; Passes when standard input has a byte.
(import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (i32.store (i32.const 320) (i32.const 500))
  (i32.store (i32.const 324) (i32.const 1))
  (drop (call $read (i32.const 0) (i32.const 320) (i32.const 1) (i32.const 340)))
  (call $outcome (select (i32.const 0) (i32.const 44) (i32.load (i32.const 340)))))
