"""Sets of questions and judgements, in the forms that are read."""
