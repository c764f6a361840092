"""Records of e-resources: made from facts, from ONIX or of a vendor's records; compared with what
is licensed."""
