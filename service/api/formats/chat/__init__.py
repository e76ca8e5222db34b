"""Paragraf as a model of OpenAI's chat completions, for any chat front end."""
