"""What the room of a show carries: chat through its whole pipeline, and reactions that are counted exactly."""
