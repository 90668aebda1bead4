"""The functions of the library `python`, one module each; loaded when they are used."""
