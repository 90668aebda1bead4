;; says: imports `wasi_snapshot_preview1.sock_accept`, and plugins have no network
(import "wasi_snapshot_preview1" "sock_accept" (func $accept (param i32 i32 i32) (result i32)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $outcome (call $accept (i32.const 3) (i32.const 0) (i32.const 300))))
