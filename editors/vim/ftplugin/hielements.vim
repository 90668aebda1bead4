" What Vim should know of specifications besides their colours.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=b:##,b:#
setlocal commentstring=#\ %s
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=4 softtabstop=4
setlocal suffixesadd=.hie
setlocal include=^\\s*\\%(import\\\|from\\)\\s\\+['\"]
setlocal define=^\\s*\\%(element\\\|pattern\\\|template\\\|scope\\\|ref\\\|language\\)\\>

let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< expandtab< shiftwidth< softtabstop< suffixesadd< include< define<'
