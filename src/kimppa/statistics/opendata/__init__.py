"""Delivered figures opened to everybody."""
