"""The text of a Dockerfile as instructions with places, and as stages with what is in force in each.

Rules: the Dockerfile reference, and where it is silent BuildKit, the program that reads Dockerfiles.
"""
