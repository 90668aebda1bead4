"""One suite of questions for any plugin: whether it keeps to the protocol, however it runs."""
