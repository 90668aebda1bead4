;; says: ran out of stack
(func $deeper (param i64) (result i64) (i64.add (call $deeper (i64.add (local.get 0) (i64.const 1))) (i64.const 1)))
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $deeper (i64.const 0)))
