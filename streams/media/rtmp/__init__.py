"""RTMP as far as an encoder needs it to send a stream here: nothing is played back, and nothing else is answered."""
