"""The words of Swedish politics that documents are read with, each written once."""
