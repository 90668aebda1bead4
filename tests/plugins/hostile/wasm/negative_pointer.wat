;; says: with a place outside of its memory: 13 bytes at 4,294,967,280
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $answer (i32.const -16) (i32.const 13)))
