;; says: does not export `alloc(i32) -> i32`
;; bare
(memory (export "memory") 1)
(func (export "library_check") (param i32 i32) (result i64) (i64.const 0))
