;; says: longer than its limit of 1000 ms
;; limits: time_ms = 1000
(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (i32.store (i32.const 416) (i32.const 1))
  (i64.store (i32.const 424) (i64.const 50000000))
  (loop $again (br_if $again (i32.eqz (call $poll (i32.const 400) (i32.const 500) (i32.const 1) (i32.const 600)))))
  (call $pass))
