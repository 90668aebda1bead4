"""The functions of the library `config`, one file for a function or a small family."""
