"""Live pictures: what a creator sends, cut into small parts and handed to whoever watches. It knows no request and no page."""
