;; says: took longer than its limit of 100 ms
;; limits: time_ms = 100
;; bare
(memory (export "memory") 1)
(func (export "alloc") (param i32) (result i32) (loop $forever (br $forever)) (unreachable))
(func (export "library_check") (param i32 i32) (result i64) (i64.const 0))
