;; says: took longer than its limit of 100 ms
;; limits: time_ms = 100
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (loop $forever (br $forever)) (unreachable))
