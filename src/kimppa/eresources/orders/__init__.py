"""The directors' principles, the year's money, wishes and orders."""
