;; says: trapped
;; says: out of bounds
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (i64.load (i32.const -16)))
