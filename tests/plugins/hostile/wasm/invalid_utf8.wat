;; says: is not UTF-8
(data (i32.const 400) "{\22Fail\22:\22\ff\fe\22}")
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $answer (i32.const 400) (i32.const 13)))
