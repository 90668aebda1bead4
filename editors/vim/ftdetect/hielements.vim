autocmd BufRead,BufNewFile *.hie setfiletype hielements
