"""The tables of the database: each change to them is a step that can be taken back."""
