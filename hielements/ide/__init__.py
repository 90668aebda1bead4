"""What an editor asks about specifications: hover, completion, navigation, renaming, fixes, on our own types.

Comes in: texts, offsets into them and what a check found. Goes out: records with places in source texts. It must never
know an editor's protocol: `lsp` converts at the edge, and other faces (a server for coding agents, say) can stand on
the same functions. `workbench.py` is the way in, `analysis.py` what every question is asked of.
"""
