"""How libraries outside of this program are spoken to: one protocol, however the plugin runs.

Pure conversion between wire forms and the domain: nothing here knows processes or WebAssembly.
"""
