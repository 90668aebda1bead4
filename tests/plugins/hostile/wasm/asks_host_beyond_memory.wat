;; says: asked the host with a place outside of its memory
;; permissions: filesystem = ["read"]
(import "hielements_host" "read_file" (func $read (param i32 i32) (result i64)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $read (i32.const -1) (i32.const 100)))
