;; says: needs more memory from the start than the 4 MiB of its limit
;; limits: memory_mb = 4
;; bare
(memory (export "memory") 1000)
(func (export "alloc") (param i32) (result i32) (i32.const 16))
(func (export "library_check") (param i32 i32) (result i64) (i64.const 0))
