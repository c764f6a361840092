"""Events and news: proposed, published, in feeds, at the web library."""
