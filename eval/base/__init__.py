"""Questions, judged rows and figures, and the errors of the evaluation."""
