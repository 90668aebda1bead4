;; says: took longer than its limit of 100 ms for a request, while it started
;; limits: time_ms = 100
(func (export "_initialize") (loop $forever (br $forever)))
