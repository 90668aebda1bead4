;; says: does not export its `memory`
;; bare
(func (export "alloc") (param i32) (result i32) (i32.const 16))
(func (export "library_check") (param i32 i32) (result i64) (i64.const 0))
