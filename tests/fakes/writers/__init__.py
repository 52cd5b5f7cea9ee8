"""One fake a chat dialect. Each module offers CASES, which tests/generators/test_every_writer.py tries them by."""
