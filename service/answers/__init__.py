"""From ranked passages to a cited answer, or to a refusal."""
