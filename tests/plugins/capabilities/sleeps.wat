;; Asks to be woken in 20 ms.
(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (i32.store (i32.const 416) (i32.const 1))
  (i64.store (i32.const 424) (i64.const 20000000))
  (call $outcome (call $poll (i32.const 400) (i32.const 500) (i32.const 1) (i32.const 600))))
