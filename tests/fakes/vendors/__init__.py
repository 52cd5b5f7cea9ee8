"""One fake a vendor. Each module offers CASES, which tests/generators/test_every_vendor.py tries them by."""
