"""The request for active customers to the vendor's support."""
