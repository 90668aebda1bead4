;; says: took longer than its limit of 100 ms for a request, while it started
;; limits: time_ms = 100
(func $begin (loop $forever (br $forever)))
(start $begin)
