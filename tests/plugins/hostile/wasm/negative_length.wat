;; says: with 4,294,967,295 bytes
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $answer (i32.const 16) (i32.const -1)))
