;; says: trapped
(table $functions 1 funcref)
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (loop $more (br_if $more (i32.ne (table.grow $functions (ref.null func) (i32.const 10000)) (i32.const -1))))
  (unreachable))
