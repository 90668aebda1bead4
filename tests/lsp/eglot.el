;;; What a user of Emacs does: a mistake is seen, mended by a code action, an import in Python breaks a rule, and the
;;; violation stands on its line. Run by test_editors.py as `emacs --batch`, with the settings of docs/editors.md.
(require 'json)
(require 'flymake)

(defun hie-wait (what holds)
  "Waits until HOLDS gives a value; WHAT is said otherwise."
  (let ((found nil) (deadline (+ (float-time) 60)))
    (while (and (not (setq found (funcall holds))) (< (float-time) deadline))
      (accept-process-output nil 0.05))
    (unless found
      (message "not seen: %s; %S" what (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
      (kill-emacs 1))
    found))

(defun hie-told (piece)
  "The diagnostic of the present buffer whose text has PIECE."
  (seq-find (lambda (each) (string-match-p (regexp-quote piece) (flymake-diagnostic-text each))) (flymake-diagnostics)))

(setq eglot-sync-connect 30 eglot-connect-timeout 60 eglot-autoreconnect nil eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout 0.1 make-backup-files nil create-lockfiles nil)
(load (getenv "HIELEMENTS_EMACS_SETTINGS"))

(find-file "hielements.hie")
(eglot-ensure)
(unless (eglot-current-server) (apply #'eglot (append (eglot--guess-contact) nil)))
(flymake-mode 1)
(let ((mistake (hie-wait "the mistake" (lambda () (flymake-start) (hie-told "package_selector")))))
  (goto-char (flymake-diagnostic-beg mistake))
  (let* ((actions (eglot-code-actions (flymake-diagnostic-beg mistake) (flymake-diagnostic-end mistake)))
         (wanted (seq-find (lambda (each) (eq (plist-get each :isPreferred) t)) actions)))
    (eglot--apply-workspace-edit (plist-get wanted :edit))))
(eglot--signal-textDocument/didChange)
(hie-wait "the fix" (lambda () (not (string-match-p "package_selektor" (buffer-string)))))
(hie-wait "no mistake any more" (lambda () (flymake-start) (null (flymake-diagnostics))))
(save-buffer)

(find-file "shop/api/views.py")
(unless (eglot-managed-p) (eglot--maybe-activate-editing-mode))
(hie-wait "the client" (lambda () (eglot-managed-p)))
(flymake-mode 1)
(goto-char (point-min))
(forward-line 3)
(insert "import shop.db\n")
(eglot--signal-textDocument/didChange)
(save-buffer)
(let* ((violation (hie-wait "the violation" (lambda () (flymake-start) (hie-told "shop.db"))))
       (data (alist-get 'eglot-lsp-diag (flymake-diagnostic-data violation)))
       (rule (plist-get (aref (plist-get data :relatedInformation) 0) :location)))
  (princ (json-encode `((line . ,(line-number-at-pos (flymake-diagnostic-beg violation)))
                        (rule . ,(plist-get rule :uri))
                        (rule_line . ,(1+ (plist-get (plist-get (plist-get rule :range) :start) :line)))))))
(kill-emacs 0)
