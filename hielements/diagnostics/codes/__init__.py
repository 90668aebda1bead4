"""Every diagnostic code, declared once, in one module per stage.

`syntax` HIE01xx, `names` HIE02xx, `types` HIE03xx, `patterns` HIE04xx, `requirements` HIE05xx, `imports` HIE06xx,
`configuration` HIE07xx,
`running` HIE08xx, `accepting` HIE09xx. Each module holds `Code` constants, the constant being the name in upper case.
`diagnostics/catalog.py` collects them for `explain`.
"""
