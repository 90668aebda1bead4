;; says: ended itself with exit status 1; it wrote: panic
(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
(import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
(data (i32.const 400) "panic")
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (i32.store (i32.const 200) (i32.const 400))
  (i32.store (i32.const 204) (i32.const 5))
  (drop (call $write (i32.const 2) (i32.const 200) (i32.const 1) (i32.const 300)))
  (call $exit (i32.const 1)) (call $pass))
