"""What people do with plans, agreements and tables of codes."""
