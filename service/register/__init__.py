"""What documents hold as data, over the whole collection: decisions, matters, bodies, coverage."""
