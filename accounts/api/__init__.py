"""The API of people and organisations, and what every address of the API needs to know about its caller."""
