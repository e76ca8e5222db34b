"""What every room of the service shares: types, errors, settings, links."""
