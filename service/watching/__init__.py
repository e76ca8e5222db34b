"""Watches kept by mail: who asked for what, encrypted, and the mails that wait to be sent."""
