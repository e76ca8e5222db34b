"""The minutes of a meeting as Akoma Ntoso 3.0, the OASIS standard for documents of parliaments and councils."""
