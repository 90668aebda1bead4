;; says: lies outside of the workspace
(data (i32.const 400) "{\22Fail\22:{\22message\22:\22x\22,\22violations\22:[{\22path\22:\22/workspace/../secret\22,\22message\22:\22x\22}]}}")
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (call $answer (i32.const 400) (i32.const 85)))
