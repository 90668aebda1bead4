" What Vim makes of some files: the syntax group at each place that is asked for. Run by test_vim.py.
set nocompatible nomore noswapfile encoding=utf-8 fileencodings=utf-8 fileformats=unix hidden
let &runtimepath = $HIELEMENTS_VIM . ',' . &runtimepath
filetype plugin indent on
syntax on
let s:answers = []
for s:asked in json_decode(join(readfile($HIELEMENTS_ASKED), "\n"))
  execute 'edit ' . fnameescape(s:asked.path)
  syntax sync fromstart
  let s:groups = []
  for [s:line, s:column] in s:asked.places
    call add(s:groups, synIDattr(synID(s:line, s:column, 1), 'name'))
  endfor
  call add(s:answers, {'filetype': &filetype, 'comment': &commentstring, 'groups': s:groups})
  bwipeout!
endfor
call writefile([json_encode(s:answers)], $HIELEMENTS_ANSWER)
qall!
