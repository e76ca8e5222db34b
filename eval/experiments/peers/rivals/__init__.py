"""What is compared, one a module: ``build`` makes an index in a folder, ``opened`` the search over it."""
