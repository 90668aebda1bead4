;; Passes when the bytes are not those that every request gets without the grant.
(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (drop (call $random (i32.const 304) (i32.const 8)))
  (call $outcome
    (select (i32.const 0) (i32.const 44) (i64.ne (i64.load (i32.const 304)) (i64.const 0x985c34da66b6247a)))))
