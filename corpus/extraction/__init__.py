"""What a document holds as data: who met and when, what was moved, voted on, decided and planned."""
