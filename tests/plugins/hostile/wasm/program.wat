;; says: exports neither `library_call` nor `library_check`
;; bare
(memory (export "memory") 1)
(func (export "alloc") (param i32) (result i32) (i32.const 16))
(func (export "_start"))
