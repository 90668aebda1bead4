module local/conventions

go 1.24
