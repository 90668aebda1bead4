;; Passes when there is exactly one variable, and it begins with HIELEMENTS_TRIED=.
(import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
(import "wasi_snapshot_preview1" "environ_get" (func $get (param i32 i32) (result i32)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (drop (call $sizes (i32.const 300) (i32.const 304)))
  (if (i32.ne (i32.load (i32.const 300)) (i32.const 1)) (then (return (call $outcome (i32.const 44)))))
  (drop (call $get (i32.const 320) (i32.const 500)))
  ;; "HIELEMEN" and "TS_TRIED" in the order of bytes.
  (call $outcome (select (i32.const 0) (i32.const 44)
    (i32.and (i64.eq (i64.load (i32.const 500)) (i64.const 0x4e454d454c454948))
             (i64.eq (i64.load (i32.const 508)) (i64.const 0x44454952545f5354))))))
