;; says: is not JSON
;; An answer that begins within the request and ends behind it.
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $answer (i32.add (local.get $place) (i32.const 3)) (i32.add (local.get $length) (i32.const 40))))
