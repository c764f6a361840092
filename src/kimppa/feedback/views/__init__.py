"""The pages of customer feedback."""
