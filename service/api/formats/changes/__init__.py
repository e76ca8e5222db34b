"""The feed of changes: what was added, corrected and taken away, for mirrors, and the webhooks that tell of it."""
