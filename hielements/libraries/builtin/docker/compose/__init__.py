"""The text of a compose file as services with places. Rules: the Compose Specification."""
