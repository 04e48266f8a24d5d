"""The front-end packages of the house: fetched once by npm, served from `static/vendor/`."""
