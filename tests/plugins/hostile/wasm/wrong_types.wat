;; says: answered with an object with the key 'result', which is no result
(data (i32.const 400) "{\22result\22:7}")
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $answer (i32.const 400) (i32.const 12)))
