"""From any stream of bytes to fragments of MP4, kept for those who come late."""
