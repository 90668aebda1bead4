;; says: nested
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (memory.fill (i32.const 4096) (i32.const 91) (i32.const 100000))
  (call $answer (i32.const 4096) (i32.const 100000)))
