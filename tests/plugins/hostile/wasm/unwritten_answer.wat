;; says: answered `library_check` with the null pointer
;; The form in which the callee writes pointer and length, and this one does not.
(func (export "library_check") (param i32 i32 i32))
