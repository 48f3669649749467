"""The same form sent twice is one deed: its key says where the first one led."""
