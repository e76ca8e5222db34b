"""The JSON API: endpoints, shapes, problems, metrics."""
