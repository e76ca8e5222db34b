"""The client library: a service asked over HTTP. It knows nothing else of the tree, and is a wheel of its own."""
