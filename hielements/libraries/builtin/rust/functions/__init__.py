"""The functions of the library `rust`, one module for each function or small family; loaded when they are used."""
