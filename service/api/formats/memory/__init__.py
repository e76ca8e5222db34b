"""What formats remember from snapshot to snapshot: the things each held, when they came, changed and went."""
