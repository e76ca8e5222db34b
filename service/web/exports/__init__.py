"""What pages give to take along: an answer as a file, the register as CSV, JSON, Excel and Atom."""
