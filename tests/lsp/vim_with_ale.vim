" What a user of Vim does: a mistake is seen and mended, an import in Python breaks a rule, and the violation stands on its
" line. Run by test_editors.py as `vim -es`, with the settings of docs/editors.md.
set nocompatible hidden noswapfile encoding=utf-8
let &runtimepath = $HIELEMENTS_VIM . ',' . &runtimepath
execute 'source ' . $HIELEMENTS_VIM_SETTINGS
filetype plugin indent on
let s:told = []

function! s:Wait(piece) abort
  for l:round in range(600)
    for l:each in ale#engine#GetLoclist(bufnr(''))
      if stridx(l:each.text, a:piece) >= 0
        call add(s:told, {'line': l:each.lnum, 'column': l:each.col, 'text': l:each.text})
        return
      endif
    endfor
    sleep 100m
  endfor
  call add(s:told, {'missing': a:piece, 'seen': string(ale#engine#GetLoclist(bufnr('')))})
endfunction

edit hielements.hie
ALELint
call s:Wait('package_selector')
%s/package_selektor/package_selector/
write
edit shop/api/views.py
call append(3, 'import shop.db')
write
call s:Wait('shop.db')
call writefile([json_encode(s:told)], $HIELEMENTS_ANSWER)
qall!
