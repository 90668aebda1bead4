;; says: answered `library_check` with the null pointer
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (i64.const 0))
