;; Removes src/app.py.
(import "wasi_snapshot_preview1" "path_unlink_file" (func $remove (param i32 i32 i32) (result i32)))
(data (i32.const 400) "src/app.py")
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $outcome (call $remove (i32.const 3) (i32.const 400) (i32.const 10))))
