;; says: trapped
;; says: of its limit
;; limits: memory_mb = 4
(func (export "library_check") (param $place i32) (param $length i32) (result i64)
  (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
  (unreachable))
