;; says: refused with errno 44
;; Passes when the date is another one than the fixed one, or does not stand still.
(import "wasi_snapshot_preview1" "clock_time_get" (func $now (param i32 i64 i32) (result i32)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (local $turns i32)
  (loop $again
    (drop (call $now (i32.const 0) (i64.const 1) (i32.const 304)))
    (if (i64.ne (i64.load (i32.const 304)) (i64.const 946684800000000000)) (then (return (call $pass))))
    (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
    (br_if $again (i32.lt_u (local.get $turns) (i32.const 100))))
  (call $outcome (i32.const 44)))
