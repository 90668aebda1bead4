" Colours for specifications of Hielements.
"
" Every keyword of the language is also a name wherever the grammar can tell, so that no word is a keyword by itself:
" what begins a statement asks for a name next, and a name asks for what may stand behind it. A test compares the
" colours of all specifications of the project with what its parser says.
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax sync minlines=200

" Names, at last: any word that nothing else claims, and members behind a dot.
syntax match hielementsName /\<\h\w*\>/
syntax match hielementsMember /\.\s*\h\w*/
syntax match hielementsFunction /\h\w*\ze(/
syntax match hielementsFunction /\.\s*\h\w*\ze(/
" `strict=true`: the name of an argument.
syntax match hielementsArgument /\%([(,]\s*\)\@<=\h\w*\ze\s*=[^=]/

" Words of expressions, which keep their meaning at the head of a path.
syntax match hielementsOperatorWord /\.\@1<!\<\%(and\|or\|not\|in\)\>\%(\s*=\%([^=]\|$\)\)\@!/
syntax match hielementsConstant /\.\@1<!\<\%(true\|false\|null\)\>\%(\s*=\%([^=]\|$\)\)\@!/
syntax match hielementsOperator /[<>=!]=\|[<>=*]/

" Words that stand inside of a statement.
syntax match hielementsKeyword /\s\@1<=\<\%(implements\)\>\ze\s\+\h/
syntax match hielementsKeyword /\%(\S\s\+\|>\s*\)\@<=\<binds\>\ze\s\+\h/
syntax match hielementsKeyword /\%(\%(^\|{\)\s*\h\w*\s\+\)\@<=\<uses\>\ze\s\+\h/
syntax match hielementsInclude /\%(\<import\s.*\s\)\@<=\<as\>\ze\s\+\h/

" What begins a statement: at the beginning of a line, behind an opening brace, or behind a requirement.
syntax match hielementsInclude /\%(^\s*\)\@<=\<\%(import\|from\)\>\ze\s\+[[:alnum:]_'"]/ nextgroup=hielementsModule skipwhite
syntax match hielementsModule /\h\w*\%(\s*\.\s*\h\w*\)*/ contained nextgroup=hielementsImport skipwhite
syntax match hielementsImport /\<import\>/ contained
syntax match hielementsInclude /\%(\<from\s\+\%('[^']*'\|"[^"]*"\)\s\+\)\@<=\<import\>/
syntax match hielementsStatement /\%(\%(^\|{\)\s*\)\@<=\<\%(element\|pattern\|template\|scope\|ref\|connection_point\|language\|connection_check\)\>\ze\s\+\h/ nextgroup=hielementsDeclared skipwhite
syntax match hielementsStatement /\%(\%(^\|{\)\s*\)\@<=\<check\>\ze\s*[^[:space:].=]\%(=[^=]\)\@!/
syntax match hielementsRequirement /\%(\%(^\|{\)\s*\)\@<=\<\%(requires\|allows\|forbids\|requires_descendant\)\>\ze\s\+\h/ nextgroup=hielementsDescendant,hielementsSubject,hielementsCheck,hielementsConnection skipwhite
syntax match hielementsRequirement /\%(\%(^\|{\)\s*\)\@<=\<\%(requires_connection\|allows_connection\|forbids_connection\)\>\ze\s\+to\>/ nextgroup=hielementsTo skipwhite
syntax match hielementsDescendant /\<descendant\>/ contained nextgroup=hielementsSubject,hielementsCheck,hielementsConnection skipwhite
syntax match hielementsSubject /\<\%(element\|scope\|ref\|language\|implements\)\>/ contained nextgroup=hielementsDeclared skipwhite
syntax match hielementsCheck /\<check\>/ contained
syntax match hielementsConnection /\<connection\>/ contained nextgroup=hielementsTo skipwhite
syntax match hielementsTo /\<to\>/ contained nextgroup=hielementsTarget skipwhite
syntax match hielementsTarget /\h\w*/ contained
syntax match hielementsDeclared /\h\w*/ contained nextgroup=hielementsLanguage,hielementsType
syntax match hielementsLanguage /<\h\w*>/ contained
syntax match hielementsType /\s*:\s*\h\w*/ contained

syntax match hielementsNumber /\%(\w\)\@1<!-\?\d\+\%(\.\d\+\)\?\%([eE][-+]\?\d\+\)\?\>/
syntax match hielementsEscape /\\[\\'"nt]/ contained
syntax region hielementsString start=/'/ skip=/\\\\\|\\'/ end=/'/ oneline contains=hielementsEscape
syntax region hielementsString start=/"/ skip=/\\\\\|\\"/ end=/"/ oneline contains=hielementsEscape

syntax keyword hielementsTodo TODO FIXME XXX contained
syntax match hielementsComment /#.*$/ contains=hielementsTodo,@Spell
syntax match hielementsDocumentation /###\@!.*$/ contains=hielementsTodo,@Spell
syntax region hielementsBlockComment start=/####\@!/ end=/###/ contains=hielementsTodo,@Spell

highlight default link hielementsStatement Statement
highlight default link hielementsSubject Statement
highlight default link hielementsCheck Statement
highlight default link hielementsRequirement Statement
highlight default link hielementsDescendant Statement
highlight default link hielementsConnection Statement
highlight default link hielementsTo Statement
highlight default link hielementsKeyword Keyword
highlight default link hielementsInclude Include
highlight default link hielementsImport Include
highlight default link hielementsOperatorWord Operator
highlight default link hielementsOperator Operator
highlight default link hielementsConstant Constant
highlight default link hielementsDeclared Identifier
highlight default link hielementsLanguage Type
highlight default link hielementsType Type
highlight default link hielementsFunction Function
highlight default link hielementsNumber Number
highlight default link hielementsString String
highlight default link hielementsEscape SpecialChar
highlight default link hielementsComment Comment
highlight default link hielementsBlockComment Comment
highlight default link hielementsDocumentation SpecialComment
highlight default link hielementsTodo Todo

let b:current_syntax = 'hielements'
