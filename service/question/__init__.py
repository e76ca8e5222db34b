"""Reading a question: what it names, what it asks for, what it leans on, its parts."""
