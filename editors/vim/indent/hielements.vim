" A block is indented by four columns, whether braces or a colon open it.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=HielementsIndent(v:lnum)
setlocal indentkeys=0},0],0),!^F,o,O
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*HielementsIndent')
  finish
endif

function! HielementsIndent(line) abort
  let l:before = prevnonblank(a:line - 1)
  if l:before == 0
    return 0
  endif
  let l:code = substitute(getline(l:before), '\s*\%(^\|\s\)#.*$', '', '')
  let l:indent = indent(l:before)
  if l:code =~# '[{:(\[=,]\s*$' && l:code !~# '^\s*[\])}].*,\s*$'
    if l:code !~# ',\s*$'
      let l:indent += shiftwidth()
    endif
  endif
  if getline(a:line) =~# '^\s*[\])}]'
    let l:indent -= shiftwidth()
  endif
  return max([l:indent, 0])
endfunction
