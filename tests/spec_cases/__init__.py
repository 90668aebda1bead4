"""Runs executable Markdown: the language reference under tests/spec and the explanation pages of diagnostics.

A page is read by `pages`, its expectations by `expectations`; `running` writes a case into a folder and checks it
through the command line in this process; `comparing` says what differs; `updating` refreshes recorded output.
"""
