"""Places in documents as others keep them: by their words and what stands around them, so that they last."""
