"""SQLite behind the interfaces of the services."""
