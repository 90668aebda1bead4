"""HTTP: turns requests into calls of services and answers into pages."""
