"""The pages for people, and what they take along."""
