"""Training of the reader: from written questions to the weights that ship."""
