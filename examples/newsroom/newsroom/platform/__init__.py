"""What every team builds on: events and storage. Knows no team."""
