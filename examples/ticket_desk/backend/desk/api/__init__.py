"""The HTTP interface that the front end calls."""
